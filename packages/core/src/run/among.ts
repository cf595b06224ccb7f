/**
 * Bounds of log-probabilities: log p(token) = z_token − log Σ e^z over the vocabulary, and a sum over some of its tokens is no larger. So
 * log p among some tokens, which costs a product with those alone, is no lower than log p. The nearer, the more of the probability they hold.
 */
import type { Tensor } from '@adaptbench/graph';
import type { Row } from './rows.ts';

/** The vocabulary's first tokens, the commonest where tokens were made by merging, as one part in so many of it. */
const PART = 12;

/** Some tokens of the vocabulary. */
export interface Among {
  /** i32 [M]. */
  readonly tokens: Tensor;
  readonly size: number;
  /** Of a token that a row asks for. */
  indexOf(token: number): number;
}

/** All tokens that these rows ask for, and the commonest of a vocabulary of so many. */
export function amongOf(rows: readonly Row[], vocabulary: number): Among {
  const common = Math.ceil(vocabulary / PART);
  const others = new Set<number>();
  for (const { continuations } of rows)
    for (const { tokens } of continuations)
      for (const token of tokens) if (token >= common) others.add(token);
  const index = new Map([...others].map((token, i) => [token, common + i]));
  const size = common + index.size;
  return {
    tokens: { shape: [size], data: Int32Array.from([...Array(common).keys(), ...others]) },
    size,
    indexOf: (token) => index.get(token) ?? token,
  };
}
