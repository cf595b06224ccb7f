/**
 * Prompts a second, by selection and shots: writing alone, without a tokenizer. Run: `node --import tsx packages/icl/bench/prompts.bench.ts`.
 */
import { type ClassificationTask, type Item, plainPrompt, random } from '@adaptbench/core';
import { Bench } from 'tinybench';
import icl from '../src/index.ts';

/** As large as SST-2's train split, texts of 5 to 35 words from a vocabulary with Zipf's frequencies. */
const POOL = 6920;
const VOCABULARY = 15_000;
const r = random(0, 'bench');
const word = (): string => `w${Math.floor(VOCABULARY ** r.uniform())}`;
const items = Array.from({ length: POOL + 50 }, (_, i): Item => ({
  id: `train:${i}`,
  fields: { text: Array.from({ length: 5 + r.below(31) }, word).join(' ') },
  answer: r.below(2) === 0 ? 'negative' : 'positive',
}));
const pool = items.slice(0, POOL);
const asked = items.slice(POOL);

const task: ClassificationTask = {
  kind: 'classification',
  name: 'bench',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [
    {
      name: 'review-sentiment',
      form: 'cloze',
      write: (item) => `Review: ${item.fields['text']}\nSentiment:`,
      verbalizer: { negative: [' negative'], positive: [' positive'] },
      separator: '\n\n',
    },
  ],
};
const context = {
  task,
  template: 0,
  pool,
  seed: 0,
  tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
  contextLength: 1_000_000,
  frame: (prompt: string) => prompt,
};

const bench = new Bench({ time: 1000, iterations: 8, warmupTime: 200, warmupIterations: 1 });
const plain = plainPrompt.bind(context);
bench.add('plain', () => {
  for (const item of asked) plain.write(item);
});
for (const selection of ['balanced', 'bm25'] as const)
  for (const shots of [4, 16])
    bench.add(`${selection}, ${shots} shots`, () => {
      // Items anew: a bound prompt remembers what it wrote.
      for (const item of asked) bound[selection][shots]!.write({ ...item });
    });
const bindAll = (selection: 'balanced' | 'bm25') =>
  Object.fromEntries(
    [4, 16].map((shots) => [
      shots,
      icl.apply(icl.config.parse({ shots, selection }), []).prompt.bind(context),
    ]),
  );
const bound = { balanced: bindAll('balanced'), bm25: bindAll('bm25') };
bench.add('bm25, index of the pool', () => {
  icl.apply(icl.config.parse({ selection: 'bm25' }), []).prompt.bind(context);
});

await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') return { name, state: result.state };
    const { p50, p99, samplesCount } = result.latency;
    const each = name.endsWith('pool') ? 1 : asked.length;
    const micros = (ms: number): string => ((ms / each) * 1e3).toPrecision(3);
    return { name, 'median µs': micros(p50), 'p99 µs': micros(p99), runs: samplesCount };
  }),
);
