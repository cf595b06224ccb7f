import { expect, test } from 'vitest';
import { microRow } from './micro.ts';

test('a row has the median of all calls, and the least and greatest of the rounds’ medians, of one piece in its unit', () => {
  const about = {
    name: 'prompt',
    variant: 'bm25',
    parameter: ['shots', 4],
    unit: 'µs',
    pieces: 10,
  } as const;
  const rounds = [
    [1, 2, 9],
    [3, 3],
    [8, 4],
  ];
  expect(microRow('icl', about, rounds)).toMatchObject({
    package: 'icl',
    parameter: 'shots',
    value: 4,
    unit: 'µs',
    p50: 300,
    least: 100,
    low: 200,
    high: 600,
    n: 7,
    rounds: 3,
  });
});

test('milliseconds of a whole call where nothing else is said', () => {
  expect(microRow('full', { name: 'step', variant: 'head' }, [[5], [7]])).toMatchObject({
    unit: 'ms',
    parameter: null,
    value: null,
    p50: 6,
    low: 5,
    high: 7,
  });
});
