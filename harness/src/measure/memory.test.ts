import { describe, expect, test } from 'vitest';
import { currentRssBytes, peakRssBytes, resetPeakRss, statusOf } from './memory.ts';

const MB = 2 ** 20;

describe('memory', () => {
  test('the peak is at least what is resident, and rises with what is touched', () => {
    const before = resetPeakRss() ? currentRssBytes() : peakRssBytes();
    const held = Buffer.alloc(256 * MB, 1);
    expect(held[1000]).toBe(1);
    expect(peakRssBytes()).toBeGreaterThan(before + 100 * MB);
    expect(peakRssBytes()).toBeGreaterThanOrEqual(currentRssBytes() - 16 * MB);
  });
  test('a reset forgets peaks that are over', () => {
    const reset = resetPeakRss();
    expect(!reset || peakRssBytes() < currentRssBytes() + 64 * MB).toBe(true);
  });
  test('a process that is gone tells nothing', () => {
    expect(statusOf(2 ** 30)).toBeNull();
  });
});
