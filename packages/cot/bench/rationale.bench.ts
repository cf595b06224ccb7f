/**
 * Time to check a rationale, by its length, and to write a prompt, by shots. Run:
 * `node --import tsx packages/cot/bench/rationale.bench.ts`.
 */
import type { GenerationTask, Item } from '@adaptbench/core';
import { type MicroCase, microbench } from '@adaptbench/testing';
import cot, { measureRationale } from '../src/index.ts';

const question =
  'A shop sells pens at $3 and books at 4 times as much. Tom buys 12 pens and half as many books. How much does he pay?';
const steps = [
  'The pens cost 12 * $3 = $36.',
  'A book costs 3 * 4 = $12, so 12 / 2 = 6 books cost 6 x $12 = $72.',
  'Altogether that is $36 + $72 = $108, which is 108/100 = 108% of a hundred dollars.',
];
const solution = (sentences: number): string =>
  Array.from({ length: sentences }, (_, i) => steps[i % steps.length]).join('\n');

const items = Array.from({ length: 500 }, (_, i): Item => ({
  id: `train:${i}`,
  fields: { question: `${question} (${i})` },
  answer: '108',
  rationale: solution(3),
}));
const [pool, asked] = [items.slice(50), items.slice(0, 50)];
const task: GenerationTask = {
  kind: 'generation',
  name: 'bench',
  version: 1,
  language: 'en',
  source: 'made up',
  templates: [
    {
      name: 'question-answer',
      form: 'open',
      write: (item) => `Question: ${item.fields['question']}\nAnswer:`,
      writeAnswer: (item) => ` ${item.answer}`,
      separator: '\n\n',
    },
  ],
  reader: { strict: () => null, lenient: () => null },
  equal: (a, b) => a === b,
  maxNewTokens: 256,
  stop: [],
};
const bind = (shots: number) =>
  cot.prompt(cot.config.parse({ shots })).bind({
    task,
    template: 0,
    pool,
    seed: 0,
    tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
    contextLength: 1_000_000,
    frame: (prompt) => prompt,
  });

const cases: MicroCase[] = [];
for (const sentences of [3, 12]) {
  const text = solution(sentences);
  cases.push({
    name: 'rationale checked',
    variant: 'all measures',
    parameter: ['sentences', sentences],
    unit: 'µs',
    run() {
      measureRationale({ question, text, answer: '108', finished: true });
    },
  });
}
for (const shots of [4, 8]) {
  const prompt = bind(shots);
  cases.push({
    name: 'prompt written',
    variant: 'worked exemplars',
    parameter: ['shots', shots],
    unit: 'µs',
    pieces: asked.length,
    run() {
      // Items anew: a bound prompt remembers what it chose.
      for (const item of asked) prompt.write({ ...item });
    },
  });
}
await microbench('cot', cases);
