/** Against what pandas reads (`__fixtures__/data.json`, made by `packages/testing/golden/data.py`). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from './__fixtures__/data.json' with { type: 'json' };
import { groupBy } from './group-by.ts';
import { isMissingWord } from './missing.ts';
import { byValue, classIndex, lookAlike, spellingKey } from './spelling.ts';

it.each(Object.entries(golden.missing))('the cell %j is missing as pandas reads it: %s', (cell, missing) => {
  expect(isMissingWord(cell)).toBe(missing);
});

describe('spellings of one value', () => {
  it('are the numbers that pandas reads as equal, beyond 2^53 too', () => {
    const values = golden.equal.flat();
    const groups = new Set([...groupBy(values, spellingKey).values()].map((group) => group.join(' ')));
    expect(groups).toEqual(new Set(golden.equal.map((group) => group.join(' '))));
  });

  it('are equal where the numbers are, however many zeros there are', () => {
    const zeros = fc.nat({ max: 5 }).map((n) => '0'.repeat(n));
    fc.assert(
      fc.property(fc.integer(), zeros, zeros, (n, before, after) => {
        const digits = String(Math.abs(n));
        const written = `${n < 0 ? '-' : ''}${before}${digits}.${after}`;
        expect(spellingKey(written)).toBe(spellingKey(String(n)));
        expect(spellingKey(`${String(n)}${after}e-${after.length}`)).toBe(spellingKey(String(n)));
      }),
    );
  });

  it('are booleans of any case, and words of the same characters', () => {
    expect(new Set(['True', 'true', 'TRUE'].map(spellingKey)).size).toBe(1);
    expect(spellingKey('caf\u00E9')).toBe(spellingKey('cafe\u0301'));
    expect(new Set(['true', '1', 'yes', 'Yes', '1.1', '1.1.0', '0x1', '1,0'].map(spellingKey)).size).toBe(8);
  });

  it('takes no longer for a long value', () => {
    expect(spellingKey(`1${'0'.repeat(1_000_000)}`)).toBe('number 1e1000000');
    expect(spellingKey('1e9999999999999999')).toMatch(/^word/u);
  });
});

it('values stand by size, words after numbers', () => {
  expect(['b', '10', 'a', '-1', '9', '1e400', '2e400'].toSorted(byValue)).toEqual([
    '-1',
    '9',
    '10',
    '1e400',
    '2e400',
    'a',
    'b',
  ]);
});

it('a class is a whole number from 0', () => {
  expect(['0', '1.0', '-1', '1.5', 'x', '', '1e30'].map(classIndex)).toEqual([
    0,
    1,
    null,
    null,
    null,
    null,
    null,
  ]);
});

it('look-alikes differ in case, width and white space', () => {
  expect(lookAlike('Very  good')).toBe(lookAlike('very\u00A0good'));
  expect(lookAlike('Ａ')).toBe('a');
});
