import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VIRTUAL_IDS } from '../ask/encode.ts';
import { MASKED } from '../run/forward.ts';
import {
  type Example,
  batchSizes,
  epochBatches,
  lossWeight,
  scoredTokens,
  shortened,
  trainBatch,
} from './batches.ts';

const example = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 40 }), fc.nat())
  .map(([ids, at]): Example => ({ ids, from: 1 + (at % (ids.length - 1)) }));
const examples = fc.array(example, { minLength: 1, maxLength: 60 });
const batchSize = fc.integer({ min: 1, max: 9 });
const sorted = (xs: readonly number[]): number[] => xs.toSorted((a, b) => a - b);
const a: Example = { ids: [11, 12, 13, 14, 15], from: 3 };
const b: Example = { ids: [21, 22, 23], from: 2 };

describe('an epoch', () => {
  it('shows every example once, in batches that are full but for the last of a pool', () => {
    fc.assert(
      fc.property(examples, batchSize, fc.nat(), fc.nat(5), (all, size, seed, epoch) => {
        const batches = epochBatches(all, size, seed, epoch);
        expect(sorted(batches.flat())).toEqual(all.map((_, i) => i));
        expect(batches).toHaveLength(Math.ceil(all.length / size));
        expect(batches.filter((x) => x.length < size).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the same for the same seed and epoch, and differs from the next and from other seeds', () => {
    const all = Array.from({ length: 64 }, (_, i): Example => ({ ids: [i, i, i], from: 1 }));
    expect(epochBatches(all, 4, 5, 0)).toEqual(epochBatches(all, 4, 5, 0));
    expect(epochBatches(all, 4, 5, 0)).not.toEqual(epochBatches(all, 4, 5, 1));
    expect(epochBatches(all, 4, 5, 0)).not.toEqual(epochBatches(all, 4, 6, 0));
  });

  it('brings examples of like length together, and the batches in random order', () => {
    const all = Array.from({ length: 64 }, (_, i): Example => ({
      ids: Array.from({ length: 2 + (i % 32) }, () => 1),
      from: 1,
    }));
    const batches = epochBatches(all, 8, 0, 0);
    const lengths = batches.map((batch) => batch.map((i) => all[i]!.ids.length));
    expect(Math.max(...lengths.map((l) => Math.max(...l) - Math.min(...l)))).toBeLessThan(8);
    const longest = lengths.map((l) => Math.max(...l));
    expect(longest).not.toEqual(sorted(longest));
  });
});

describe('a batch', () => {
  const { feeds, tokens, scored } = trainBatch([a, b], 100, 4);
  const data = (name: string): number[] => [...feeds[name]!.data];

  it('reads all tokens but the last, which is only predicted, padded to a multiple of eight', () => {
    expect(feeds['ids']!.shape).toEqual([2, 8]);
    expect(data('ids')).toEqual([11, 12, 13, 14, 0, 0, 0, 0, 21, 22, 0, 0, 0, 0, 0, 0]);
    expect(tokens).toBe(4 + 2);
  });

  it('counts positions from where the patch leaves off, and no further than the text', () => {
    expect(data('positions')).toEqual(
      [
        [100, 101, 102, 103, 104, 104, 104, 104],
        [100, 101, 102, 102, 102, 102, 102, 102],
      ].flat(),
    );
  });

  it('lets every token see itself and what is before it', () => {
    const mask = data('mask');
    for (let t = 0; t < 8; t++)
      for (let s = 0; s < 8; s++) expect(mask[(8 + t) * 8 + s]).toBe(s <= t ? 0 : MASKED);
  });

  it('takes the loss on the completion, each token predicted from the one before', () => {
    expect(data('scored')).toEqual([2, 3, 8 + 1, 8 + 1]);
    expect(data('targets')).toEqual([14, 15, 23, 23]);
    expect(data('weights')).toEqual([0.25, 0.25, 0.25, 0]);
    expect(scored).toBe(3);
    expect(scoredTokens([a, b])).toBe(3);
  });

  it('weighs tokens as the example says', () => {
    const weighed = { ...a, weights: a.ids.map((_, i) => i) };
    const weight = lossWeight([weighed, b]);
    expect(weight).toBe(3 + 4 + 1);
    const batch = trainBatch([weighed, b], 0, weight);
    expect([...batch.feeds['weights']!.data]).toEqual([3 / 8, 4 / 8, 1 / 8, 0]);
  });

  it('has weights that sum to one over all batches of a step, and indices inside', () => {
    fc.assert(
      fc.property(examples, batchSize, (all, size) => {
        const groups = epochBatches(all, size, 1, 0).map((g) => g.map((i) => all[i]!));
        const batches = groups.map((g) => trainBatch(g, 3, scoredTokens(all)));
        const sum = batches.flatMap((x) => [...x.feeds['weights']!.data]).reduce((x, y) => x + y, 0);
        expect(sum).toBeCloseTo(1, 5);
        batches.forEach((batch, i) => {
          const { B, T, S } = batchSizes(groups[i]!);
          expect(batch.feeds['ids']!.shape).toEqual([B, T]);
          expect(batch.feeds['scored']!.shape).toEqual([B, S]);
          expect([...batch.feeds['scored']!.data].every((p) => p >= 0 && p < B * T)).toBe(true);
        });
      }),
    );
  });
});

describe('an example that is too long', () => {
  const [V0, V1] = [VIRTUAL_IDS, VIRTUAL_IDS + 1];

  it('loses words at its beginning', () => {
    expect(shortened({ ids: [1, 2, 3, 4, 5, 6], from: 4 }, 4)).toEqual({ ids: [3, 4, 5, 6], from: 2 });
    expect(shortened(a, 5)).toEqual(a);
  });

  it('keeps virtual tokens and the token before the first that is learned', () => {
    expect(shortened({ ids: [V0, V1, 1, 2, 3, 4, 5], from: 5 }, 5)).toEqual({
      ids: [V0, V1, 3, 4, 5],
      from: 3,
    });
    expect(shortened({ ids: [1, 2, 3, 4, 5], from: 2 }, 3)).toEqual({ ids: [2, 3, 4], from: 1 });
  });

  it('is as long as allowed, and its completion still goes on from its context', () => {
    fc.assert(
      fc.property(example, fc.integer({ min: 2, max: 45 }), (whole, most) => {
        const { ids, from } = shortened(whole, most);
        expect(ids).toHaveLength(Math.min(whole.ids.length, most));
        expect(from).toBeGreaterThanOrEqual(1);
        expect(from).toBeLessThan(ids.length);
        const tail = whole.ids.slice(whole.from - 1);
        expect(ids.slice(from - 1)).toEqual(tail.slice(0, ids.length - from + 1));
      }),
    );
  });
});
