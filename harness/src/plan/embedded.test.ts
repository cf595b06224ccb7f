import { expect, test } from 'vitest';
import { partsOf } from '@adaptbench/core';
import { methods } from '../methods.ts';
import { tasks } from '../tasks.ts';
import { embeddedBench, quickBench } from './embedded.ts';
import { expand, tasksOf } from './expand.ts';

test.each([
  ['default', embeddedBench],
  ['quick', quickBench],
])('the %s run holds every method of the registry, and few trials', async (_name, bench) => {
  const checked = await Promise.all(tasksOf(bench).map(({ input }) => tasks.check(input)));
  const plan = expand(bench, methods, checked);
  const ran = new Set(plan.flatMap((spec) => partsOf(spec.method)));
  expect([...ran].toSorted()).toEqual(methods.map(({ name }) => name).toSorted());
  expect(plan.length).toBeLessThanOrEqual(bench === quickBench ? 19 : 80);
});
