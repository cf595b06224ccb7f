import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letters } from './groups.ts';

const apartIn =
  (...pairs: readonly (readonly [number, number])[]) =>
  (i: number, j: number): boolean =>
    pairs.some(([a, b]) => a === i && b === j);

describe('letters', () => {
  test('are one where nothing can be told apart, and one each where everything can', () => {
    expect(letters(3, () => false)).toEqual(['a', 'a', 'a']);
    expect(letters(3, () => true)).toEqual(['a', 'b', 'c']);
    expect(letters(0, () => true)).toEqual([]);
  });
  test('are two for what lies between', () => {
    expect(letters(3, apartIn([0, 2]))).toEqual(['a', 'ab', 'b']);
    expect(letters(5, apartIn([0, 3], [0, 4], [1, 4]))).toEqual(['a', 'ab', 'abc', 'bc', 'c']);
  });
  test('are shared exactly by those that cannot be told apart, and no letter is idle', () => {
    const graphs = fc
      .integer({ min: 1, max: 9 })
      .chain((n) => fc.tuple(fc.constant(n), fc.array(fc.boolean(), { minLength: n * n, maxLength: n * n })));
    fc.assert(
      fc.property(graphs, ([n, apart]) => {
        const split = letters(n, (i, j) => apart[i * n + j]!).map((text) => new Set(text.match(/[a-z]\d*/g)));
        const members = (name: string) => split.flatMap((set, i) => (set.has(name) ? [i] : []));
        for (let i = 0; i < n; i++)
          for (let j = i + 1; j < n; j++)
            expect([...split[i]!].some((name) => split[j]!.has(name))).toBe(!apart[i * n + j]);
        const all = [...new Set(split.flatMap((set) => [...set]))].map(members);
        for (const one of all)
          expect(all.filter((other) => one.every((member) => other.includes(member)))).toHaveLength(1);
      }),
    );
  });
  test('of many things without order are found in their number’s time', () => {
    // Twenty triples, apart within each: 3^20 sets lie in no other.
    const count = 60;
    const apart = (i: number, j: number): boolean => Math.floor(i / 3) === Math.floor(j / 3);
    const split = letters(count, apart).map((text) => new Set(text.match(/[a-z]\d*/g)));
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++)
        expect([...split[i]!].some((name) => split[j]!.has(name))).toBe(!apart(i, j));
  });
  test('go on after z', () => {
    const many = letters(28, () => true);
    expect([many[25], many[26], many[27]]).toEqual(['z', 'a2', 'b2']);
  });
});
