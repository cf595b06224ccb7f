/**
 * Initial weights with which the first two layers already copy: looking at what followed an earlier occurrence of the present token
 * (induction heads, Olsson et al. 2022), on which in-context learning rests. A budget of minutes does not find them: from plain random
 * weights 1.5 million tokens of repeated words taught this model none, with these it copies from the first step.
 *
 * Heads of layer 0 look one, two and three tokens back: constant queries and keys (biases) that rotary positions turn into a preference for
 * a distance. They write what stood there, v = A x, through random matrices R₁, R₂, R₃. Heads of layer 1 match what a query holds (its
 * own token, read by A; or the one before it, read by R₁ᵀ) with what a key holds from one farther back (R₁ᵀ, R₂ᵀ, R₃ᵀ), and copy the key's
 * token, with the output projection the transpose of the values' (Trockman and Kolter 2023, "Mimetic Initialization of Self-Attention
 * Layers"). Two heads of layer 2 look back too, for what layers 0 and 1 have made of a text. All matrices are random; K head width, D width.
 */
import { type Random, random } from '@adaptbench/core';
import { INITIAL_SD as SD, config } from './recipe.ts';

/** A tensor of a layer's attention by its name in there, e.g. `q_proj.weight`; written in place. */
type Attention = (layer: number, name: string) => Float32Array;

const { hidden_size: D, head_dim: K, num_attention_heads: H, rope_theta } = config;
const DISTANCES = [1, 2, 3];
/** Pairs of coordinates that turn fastest tell distances apart, the slower half holds what is matched at any distance. */
const FAST_PAIRS = 4;
const PULL = 9;
/** Standard deviation of R. */
const WRITING = 0.012;
/** Root mean square of the residual stream after layer 0, by which layer 1's norm divides. */
const AFTER_FIRST = 0.16;
/** Size of a matched coordinate. */
const MATCH = 1.8;

export function setCopying(attention: Attention, seed: number): void {
  const r = random(seed, 'initial', 'copying');
  const normal = (n: number, sd: number): Float32Array =>
    Float32Array.from({ length: n }, () => sd * r.normal());
  const A = normal(K * D, SD); // [K, D]
  const R = DISTANCES.map(() => normal(K * D, WRITING)); // [K, D] each: Rᵀ
  for (const [head, distance] of DISTANCES.entries()) {
    lookBack(attention, 0, head, distance, r);
    attention(0, 'v_proj.weight').set(A, head * K * D);
    setColumns(attention(0, 'o_proj.weight'), head, R[head]!);
    const own = { rows: A, gain: AFTER_FIRST / SD };
    // Rᵀ R ≈ D · sd² times the identity
    const written = (i: number) => ({ rows: R[i]!, gain: AFTER_FIRST / (D * WRITING ** 2) });
    setMatch(attention(1, 'q_proj.weight'), head, head === 0 ? own : written(head - 1));
    setMatch(attention(1, 'k_proj.weight'), head, written(head));
    const values = attention(1, 'v_proj.weight').subarray(head * K * D, (head + 1) * K * D);
    setColumns(attention(1, 'o_proj.weight'), head, values);
  }
  for (const [head, distance] of DISTANCES.slice(0, 2).entries()) lookBack(attention, 2, head, distance, r);
}

/** A query at m and a key at n meet at the angle φ_q − φ_k + (m − n) θ: it is 0 at m − n = distance where φ_q = φ_k − distance · θ. */
function lookBack(attention: Attention, layer: number, head: number, distance: number, r: Random): void {
  for (let pair = 0; pair < FAST_PAIRS; pair++) {
    const theta = rope_theta ** ((-2 * pair) / K);
    const phase = 2 * Math.PI * r.uniform();
    const set = (name: string, angle: number): void => {
      const bias = attention(layer, name);
      bias[head * K + pair] = PULL * Math.cos(angle);
      bias[head * K + pair + K / 2] = PULL * Math.sin(angle);
    };
    set('k_proj.bias', phase);
    set('q_proj.bias', phase - distance * theta);
  }
  // What tokens are counts less than where they are.
  const queries = attention(layer, 'q_proj.weight');
  for (let i = head * K * D; i < (head + 1) * K * D; i++) queries[i] = 0.3 * queries[i]!;
}

/** The slower half of a head's coordinates reads with the first K / 2 rows of a matrix [K, D], the others read nothing. */
function setMatch(
  weight: Float32Array,
  head: number,
  { rows, gain }: { readonly rows: Float32Array; readonly gain: number },
): void {
  weight.fill(0, head * K * D, (head + 1) * K * D);
  for (let i = 0; i < K / 2; i++) {
    // In the half-split layout pair p holds the coordinates p and p + K / 2.
    const coordinate = i < K / 4 ? K / 4 + i : K / 2 + i;
    for (let j = 0; j < D; j++) weight[(head * K + coordinate) * D + j] = MATCH * gain * rows[i * D + j]!;
  }
}

/** Columns of one head in the output projection [D, H · K], from the rows of their transpose [K, D]. */
function setColumns(weight: Float32Array, head: number, rows: Float32Array): void {
  for (let i = 0; i < K; i++) for (let j = 0; j < D; j++) weight[j * H * K + head * K + i] = rows[i * D + j]!;
}
