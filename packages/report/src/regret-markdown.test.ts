import path from 'node:path';
import { openRun, regretOf } from '@adaptbench/results';
import { expect, test } from 'vitest';
import { regretMarkdown } from './regret-markdown.ts';

const results = path.join(import.meta.dirname, '../../../results');

test('a sweep against itself loses nothing and costs the same', () => {
  const run = openRun(path.join(results, 'smollm2-sst2-all'));
  const regret = regretOf(run, run);
  const { tasks, cost } = regret;
  expect(tasks).toMatchObject([{ task: 'sst2', regret: 0, configurations: 27, finalists: 27 }]);
  expect([cost.steps.ratio, cost.items.ratio, cost.seconds.ratio]).toEqual([1, 1, 1]);
  expect(regretMarkdown(regret)).toMatch(/\| sst2 \| 27 \| 27 \| .* \| 0\.0 \|/u);
});

test('a sweep of other data has no regret', () => {
  const [a, b] = ['smollm2-sst2-all', 'smollm2-waimai'].map((name) => openRun(path.join(results, name)));
  expect(() => regretOf(a!, b!)).toThrow('the runs are of other models or data; regret needs the same');
});
