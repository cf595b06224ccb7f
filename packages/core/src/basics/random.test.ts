import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, random } from './random.ts';

const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
const uniforms = (n: number, r: Random): number[] => draws(n, () => r.uniform());
const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
/** Pearson's r. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const cov = mean(x.map((a, i) => (a - mx) * (y[i]! - my)));
  return cov / Math.sqrt(mean(x.map((a) => (a - mx) ** 2)) * mean(y.map((b) => (b - my) ** 2)));
}

describe('random', () => {
  it('gives the same sequence for the same seed and names, now and in every later version', () => {
    const r = random(7, 'lora', 'init');
    expect(uniforms(3, r)).toEqual(uniforms(3, random(7, 'lora', 'init')));
    expect(uniforms(3, r).map((x) => x.toFixed(6))).toMatchInlineSnapshot(`
      [
        "0.674175",
        "0.011540",
        "0.989182",
      ]
    `);
    expect(random(0, 'order').shuffle([1, 2, 3, 4, 5, 6])).toMatchInlineSnapshot(`
      [
        5,
        2,
        3,
        6,
        1,
        4,
      ]
    `);
  });

  it('gives each stream a sequence that no use of another disturbs', () => {
    const alone = uniforms(5, random(1, 'a'));
    const r = random(1, 'a');
    const other = random(1, 'b');
    expect(
      draws(5, () => {
        other.normal();
        return r.uniform();
      }),
    ).toEqual(alone);
    expect(uniforms(5, random(1, 'b'))).not.toEqual(alone);
    expect(uniforms(5, random(2, 'a'))).not.toEqual(alone);
    // Where a name ends belongs to the name.
    expect(uniforms(5, random(1, 'ab', 'c'))).not.toEqual(uniforms(5, random(1, 'a', 'bc')));
  });

  it('gives neighbouring streams unrelated first numbers', () => {
    // FNV-1a alone maps `…1` and `…2` a constant apart, and the generator's first number is its seed.
    const firsts = draws(
      2000,
      (
        (i = 0) =>
        () =>
          random(0, 'dropout', i++).uniform()
      )(),
    );
    expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(0.03);
    for (const lag of [1, 2, 4])
      expect(Math.abs(correlation(firsts.slice(lag), firsts.slice(0, -lag)))).toBeLessThan(0.08);
    const steps = new Set(firsts.slice(1, 9).map((x, i) => (x - firsts[i]!).toFixed(2)));
    expect(steps.size).toBe(8);
  });

  it('is uniform on [0, 1) and over whole numbers, and standard normal', () => {
    const r = random(3, 'sanity');
    const u = uniforms(5000, r);
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(mean(u) - 1 / 2)).toBeLessThan(0.02);
    expect(Math.abs(mean(u.map((x) => x * x)) - 1 / 3)).toBeLessThan(0.02);
    const faces = draws(6000, () => r.below(6));
    for (let face = 0; face < 6; face++)
      expect(Math.abs(faces.filter((x) => x === face).length - 1000)).toBeLessThan(120);
    const z = draws(5000, () => r.normal());
    expect(Math.abs(mean(z))).toBeLessThan(0.06);
    expect(Math.abs(mean(z.map((x) => x * x)) - 1)).toBeLessThan(0.08);
    expect(z.every(Number.isFinite)).toBe(true);
  });

  it('shuffles a copy into a permutation', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = random(seed, 'shuffle').shuffle(items);
        expect(items).toEqual(before);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });

  it('shuffles fairly: each item comes to each place as often as to any other', () => {
    const places = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++)
      places[random(seed, 'fair').shuffle(['x', 'a', 'b', 'c']).indexOf('x')]!++;
    for (const n of places) expect(Math.abs(n - 1000)).toBeLessThan(120);
  });
});
