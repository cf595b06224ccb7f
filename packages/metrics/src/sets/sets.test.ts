import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../__fixtures__/golden.ts';
import { setMetrics } from './set-metrics.ts';
import { readSet, writeSet } from './set-text.ts';

describe('several labels as text', () => {
  it.each([
    [['a', 'b c'], 'a, b c'],
    [['a, b', 'c'], '["a, b","c"]'],
    [['[x]'], '["[x]"]'],
    [[], '[]'],
  ])('%j is written %j', (labels, text) => {
    expect(writeSet(labels)).toBe(text);
    expect(readSet(text)).toEqual(labels);
  });

  it.each([
    ['a,b ;c\nd', ['a', 'b', 'c', 'd']],
    ['', []],
    [' , ,', []],
    ['a, a', ['a']],
    ['[1, true, null, {"x": 1}, "y"]', ['1', 'true', 'y']],
    ['```json\n["a", "b"]\n```', ['a', 'b']],
    ['["a", "b', ['["a"', '"b']],
    ['__proto__, toString', ['__proto__', 'toString']],
  ])('%j is read as %j', (text, labels) => {
    expect(readSet(text)).toEqual(labels);
  });

  it('is read back as it was written', () => {
    // The empty label alone has no form.
    const labels = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }));
    fc.assert(
      fc.property(labels, (set) => {
        expect(readSet(writeSet(set))).toEqual(set);
      }),
    );
  });
});

it('sets have F1, precision and recall per item, over all items, and are the same or not', () => {
  const answers = [
    answerOf('b, A', 'a, b'),
    answerOf('a', 'a, b'),
    answerOf('', '[]'),
    answerOf(null, '[]'),
    answerOf('c', 'a', 'c, d'),
  ];
  const values = (name: string) =>
    setMetrics
      .find((metric) => metric.name === name)!
      .grade(answers, [])
      .items.map((grade) => Number(grade.toFixed(4)));
  expect(values('set-f1')).toEqual([1, 0.6667, 1, 0, 0.6667]);
  expect(values('set-precision')).toEqual([1, 1, 1, 0, 1]);
  expect(values('set-recall')).toEqual([1, 0.5, 1, 0, 0.5]);
  expect(values('set-exact')).toEqual([1, 0, 1, 0, 0]);
  // 4 shared; 4 answered and 6 expected.
  const micro = setMetrics.find((metric) => metric.name === 'set-micro-f1')!;
  expect(micro.grade(answers, []).value).toBeCloseTo(0.8);
  expect(micro.grade([answerOf('', '')], []).value).toBe(1);
});
