import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { type Sample, twoSample } from './two-sample.ts';

const counts = (correct: number, n: number, itemsDigest = 'a'): Sample => ({
  n,
  mean: correct / n,
  scores: null,
  groups: null,
  itemsDigest,
});

describe('two configurations asked different items', () => {
  test('of counts alone: Agresti and Caffo’s interval', () => {
    // Their p̃ = (x + 1) / (n + 2): 51/102 and 31/102, error √(0.25/102 + 0.2116/102).
    const found = twoSample([counts(50, 100)], [counts(30, 100)])!;
    expect(found.difference).toBeCloseTo(0.2, 12);
    expect((found.high + found.low) / 2).toBeCloseTo(20 / 102, 6);
    expect((found.high - found.low) / 2).toBeCloseTo(1.972 * Math.sqrt((0.25 + 0.2116) / 102), 3);
    expect(found.p).toBeGreaterThan(0.003);
    expect(found.p).toBeLessThan(0.005);
  });
  test('turned round is the same with its sign changed', () => {
    const a = [counts(50, 100), counts(60, 100)];
    const b = [counts(30, 80), counts(20, 80)];
    const [one, other] = [twoSample(a, b)!, twoSample(b, a)!];
    expect(other).toMatchObject({ difference: -one.difference, p: one.p });
    expect(other.low).toBeCloseTo(-one.high, 12);
  });
  test('seeds that disagree widen it', () => {
    const width = (splits: Sample[]) => {
      const { low, high } = twoSample(splits, [counts(50, 100)])!;
      return high - low;
    };
    expect(width([counts(40, 100), counts(60, 100)])).toBeGreaterThan(
      width([counts(50, 100), counts(50, 100)]),
    );
  });
  test('none or no items: nothing is known', () => {
    expect(twoSample([], [counts(1, 2)])).toBeNull();
    expect(twoSample([counts(0, 0)], [counts(1, 2)])).toBeNull();
  });
  test.each<[string, number, number, boolean]>([
    ['one seed', 1, 0, true],
    ['three seeds that hardly differ', 3, 0.01, true],
    ['three seeds that differ', 3, 0.06, true],
    ['three seeds, each with other items', 3, 0.06, false],
  ])('that are equally good are told apart at most 6 times in 100: %s', (_name, seeds, seedSd, same) => {
    const draw = random(9, 'two-sample', seeds, seedSd, Number(same));
    const side = (name: string): Sample[] => {
      let ease: number[] = [];
      return Array.from({ length: seeds }, (_, i) => {
        if (i === 0 || !same) ease = Array.from({ length: 100 }, () => 0.6 + 0.5 * (draw.uniform() - 0.5));
        const luck = seedSd * draw.normal();
        const scores = ease.map((p) => (draw.uniform() < p + luck ? '1' : '0')).join('');
        const itemsDigest = same ? name : `${name} ${i}`;
        return { n: 100, mean: (scores.split('1').length - 1) / 100, scores, groups: null, itemsDigest };
      });
    };
    let apart = 0;
    const experiments = 1000;
    for (let e = 0; e < experiments; e++) if (twoSample(side('a'), side('b'))!.p < 0.05) apart++;
    expect(apart / experiments).toBeLessThanOrEqual(0.06);
  });
});
