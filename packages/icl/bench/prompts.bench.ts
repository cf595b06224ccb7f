/**
 * Time to choose exemplars and write a prompt, by selection and shots, without a tokenizer. Run: `node --import tsx packages/icl/bench/prompts.bench.ts`.
 */
import { type ClassificationTask, type Item, plainPrompt, random } from '@adaptbench/core';
import { type MicroCase, microbench } from '@adaptbench/testing';
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

const plain = plainPrompt.bind(context);
/** Items anew: a bound prompt remembers what it wrote. Retrieval takes long enough for a few to do. */
const anew = (n: number): Item[] => asked.slice(0, n).map((item) => ({ ...item }));
const writing = { name: 'prompt written', unit: 'µs' } as const;
const cases: MicroCase[] = [
  {
    ...writing,
    variant: 'plain',
    pieces: asked.length,
    run() {
      for (const item of anew(asked.length)) plain.write(item);
    },
  },
];
for (const [selection, pieces] of [['balanced', asked.length] as const, ['bm25', 5] as const])
  for (const shots of [4, 16]) {
    const bound = icl.prompt(icl.config.parse({ shots, selection })).bind(context);
    cases.push({
      ...writing,
      variant: selection,
      parameter: ['shots', shots],
      pieces,
      run() {
        for (const item of anew(pieces)) bound.write(item);
      },
    });
  }
cases.push({
  name: 'index of the pool',
  variant: 'bm25',
  parameter: ['items', POOL],
  run() {
    icl.prompt(icl.config.parse({ selection: 'bm25' })).bind(context);
  },
});
await microbench('icl', cases);
