/**
 * Rotary position embedding (Su et al. 2021) in Hugging Face's half-split layout, and the published ways of stretching it to longer
 * texts: linear (Chen et al. 2023), Llama 3's band-wise scaling, YaRN (Peng et al. 2023), LongRoPE (Ding et al. 2024), as transformers'
 * modeling_rope_utils.py computes them. K head width, θ the base, N what is turned of the width.
 */
import { LoadError } from '@adaptbench/core';
import { type Node, constant, cos, f32, mul, reshape, rotary, scale, sin, toFloat } from '@adaptbench/graph';
import type { RopeOf, RopeSettings } from './rope-settings.ts';

/** How fast each pair of coordinates turns, radians a position, K/2 numbers; and a factor on cosines and sines. */
export interface Rotation {
  readonly inverseFrequencies: Float32Array;
  readonly factor: number;
}

/** @throws LoadError where the settings turn another number of coordinates than the head has */
export function rotation(rope: RopeSettings, dHead: number, maxPositions: number): Rotation {
  const { frequencies, factor } = stretched(rope, dHead, maxPositions);
  if (frequencies.length !== dHead / 2 || ![...frequencies, factor].every((x) => Number.isFinite(x)))
    throw new LoadError(
      `config.json: the rotation (${rope.type}) gives ${frequencies.length} frequencies for heads of width ${dHead}: expected ${dHead / 2} finite ones. Heads that are turned in part cannot be computed; are the factors those of this model?`,
    );
  return { inverseFrequencies: Float32Array.from(frequencies), factor };
}

interface Stretched {
  readonly frequencies: readonly number[];
  readonly factor: number;
}

function stretched(rope: RopeSettings, dHead: number, maxPositions: number): Stretched {
  switch (rope.type) {
    case 'default':
      // transformers' own classes turn the whole head here, whatever `partial_rotary_factor` says.
      return { frequencies: plain(rope.rope_theta, dHead), factor: 1 };
    case 'linear':
      return { frequencies: turnedPart(rope, dHead).map((f) => f / rope.factor), factor: 1 };
    case 'dynamic':
      return { frequencies: turnedPart(rope, dHead), factor: 1 };
    case 'llama3':
      return { frequencies: turnedPart(rope, dHead).map((f) => banded(f, rope)), factor: 1 };
    case 'yarn':
      return yarn(rope, Math.trunc(dHead * rope.partial_rotary_factor), maxPositions);
    case 'longrope':
      return longrope(rope, turnedPart(rope, dHead), maxPositions);
    case 'proportional': {
      // Only the fastest pairs turn, as fast as if all did.
      const turning = Math.floor((rope.partial_rotary_factor * dHead) / 2);
      return {
        frequencies: plain(rope.rope_theta, dHead).map((f, i) => (i < turning ? f / rope.factor : 0)),
        factor: 1,
      };
    }
  }
}

/** θ^(−2i/N) for i < N/2. */
const plain = (theta: number, N: number): number[] =>
  Array.from({ length: Math.ceil(N / 2) }, (_, i) => theta ** ((-2 * i) / N));

const turnedPart = (rope: { rope_theta: number; partial_rotary_factor: number }, dHead: number): number[] =>
  plain(rope.rope_theta, Math.trunc(dHead * rope.partial_rotary_factor));

/** Slow coordinates (wavelength beyond the original context / low) are slowed by `factor`, fast ones left, those between blended. */
function banded(f: number, s: RopeOf<'llama3'>): number {
  const old = s.original_max_position_embeddings;
  const wavelength = (2 * Math.PI) / f;
  if (wavelength > old / s.low_freq_factor) return f / s.factor;
  if (wavelength < old / s.high_freq_factor) return f;
  const smooth = (old / wavelength - s.low_freq_factor) / (s.high_freq_factor - s.low_freq_factor);
  return ((1 - smooth) * f) / s.factor + smooth * f;
}

function yarn(s: RopeOf<'yarn'>, N: number, maxPositions: number): Stretched {
  const old = s.original_max_position_embeddings;
  const factor = s.factor ?? maxPositions / old;
  // The coordinate that turns `turns` times within the original context.
  const coordinate = (turns: number): number =>
    (N * Math.log(old / (turns * 2 * Math.PI))) / (2 * Math.log(s.rope_theta));
  const rounded = (round: (x: number) => number, x: number): number => (s.truncate ? round(x) : x);
  const low = Math.max(rounded(Math.floor, coordinate(s.beta_fast || 32)), 0);
  const high = Math.min(rounded(Math.ceil, coordinate(s.beta_slow || 1)), N - 1);
  const width = high === low ? 0.001 : high - low;
  const ramp = (i: number): number => Math.min(Math.max((i - low) / width, 0), 1);
  const frequencies = plain(s.rope_theta, N)
    .slice(0, Math.floor(N / 2))
    .map((f, i) => (f / factor) * ramp(i) + f * (1 - ramp(i)));
  return { frequencies, factor: s.attention_factor ?? temperature(factor, s) };
}

/** 0.1 m ln s + 1 (Peng et al. 2023, eq. 22), or the ratio of two such where the file has both of DeepSeek's `mscale`s. */
function temperature(s: number, { mscale, mscale_all_dim: all }: RopeOf<'yarn'>): number {
  const of = (m: number): number => (s <= 1 ? 1 : 0.1 * m * Math.log(s) + 1);
  return mscale && all ? of(mscale) / of(all) : of(1);
}

/** Within the original context: each coordinate is slowed by its own short factor. */
function longrope(s: RopeOf<'longrope'>, base: readonly number[], maxPositions: number): Stretched {
  const old = s.original_max_position_embeddings;
  const factor = s.factor ?? maxPositions / old;
  return {
    frequencies: s.short_factor.length === base.length ? base.map((f, i) => f / s.short_factor[i]!) : [],
    factor: s.attention_factor ?? (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(old))),
  };
}

/** Cosines and sines at each position, [B, T, 1, K/2]. */
export interface Angles {
  readonly cos: Node;
  readonly sin: Node;
}
export function angles(positions: Node, r: Rotation): Angles {
  const [B, T] = positions.type.shape;
  const half = r.inverseFrequencies.length;
  const turned = mul(reshape(toFloat(positions), [B!, T!, 1, 1]), constant(f32(half), r.inverseFrequencies));
  return { cos: scale(cos(turned), r.factor), sin: scale(sin(turned), r.factor) };
}

/** x [B, T, H, K] turned by its position. */
export const rotate = (x: Node, a: Angles): Node => rotary(x, a.cos, a.sin);
