import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Schedule, schedule } from './schedule.ts';

const forms: readonly Schedule[] = ['constant', 'linear', 'cosine'];
const run = (form: Schedule, steps: number, warmup: number): number[] =>
  Array.from({ length: steps }, (_, i) => schedule(form, i + 1, steps, warmup));
const rounded = (xs: readonly number[]): number[] => xs.map((x) => Math.round(x * 1000) / 1000);

describe('the learning rate', () => {
  it('rises evenly to its peak, then stays, falls in a line, or falls in half a cosine', () => {
    expect(rounded(run('constant', 6, 2))).toEqual([0.5, 1, 1, 1, 1, 1]);
    expect(rounded(run('linear', 6, 2))).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25]);
    expect(rounded(run('cosine', 6, 2))).toEqual([0.5, 1, 1, 0.854, 0.5, 0.146]);
  });

  it('begins at its peak without a warm-up', () => {
    for (const form of forms) expect(run(form, 4, 0)[0]).toBe(1);
  });

  it.each(forms)('%s: is above 0 at every step, at most 1, and never rises after the warm-up', (form) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (steps, share) => {
          const warmup = Math.round(share * steps);
          const rates = run(form, steps, warmup);
          expect(rates.every((x) => x > 0 && x <= 1)).toBe(true);
          const [rise, fall] = [rates.slice(0, warmup), rates.slice(warmup)];
          expect(rise).toEqual(rise.toSorted((a, b) => a - b));
          expect(fall).toEqual(fall.toSorted((a, b) => b - a));
          expect(Math.max(...rates)).toBe(1);
        },
      ),
    );
  });
});
