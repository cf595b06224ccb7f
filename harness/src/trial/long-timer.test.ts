import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after } from './long-timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([50, 2 ** 31 - 1, 2 ** 31, 3e9, 9e9])('a timer of %d ms fires then and not before', (ms) => {
  const fired = vi.fn<() => void>();
  after(ms, fired);
  vi.advanceTimersByTime(Math.max(0, ms - 1));
  expect(fired).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(1);
  expect(fired).toHaveBeenCalledTimes(1);
});

test('a timer that was called off never fires', () => {
  const fired = vi.fn<() => void>();
  const off = after(5e9, fired);
  vi.advanceTimersByTime(4e9);
  off();
  vi.advanceTimersByTime(4e9);
  expect(fired).toHaveBeenCalledTimes(0);
});
