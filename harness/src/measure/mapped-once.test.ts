import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mappedOnceIn, mappedTwiceIn } from './mapped-once.ts';
import { statusOf } from './memory.ts';

describe('pages of files', () => {
  const area = (range: string, offset: string, inode: number, rss: number, anonymous = 0): string =>
    `${range} r--p ${offset} fe:00 ${inode}      /a file\nSize:              1000 kB\nKernelPageSize:        4 kB\nRss:             ${rss} kB\nPss:                 1 kB\nAnonymous:         ${anonymous} kB\nVmFlags: rd mr mw me sd\n`;
  const kB = 1024;

  test('count once where two mappings show them', () => {
    const twice = area('00000000-00100000', '0', 7, 1024) + area('10000000-10100000', '0', 7, 1024);
    expect(mappedOnceIn(twice)).toBe(1024 * kB);
  });
  test('that are mapped twice are known without looking at them', () => {
    const line = (range: string, offset: string, inode: number): string =>
      `${range} r--p ${offset} fe:00 ${inode}      /a file\n`;
    const first = line('00000000-00100000', '0', 7);
    expect(mappedTwiceIn(first + line('10000000-10100000', '0', 7))).toBe(1024 * kB);
    expect(mappedTwiceIn(first + line('10000000-10100000', '00080000', 7))).toBe(512 * kB);
    expect(mappedTwiceIn(first + line('10000000-10100000', '0', 8))).toBe(0);
    expect(
      mappedTwiceIn('00000000-00100000 rw-p 00000000 00:00 0\n10000000-10100000 rw-p 00000000 00:00 0\n'),
    ).toBe(0);
  });
  test('count for each file, and for each part of one', () => {
    const parts = area('00000000-00100000', '0', 7, 1024) + area('10000000-10100000', '00100000', 7, 512);
    expect(mappedOnceIn(parts + area('20000000-20100000', '0', 8, 100))).toBe((1024 + 512 + 100) * kB);
  });
  test('count where mappings overlap in part', () => {
    const overlap = area('00000000-00100000', '0', 7, 1024) + area('10000000-10100000', '00080000', 7, 1024);
    expect(mappedOnceIn(overlap)).toBe(1536 * kB);
  });
  test('are not those that were written to, nor memory without a file', () => {
    expect(mappedOnceIn(area('00000000-00100000', '0', 7, 1024, 24))).toBe(1000 * kB);
    expect(mappedOnceIn(area('00000000-00100000', '0', 0, 1024))).toBe(0);
    expect(mappedOnceIn('')).toBe(0);
  });
  test('are at most those that the system counts for each mapping', () => {
    if (process.platform !== 'linux') return;
    const once = mappedOnceIn(readFileSync('/proc/self/smaps', 'utf8'));
    expect(once).toBeGreaterThan(10 * 1024 * kB);
    expect(once).toBeLessThanOrEqual(statusOf('self')!.mapped + 1024 * kB);
  });
});
