import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASKED } from './forward.ts';
import { type Row, rowLength, scoreBatch } from './rows.ts';

const V = 100;
const row = (trunk: readonly number[], ...continuations: readonly (readonly number[])[]): Row => ({
  trunk,
  continuations: continuations.map((tokens) => ({ tokens, skip: 0 })),
});
/** The ids that the token at t of row b sees, in order. */
function seen({ feeds, time: T }: ReturnType<typeof scoreBatch>, b: number, t: number): number[] {
  return Array.from({ length: T }, (_, s) => s).flatMap((s) =>
    feeds['mask']!.data[(b * T + t) * T + s] === 0 ? [feeds['ids']!.data[b * T + s]!] : [],
  );
}
/** What each picked log-probability is of: the token, after the ids that stand before it. */
function questions(batch: ReturnType<typeof scoreBatch>): { after: number[]; token: number }[][][] {
  const { feeds, time: T, picks } = batch;
  const S = feeds['scored']!.shape[1]!;
  return picks.map((row, b) =>
    row.map(([from, to]) =>
      Array.from(feeds['picked']!.data.subarray(from, to)).map((flat) => {
        const place = Math.floor(flat / V);
        expect(Math.floor(place / S)).toBe(b);
        const t = feeds['scored']!.data[place]! - b * T;
        return { after: seen(batch, b, t), token: flat % V };
      }),
    ),
  );
}

describe('a row', () => {
  const batch = scoreBatch([row([1, 2, 3], [4, 5, 6], [7], [8, 9]), row([10], [11, 12])], 50, V);
  const { feeds } = batch;

  it('is its prompt and, behind it, all of each continuation but the last token', () => {
    expect(feeds['ids']!.shape).toEqual([2, 6]);
    expect([...feeds['ids']!.data]).toEqual([1, 2, 3, 4, 5, 8, 10, 11, 0, 0, 0, 0]);
  });

  it('gives each continuation the positions after the prompt', () => {
    expect(Array.from(feeds['positions']!.data.subarray(0, 6))).toEqual([50, 51, 52, 53, 54, 53]);
    expect(Array.from(feeds['positions']!.data.subarray(6, 8))).toEqual([50, 51]);
  });

  it('holds what several continuations begin with once, and nothing for those of one token', () => {
    const shared = scoreBatch([row([1, 2], [4, 5, 6], [4, 5, 7], [4, 8], [9], [4, 5])], 10, V);
    expect([...shared.feeds['ids']!.data]).toEqual([1, 2, 4, 5]);
    expect([...shared.feeds['positions']!.data]).toEqual([10, 11, 12, 13]);
    expect([...shared.feeds['scored']!.data]).toEqual([1, 2, 3]);
    expect(questions(shared)[0]!.map((asked) => asked.at(-1))).toEqual([
      { after: [1, 2, 4, 5], token: 6 },
      { after: [1, 2, 4, 5], token: 7 },
      { after: [1, 2, 4], token: 8 },
      { after: [1, 2], token: 9 },
      { after: [1, 2, 4], token: 5 },
    ]);
    expect(scoreBatch([row([1, 2], [4], [5])], 0, V).time).toBe(2);
  });

  it('lets a continuation see the prompt and itself only, never another', () => {
    expect(seen(batch, 0, 2)).toEqual([1, 2, 3]);
    expect(seen(batch, 0, 4)).toEqual([1, 2, 3, 4, 5]);
    expect(seen(batch, 0, 5)).toEqual([1, 2, 3, 8]);
  });

  it('lets padding see itself, so that no softmax is empty, and nobody see padding', () => {
    expect(seen(batch, 1, 4)).toEqual([0]);
    expect(seen(batch, 1, 1)).toEqual([10, 11]);
    const { data } = feeds['mask']!;
    expect(new Set(data)).toEqual(new Set([0, MASKED]));
  });

  it('asks for each token of each continuation after exactly what stands before it', () => {
    expect(questions(batch)).toEqual([
      [
        [
          { after: [1, 2, 3], token: 4 },
          { after: [1, 2, 3, 4], token: 5 },
          { after: [1, 2, 3, 4, 5], token: 6 },
        ],
        [{ after: [1, 2, 3], token: 7 }],
        [
          { after: [1, 2, 3], token: 8 },
          { after: [1, 2, 3, 8], token: 9 },
        ],
      ],
      [
        [
          { after: [10], token: 11 },
          { after: [10, 11], token: 12 },
        ],
      ],
    ]);
  });

  it('does not ask for the tokens of a context that ends otherwise before this continuation', () => {
    const skipping: Row = {
      trunk: [1],
      continuations: [
        { tokens: [2, 3, 4], skip: 1 },
        { tokens: [5], skip: 0 },
      ],
    };
    expect(questions(scoreBatch([skipping], 0, V))).toEqual([
      [
        [
          { after: [1, 2], token: 3 },
          { after: [1, 2, 3], token: 4 },
        ],
        [{ after: [1], token: 5 }],
      ],
    ]);
  });
});

it('any rows: each continuation token is asked for once, after its prompt and its own beginning', () => {
  // Few different tokens, so that continuations begin alike.
  const ids = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  const rows = fc.array(fc.tuple(ids, fc.array(ids, { maxLength: 6 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const asked = drawn.map(([trunk, continuations]) => row(trunk, ...continuations));
      const batch = scoreBatch(asked, 0, V);
      expect(batch.time).toBe(Math.max(...asked.map(rowLength)));
      const beginnings = drawn.map(([trunk, continuations]) => {
        const read = continuations.flatMap((tokens) =>
          tokens.slice(1).map((_, j) => tokens.slice(0, j + 1).join()),
        );
        return trunk.length + new Set(read).size;
      });
      expect(asked.map(rowLength)).toEqual(beginnings);
      expect(questions(batch)).toEqual(
        drawn.map(([trunk, continuations]) =>
          continuations.map((tokens) =>
            tokens.map((token, j) => ({ after: [...trunk, ...tokens.slice(0, j)], token })),
          ),
        ),
      );
    }),
  );
});
