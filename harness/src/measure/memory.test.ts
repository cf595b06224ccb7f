import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { currentRssBytes, peakRssBytes, resetPeakRss, statusOf } from './memory.ts';

const MB = 2 ** 20;

describe('memory', () => {
  // In a process of its own: here others' memory is freed whenever the collector likes.
  test('the peak is at least what is resident, and rises with what is touched', () => {
    const script = `
      import { currentRssBytes, peakRssBytes } from ${JSON.stringify(new URL('memory.ts', import.meta.url).href)};
      const before = peakRssBytes();
      const held = Buffer.alloc(${256 * MB}, 1);
      console.log(JSON.stringify({ touched: held[1000], before, peak: peakRssBytes(), resident: currentRssBytes() }));`;
    const told = execFileSync(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    const { touched, before, peak, resident } = JSON.parse(told) as Record<string, number>;
    expect(touched).toBe(1);
    expect(peak).toBeGreaterThan(before! + 100 * MB);
    expect(peak).toBeGreaterThanOrEqual(resident! - 16 * MB);
  });
  test('a reset forgets peaks that are over', () => {
    const reset = resetPeakRss();
    expect(!reset || peakRssBytes() < currentRssBytes() + 64 * MB).toBe(true);
  });
  test('a process that is gone tells nothing', () => {
    expect(statusOf(2 ** 30)).toBeNull();
  });
});
