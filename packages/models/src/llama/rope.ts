/**
 * Rotary position embedding (Su et al. 2021) in Hugging Face's half-split layout, and the published ways of stretching it to longer
 * texts: linear (Chen et al. 2023), Llama 3's band-wise scaling, YaRN (Peng et al. 2023). K head width.
 */
import { LoadError } from '@adaptbench/core';
import { type Node, constant, cos, f32, mul, reshape, rotary, scale, sin, toFloat } from '@adaptbench/graph';
import { z } from 'zod';

const positive = z.number().positive();
const scalings = {
  default: z.looseObject({}),
  linear: z.looseObject({ factor: positive }),
  llama3: z.looseObject({
    factor: positive,
    low_freq_factor: positive,
    high_freq_factor: positive,
    original_max_position_embeddings: positive,
  }),
  yarn: z.looseObject({
    factor: positive,
    original_max_position_embeddings: positive.optional(),
    beta_fast: positive.default(32),
    beta_slow: positive.default(1),
    attention_factor: positive.nullish(),
  }),
};

/** How fast each pair of coordinates turns, radians a position, K/2 numbers; and a factor on cosines and sines. */
export interface Rotation {
  readonly inverseFrequencies: Float32Array;
  readonly factor: number;
}

/** `scaling` is config.json's `rope_scaling` (or `rope_parameters`); null for none. */
export function rotation(
  dHead: number,
  theta: number,
  scaling: Record<string, unknown> | null,
  maxPositions: number,
): Rotation {
  const base = Array.from({ length: dHead / 2 }, (_, i) => theta ** ((-2 * i) / dHead));
  const type = scaling?.['rope_type'] ?? scaling?.['type'] ?? 'default';
  if (typeof type !== 'string' || !Object.hasOwn(scalings, type))
    throw new LoadError(
      `config.json: rope_scaling type is ${JSON.stringify(type)}: expected one of ${Object.keys(scalings).join(', ')}. This model's long-context rotation is not supported.`,
    );
  const stretch = stretches[type as keyof typeof scalings];
  return stretch(base, scaling ?? {}, { dHead, theta, maxPositions });
}

interface Context {
  readonly dHead: number;
  readonly theta: number;
  readonly maxPositions: number;
}
type Stretch = (base: readonly number[], scaling: Record<string, unknown>, context: Context) => Rotation;
const fields = <T>(schema: z.ZodType<T>, scaling: Record<string, unknown>): T => {
  const parsed = schema.safeParse(scaling);
  if (!parsed.success)
    throw new LoadError(`config.json: rope_scaling: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data;
};
const stretches: Record<keyof typeof scalings, Stretch> = {
  default: (base) => ({ inverseFrequencies: Float32Array.from(base), factor: 1 }),
  linear(base, scaling) {
    const { factor } = fields(scalings.linear, scaling);
    return { inverseFrequencies: Float32Array.from(base, (f) => f / factor), factor: 1 };
  },
  // Slow coordinates (wavelength beyond the original context / low) are slowed by `factor`, fast ones left, those between blended.
  llama3(base, scaling) {
    const s = fields(scalings.llama3, scaling);
    const old = s.original_max_position_embeddings;
    const blend = (f: number): number => {
      const wavelength = (2 * Math.PI) / f;
      if (wavelength < old / s.high_freq_factor) return f;
      if (wavelength > old / s.low_freq_factor) return f / s.factor;
      const smooth = (old / wavelength - s.low_freq_factor) / (s.high_freq_factor - s.low_freq_factor);
      return ((1 - smooth) * f) / s.factor + smooth * f;
    };
    return { inverseFrequencies: Float32Array.from(base, blend), factor: 1 };
  },
  yarn(base, scaling, { dHead, theta, maxPositions }) {
    const s = fields(scalings.yarn, scaling);
    const old = s.original_max_position_embeddings ?? maxPositions;
    // The coordinate that turns `turns` times within the original context.
    const coordinate = (turns: number): number =>
      (dHead * Math.log(old / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
    const low = Math.max(Math.floor(coordinate(s.beta_fast)), 0);
    const high = Math.min(Math.ceil(coordinate(s.beta_slow)), dHead - 1);
    const ramp = (i: number): number => Math.min(Math.max((i - low) / Math.max(high - low, 0.001), 0), 1);
    return {
      inverseFrequencies: Float32Array.from(base, (f, i) => (f / s.factor) * ramp(i) + f * (1 - ramp(i))),
      factor: s.attention_factor ?? (s.factor <= 1 ? 1 : 0.1 * Math.log(s.factor) + 1),
    };
  },
};

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
