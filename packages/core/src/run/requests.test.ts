import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeRequest } from './requests.ts';

/** The context is token 0; continuations are written as their tokens. */
const told = (...continuations: readonly (readonly number[])[]): (readonly number[])[] =>
  encodeRequest(
    { context: '', continuations: continuations.map((tokens) => tokens.join(' ')), telling: true },
    (text) => ({ ids: [0, ...text.split(' ').map(Number)], from: 1 }),
  ).continuations.map(({ tokens }) => tokens);

it('scores continuations up to the token that tells each apart from the others', () => {
  expect(told([5, 1, 7, 7], [5, 1, 8, 9], [5, 2, 9], [6, 1, 2])).toEqual([[5, 1, 7], [5, 1, 8], [5, 2], [6]]);
  expect(told([5, 1, 7])).toEqual([[5]]);
});

it('scores what begins another to its end, and equal ones alike', () => {
  expect(told([5], [5, 1, 2])).toEqual([[5], [5, 1]]);
  expect(told([5, 1, 2], [5, 1, 2], [5, 3])).toEqual([
    [5, 1],
    [5, 1],
    [5, 3],
  ]);
});

it('keeps a token beyond what the context tokenises differently', () => {
  const { continuations } = encodeRequest({ context: '', continuations: ['a', 'b'], telling: true }, (text) =>
    text === 'a' ? { ids: [0, 1, 2, 3], from: 2 } : { ids: [0, 4, 5, 6], from: 1 },
  );
  expect(continuations).toEqual([
    { tokens: [1, 2], skip: 1 },
    { tokens: [4], skip: 0 },
  ]);
});

it('any continuations: the shortest beginning that none of the others has', () => {
  const tokens = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(tokens, { minLength: 1, maxLength: 8 }), (all) => {
      const begins = (one: readonly number[], n: number, other: readonly number[]): boolean =>
        one.slice(0, n).join() === other.slice(0, n).join();
      expect(told(...all)).toEqual(
        all.map((one) => {
          const others = all.filter((other) => other.join() !== one.join());
          const n = one.findIndex((_, i) => !others.some((other) => begins(one, i + 1, other)));
          return one.slice(0, n < 0 ? one.length : n + 1);
        }),
      );
    }),
  );
});
