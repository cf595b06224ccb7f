import { expect, test } from 'vitest';
import { trialsAtOnce } from './threads.ts';

test('as many trials run at once as were asked for, one where nothing was said', () => {
  expect(trialsAtOnce({}, 8)).toBe(1);
  expect(trialsAtOnce({ parallel: 3, threads: 1 }, 2)).toBe(3);
});

test('auto fills the processors with trials of a known number of threads, on the CPU alone', () => {
  const auto = { parallel: 'auto' } as const;
  expect(trialsAtOnce({ ...auto, threads: 1 }, 2)).toBe(2);
  expect(trialsAtOnce({ ...auto, threads: 3 }, 8)).toBe(2);
  expect(trialsAtOnce({ ...auto, threads: 4 }, 2)).toBe(1);
  expect(trialsAtOnce(auto, 8)).toBe(1);
  expect(trialsAtOnce({ ...auto, threads: 1, device: 'webgpu' }, 8)).toBe(1);
});
