import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vote } from './vote.ts';

describe('a vote', () => {
  it('takes the first of equally frequent ones, whatever could not be read', () => {
    const equal = (a: string, b: string): boolean => a === b;
    expect(vote(['b', 'a', 'a', 'b', null], equal)).toEqual({ prediction: 'b', first: 0, agreement: 0.4 });
    expect(vote([null, null], equal)).toEqual({ prediction: null, first: 0, agreement: 0 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 1 }), (answers) => {
        const { prediction, agreement } = vote(answers, equal);
        const count = (x: string | null): number => answers.filter((y) => y === x).length;
        for (const x of ['a', 'b', 'c']) expect(count(prediction ?? 'a')).toBeGreaterThanOrEqual(count(x));
        expect(agreement).toBeCloseTo(prediction === null ? 0 : count(prediction) / answers.length);
      }),
    );
  });
});
