/**
 * Prompts in all templates a second, and training texts of a mixture: writing alone, without a tokenizer. Run:
 * `node --import tsx packages/instruction/bench/prompts.bench.ts`.
 */
import type { ClassificationTask, Item } from '@adaptbench/core';
import { Bench } from 'tinybench';
import instruction from '../src/index.ts';

const TEMPLATES = 20;
const ITEMS = 1000;
const template = (i: number): ClassificationTask['templates'][number] => ({
  name: `template-${i}`,
  form: i % 2 === 0 ? 'cloze' : 'choice',
  write: (item) => `Read this review, in way ${i}: ${item.fields['text']}\nSentiment:`,
  verbalizer: { negative: [' negative'], positive: [' positive'] },
  separator: '\n\n',
});
const task: ClassificationTask = {
  kind: 'classification',
  name: 'bench',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [template(0), ...Array.from({ length: TEMPLATES - 1 }, (_, i) => template(i + 1))],
};
const items = Array.from({ length: ITEMS }, (_, i): Item => ({
  id: `train:${i}`,
  fields: {
    text: `some twenty words of a review that nobody wrote, number ${i}, on a film that was never made at all`,
  },
  answer: i % 2 === 0 ? 'negative' : 'positive',
}));
const bind = (config: object) =>
  instruction.apply(instruction.config.parse(config), []).prompt.bind({
    task,
    template: 0,
    pool: items,
    seed: 0,
    tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
    contextLength: 1_000_000,
    frame: (prompt) => prompt,
  });

const bench = new Bench({ time: 1000, iterations: 8, warmupTime: 200, warmupIterations: 1 });
for (const perItem of [1, 4, TEMPLATES]) {
  const prompt = bind({ perItem });
  bench.add(`mixture, ${perItem} of ${TEMPLATES} templates`, () => {
    prompt.trainingTexts?.(items);
  });
}
await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') return { name, state: result.state };
    const { p50, p99, samplesCount } = result.latency;
    const micros = (ms: number): string => ((ms / ITEMS) * 1e3).toPrecision(3);
    return { name, 'median µs an item': micros(p50), 'p99 µs': micros(p99), runs: samplesCount };
  }),
);
