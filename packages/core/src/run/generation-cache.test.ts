import type { Resident, Tensor } from '@adaptbench/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelShape } from '../contracts/architecture.ts';
import { random } from '../basics/random.ts';
import { GenerationCache } from './generation-cache.ts';

const shape: ModelShape = {
  layers: 2,
  d: 4,
  heads: 2,
  keyValueHeads: 2,
  dHead: 3,
  vocabulary: 5,
  contextLength: 500,
};
const { layers, keyValueHeads: H, dHead: K } = shape;
const kinds = Array.from({ length: layers }, (_, layer) => [`${layer}.k`, `${layer}.v`]).flat();

/** The value of one coordinate of the n-th token of a row that began as number `row`. */
const value = (kind: string, h: number, row: number, n: number, k: number): number =>
  kinds.indexOf(kind) * 1e5 + h * 1e4 + row * 1e3 + n + k / 8;

/** What a step gives back: [H, B, T, K], padding as NaN, so that nobody can have looked at it. */
function present(rows: readonly { id: number; length: number }[], lengths: readonly number[]) {
  const T = Math.max(...lengths);
  return Object.fromEntries(
    kinds.map((kind): [string, Resident] => {
      const data = new Float32Array(H * rows.length * T * K).fill(NaN);
      for (let h = 0; h < H; h++)
        rows.forEach(({ id, length }, b) => {
          for (let t = 0; t < lengths[b]!; t++)
            for (let k = 0; k < K; k++)
              data[((h * rows.length + b) * T + t) * K + k] = value(kind, h, id, length + t, k);
        });
      return [`present.${kind}`, resident({ shape: [H, rows.length, T, K], data })];
    }),
  );
}

const resident = (tensor: Tensor): Resident => ({
  shape: tensor.shape,
  read: () => Promise.resolve(tensor),
  release: () => {},
});

/** Numbers that a query of row b can see, in order, of one kind and head. */
function visible(cache: GenerationCache, b: number, kind: string, h: number): number[] {
  const feeds = cache.feeds(1);
  const { shape: at, data } = feeds[`cache.${kind}`]!;
  const [, B, C] = at;
  const mask = feeds['cacheMask']!;
  expect(mask.shape).toEqual([B, 1, C]);
  return Array.from({ length: C! }, (_, c) => c).flatMap((c) =>
    mask.data[b * C! + c] === 0
      ? Array.from(data.subarray(((h * B! + b) * C! + c) * K, ((h * B! + b) * C! + c + 1) * K))
      : [],
  );
}

describe('the cache of rows under generation', () => {
  it('is empty at first', () => {
    const feeds = new GenerationCache(shape, 3).feeds(4);
    expect(feeds['cache.0.k']!.shape).toEqual([H, 3, 0, K]);
    expect(feeds['cacheMask']!.shape).toEqual([3, 4, 0]);
  });

  it('shows every query the same tokens', async () => {
    const cache = new GenerationCache(shape, 1);
    await cache.append(present([{ id: 0, length: 0 }], [2]), [2]);
    const { data, shape: at } = cache.feeds(3)['cacheMask']!;
    const rows = [0, 1, 2].map((t) => data.slice(t * at[2]!, (t + 1) * at[2]!));
    expect([...rows[0]!].filter((x) => x === 0)).toHaveLength(2);
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[2]).toEqual(rows[0]);
  });

  it('shows each row its own tokens in order, whatever is padded, dropped or grown', async () => {
    const script = fc.array(fc.record({ most: fc.integer({ min: 1, max: 50 }), drop: fc.boolean() }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(script, fc.nat(), async (steps, seed) => {
        const r = random(seed, 'script');
        let rows = Array.from({ length: 3 }, (_, id) => ({ id, length: 0 }));
        const cache = new GenerationCache(shape, 3);
        for (const { most, drop } of steps) {
          const lengths = rows.map(() => 1 + r.below(most));
          await cache.append(present(rows, lengths), lengths);
          rows = rows.map(({ id, length }, b) => ({ id, length: length + lengths[b]! }));
          if (drop && rows.length > 1) {
            const keep = rows.flatMap((_, b) => (b === r.below(rows.length) ? [] : [b]));
            if (keep.length === 0) continue;
            await cache.keep(keep);
            rows = keep.map((b) => rows[b]!);
          }
        }
        if (steps.length === 0) return;
        rows.forEach(({ id, length }, b) => {
          for (const kind of kinds)
            for (let h = 0; h < H; h++)
              expect(visible(cache, b, kind, h)).toEqual(
                Array.from({ length }, (_, n) =>
                  Array.from({ length: K }, (_, k) => Math.fround(value(kind, h, id, n, k))),
                ).flat(),
              );
        });
      }),
      { numRuns: 40 },
    );
  });
});
