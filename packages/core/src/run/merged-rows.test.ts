import { describe, expect, it } from 'vitest';
import { apart, mergedRows } from './merged-rows.ts';
import type { Row } from './rows.ts';

const count = (n: number, from = 1): number[] => Array.from({ length: n }, (_, i) => from + i);
const row = (trunk: readonly number[], ...continuations: readonly (readonly number[])[]): Row => ({
  trunk,
  continuations: continuations.map((tokens) => ({ tokens, skip: 0 })),
});

describe('prompts that begin alike', () => {
  const alike = [row([...count(10), 50, 51], [60], [61, 62]), row([...count(10), 55], [70])];

  it('are one row, whose continuations begin with what each prompt has of its own', () => {
    const [first, ...others] = mergedRows([alike[0]!, row(count(12, 100), [1]), alike[1]!]);
    expect(first!.members).toEqual([0, 2]);
    expect(first!.row).toEqual({
      trunk: count(10),
      continuations: [
        { tokens: [50, 51, 60], skip: 2 },
        { tokens: [50, 51, 61, 62], skip: 2 },
        { tokens: [55, 70], skip: 1 },
      ],
    });
    expect(others).toEqual([{ row: row(count(12, 100), [1]), members: [1] }]);
  });

  it('stay apart where they share too little, where a row would be too long, or where nothing is said', () => {
    expect(mergedRows([row([1, 2, 3], [9]), row([1, 2, 4], [9])])).toHaveLength(2);
    expect(mergedRows([row([...count(9), ...count(12, 50)], [9]), row(count(10), [9])])).toHaveLength(2);
    const long = count(100);
    const many = mergedRows(
      Array.from({ length: 9 }, (_, i) => row([...long, ...count(40, 1000 * (i + 1))], [9])),
    );
    expect(many.map(({ members }) => members.length)).toEqual([3, 3, 3]);
    expect(apart(alike).map(({ members }) => members)).toEqual([[0], [1]]);
  });

  it('may be equal, or begin one another', () => {
    const [same, ...rest] = mergedRows([row(count(9), [5]), row(count(9), [5]), row(count(10), [6])]);
    expect(rest).toEqual([]);
    expect(same!.members).toEqual([0, 1, 2]);
    expect(same!.row.trunk).toEqual(count(9));
  });
});
