import { describe, expect, test } from 'vitest';
import { durationText, parseDuration, parseRate, parseSize, sizeText } from './amounts.ts';

describe('amounts', () => {
  test.each([
    ['1GB', 1e9],
    ['512 MiB', 512 * 2 ** 20],
    ['5mb', 5e6],
    ['1.5e3kB', 1.5e6],
  ])('the size %s', (text, bytes) => expect(parseSize('--max-memory')(text)).toBe(bytes));
  test.each([
    ['80ms', 80],
    ['2 min', 120_000],
    ['0.5s', 500],
  ])('the time %s', (text, ms) => expect(parseDuration('--p95')(text)).toBe(ms));
  test.each([
    ['1e5/day', 1e5],
    ['2/s', 172_800],
    ['10 / min', 14_400],
  ])('the rate %s', (text, perDay) => expect(parseRate('--requests')(text)).toBe(perDay));
  test.each(['1', 'GB', '-1GB', '1XB', '0MB', '1.2.3MB', ''])('"%s" is no size', (text) =>
    expect(() => parseSize('--max-memory')(text)).toThrow(
      `--max-memory: expected a number with a unit (b, kb, mb, gb, tb, kib, mib, gib, tib), like 1GB, got "${text}"`,
    ),
  );
  test('are written with three digits and a unit', () => {
    expect([
      sizeText(734_003_200),
      sizeText(999),
      durationText(81.234),
      durationText(93_000),
      durationText(7.2e6),
    ]).toEqual(['734 MB', '999 B', '81.2 ms', '1 min 33 s', '2 h 00 min']);
  });
});
