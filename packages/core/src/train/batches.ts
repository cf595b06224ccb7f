/** From tokenised examples to training batches: completion-only loss, rows of like length together. */
import type { Tensor } from '@adaptbench/graph';
import { MASKED } from '../run/forward.ts';
import { VIRTUAL_IDS, logitOf } from '../ask/encode.ts';
import { random } from '../basics/random.ts';

/** Tokens of a text; the loss is taken on those from `from` on. */
export interface Example {
  readonly ids: readonly number[];
  readonly from: number;
  /** How much each token counts in the mean loss, one a token of `ids`; all the same unless told. */
  readonly weights?: readonly number[];
}

/**
 * At most `most` tokens of an example: words are lost from its beginning, never a patch's virtual tokens, nor the token before the
 * first that is learned.
 */
export function shortened({ ids, from }: Example, most: number): Example {
  let excess = Math.max(ids.length - most, 0);
  const before = ids.slice(0, from).filter((id, t) => {
    const lost = excess > 0 && id < VIRTUAL_IDS && t < from - 1;
    if (lost) excess--;
    return !lost;
  });
  return { ids: [...before, ...ids.slice(from)].slice(0, most), from: before.length };
}

/** Lengths are padded up to a multiple of this, so that few distinct shapes occur. */
const BUCKET = 8;
/** Within this many batches' worth of shuffled examples, rows are sorted by length. */
const POOL = 16;

/** One epoch's batches, as indices; the same for the same seed and epoch. */
export function epochBatches(
  examples: readonly Example[],
  batchSize: number,
  seed: number,
  epoch: number,
): number[][] {
  const r = random(seed, 'batches', epoch);
  const order = r.shuffle(examples.map((_, i) => i));
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += POOL * batchSize) {
    const pool = order
      .slice(at, at + POOL * batchSize)
      .toSorted((a, b) => examples[a]!.ids.length - examples[b]!.ids.length);
    for (let i = 0; i < pool.length; i += batchSize) batches.push(pool.slice(i, i + batchSize));
  }
  return r.shuffle(batches);
}

export interface TrainBatch {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Tokens read, without padding; and those that the loss is taken on. */
  readonly tokens: number;
  readonly scored: number;
}

/** Rows, their padded length, and scored positions a row. */
export const batchSizes = (examples: readonly Example[]): { B: number; T: number; S: number } => ({
  B: examples.length,
  T: Math.ceil(Math.max(...examples.map((e) => e.ids.length - 1)) / BUCKET) * BUCKET,
  S: Math.max(...examples.map((e) => e.ids.length - e.from)),
});

/**
 * Feeds of one batch. The last token of a text is only predicted, so it is not read. `weightInStep` is what the loss averages over:
 * the weight of all scored tokens of the batches between two updates, their number where each counts the same.
 */
export function trainBatch(examples: readonly Example[], start: number, weightInStep: number): TrainBatch {
  const { B, T, S } = batchSizes(examples);
  const ids = new Int32Array(B * T);
  const positions = new Int32Array(B * T);
  const mask = new Float32Array(B * T * T).fill(MASKED);
  const scored = new Int32Array(B * S);
  const targets = new Int32Array(B * S);
  const weights = new Float32Array(B * S);
  examples.forEach((e, b) => {
    for (let t = 0; t < T; t++) {
      ids[b * T + t] = t < e.ids.length - 1 ? e.ids[t]! : 0;
      positions[b * T + t] = start + Math.min(t, e.ids.length - 1);
      mask.fill(0, (b * T + t) * T, (b * T + t) * T + t + 1);
    }
    for (let s = 0; s < S; s++) {
      const target = Math.min(e.from + s, e.ids.length - 1);
      scored[b * S + s] = b * T + target - 1;
      targets[b * S + s] = logitOf(e.ids[target]!);
      weights[b * S + s] = e.from + s < e.ids.length ? (e.weights?.[target] ?? 1) / weightInStep : 0;
    }
  });
  return {
    feeds: {
      ids: { shape: [B, T], data: ids },
      positions: { shape: [B, T], data: positions },
      mask: { shape: [B, T, T], data: mask },
      scored: { shape: [B, S], data: scored },
      targets: { shape: [B, S], data: targets },
      weights: { shape: [B, S], data: weights },
    },
    tokens: examples.reduce((n, e) => n + e.ids.length - 1, 0),
    scored: scoredTokens(examples),
  };
}
export const scoredTokens = (examples: readonly Example[]): number =>
  examples.reduce((n, e) => n + e.ids.length - e.from, 0);
/** The weight of all scored tokens together. */
export const lossWeight = (examples: readonly Example[]): number =>
  examples.reduce(
    (sum, { ids, from, weights }) =>
      sum + (weights ? weights.slice(from).reduce((a, b) => a + b, 0) : ids.length - from),
    0,
  );
