import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '@adaptbench/results';
import { grid, roundRobin } from './grid.ts';

const axes = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 5 }).filter((s) => s !== '__proto__'),
  fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
  { maxKeys: 4 },
);

describe('grid', () => {
  test('turns the last axis fastest', () => {
    expect(grid({ rank: [1, 4], alpha: [8, 16] })).toEqual([
      { rank: 1, alpha: 8 },
      { rank: 1, alpha: 16 },
      { rank: 4, alpha: 8 },
      { rank: 4, alpha: 16 },
    ]);
    expect(grid({})).toEqual([{}]);
  });
  test('has the product of the axes’ sizes, every field in each point and no point twice', () => {
    fc.assert(
      fc.property(axes, (axes) => {
        const points = grid(axes);
        expect(points).toHaveLength(Object.values(axes).reduce((n, values) => n * values.length, 1));
        expect(new Set(points.map(canonicalJson)).size).toBe(points.length);
        for (const point of points)
          expect(Object.keys(point).toSorted()).toEqual(Object.keys(axes).toSorted());
      }),
    );
  });
  test('counts equal values once', () => {
    expect(grid({ roles: [['q'], ['q'], ['v']] })).toEqual([{ roles: ['q'] }, { roles: ['v'] }]);
  });
});

describe('round robin', () => {
  test('takes one of each list in turn', () => {
    expect(roundRobin([['a1', 'a2', 'a3'], ['b1'], []])).toEqual(['a1', 'b1', 'a2', 'a3']);
  });
  test('keeps everything, and any beginning is balanced', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), (sizes) => {
        const all = roundRobin(sizes.map((n, list) => Array.from({ length: n }, (_, i) => ({ list, i }))));
        expect(all).toHaveLength(sizes.reduce((a, b) => a + b, 0));
        for (let cut = 0; cut <= all.length; cut++) {
          const taken = sizes.map((_, list) => all.slice(0, cut).filter((x) => x.list === list).length);
          const most = Math.max(...taken);
          taken.forEach((n, list) => expect(n).toBeGreaterThanOrEqual(Math.min(sizes[list]!, most - 1)));
        }
      }),
    );
  });
});
