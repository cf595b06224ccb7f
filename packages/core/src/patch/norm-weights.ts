/** The tensors of a checkpoint's normalisations, told apart by shape alone, so that no method need know an architecture's names. */
import type { WeightSpec } from '../contracts/architecture.ts';

/** Names: a norm's scale is the only `.weight` that is a vector; its bias, where it has one, has the same path. */
export const normWeights = (weights: readonly WeightSpec[]): ReadonlySet<string> =>
  new Set(
    weights.flatMap(({ name, shape }) =>
      shape.length === 1 && name.endsWith('.weight') ? [name, name.replace(/weight$/, 'bias')] : [],
    ),
  );
