import { expect, test } from 'vitest';
import { trialsAtOnce } from './threads.ts';

test('as many trials run at once as were asked for, one where nothing was said', () => {
  expect(trialsAtOnce({}, false, 8)).toBe(1);
  expect(trialsAtOnce({ parallel: 3, threads: 1 }, false, 2)).toBe(3);
});

test('auto fills the processors with trials of a known number of threads, never a card', () => {
  const auto = { parallel: 'auto' } as const;
  expect(trialsAtOnce({ ...auto, threads: 1 }, false, 2)).toBe(2);
  expect(trialsAtOnce({ ...auto, threads: 3 }, false, 8)).toBe(2);
  expect(trialsAtOnce({ ...auto, threads: 4 }, false, 2)).toBe(1);
  expect(trialsAtOnce(auto, false, 8)).toBe(1);
  expect(trialsAtOnce({ ...auto, threads: 1 }, true, 8)).toBe(1);
});
