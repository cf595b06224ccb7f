/**
 * Initial weights with which the first two layers already copy: looking at what followed an earlier occurrence of the present token
 * (induction heads, Olsson et al. 2022), on which in-context learning rests. A budget of minutes does not find them: from plain random
 * weights 1.5 million tokens of repeated words taught this model none, with these it copies from the first step.
 *
 * Heads of layer 0 look one to four tokens back: constant queries and keys (biases) that rotary positions turn into a preference for a
 * distance. They write what stood there, v = A x, through random matrices R₁ to R₄. Heads of layer 1 match what a query holds with what a
 * key holds from one farther back, and copy the key's token. A query holds its own token, read by A, or what R₁, R₂, R₃ wrote there, read
 * by their transposes. The output projection is the transpose of the values' (Trockman and Kolter 2023, "Mimetic Initialization of
 * Self-Attention Layers"). Layers 2 and 3 do the same with what the layers before have made of a text. All matrices are random; K head
 * width, D width, H heads.
 */
import { type Random, random } from '@adaptbench/core';
import { INITIAL_SD as SD, config } from '../recipe.ts';

/** A tensor of a layer's attention by its name in there, e.g. `q_proj.weight`; written in place. */
type Attention = (layer: number, name: string) => Float32Array;

const { hidden_size: D, head_dim: K, num_attention_heads: H, rope_theta } = config;
/** Pairs of coordinates that turn fastest tell distances apart, the slower half holds what is matched at any distance. */
const FAST_PAIRS = 4;
const PULL = 9;

interface Circuit {
  /** Heads look back in this layer, and match in the next. */
  readonly layer: number;
  /** How far its heads look back. */
  readonly distances: readonly number[];
  /** Standard deviation of R. */
  readonly writing: number;
  /** Root mean square of the residual stream before and after the layer. */
  readonly before: number;
  readonly after: number;
  /** Size of a matched coordinate: how sharply heads choose. */
  readonly match: number;
  /** Size of what is copied. */
  readonly copy: number;
}
/** The first finds words again; the second, blunter, what the first layers have made of a text. */
const circuits: readonly Circuit[] = [
  { layer: 0, distances: [1, 2, 3, 4], writing: 0.012, before: 0.08, after: 0.16, match: 1.8, copy: 0.5 },
  { layer: 2, distances: [1, 2], writing: 0.02, before: 0.5, after: 0.5, match: 1.2, copy: 0.3 },
];

export function setCopying(attention: Attention, seed: number): void {
  for (const circuit of circuits)
    setCircuit(attention, circuit, random(seed, 'initial', 'copying', circuit.layer));
}

function setCircuit(attention: Attention, c: Circuit, r: Random): void {
  const normal = (n: number, sd: number): Float32Array =>
    Float32Array.from({ length: n }, () => sd * r.normal());
  const A = normal(K * D, SD); // [K, D]
  const R = c.distances.map(() => normal(K * D, c.writing)); // [K, D] each: Rᵀ
  // Both as they stand in the stream after the layer, divided by its size.
  const own = { rows: A, gain: (c.match * c.after) / c.before };
  const written = (i: number): Reading => ({
    rows: R[i]!,
    // Rᵀ R ≈ D · sd² times the identity
    gain: (c.match * c.after) / (D * c.writing ** 2),
  });
  for (const [head, distance] of c.distances.entries()) {
    lookBack(attention, c.layer, head, distance, r);
    attention(c.layer, 'v_proj.weight').set(A, head * K * D);
    setColumns(attention(c.layer, 'o_proj.weight'), head, { rows: R[head]!, gain: 1 });
    setMatch(attention(c.layer + 1, 'q_proj.weight'), head, head === 0 ? own : written(head - 1));
    setMatch(attention(c.layer + 1, 'k_proj.weight'), head, written(head));
    const values = attention(c.layer + 1, 'v_proj.weight').subarray(head * K * D, (head + 1) * K * D);
    setColumns(attention(c.layer + 1, 'o_proj.weight'), head, { rows: values, gain: c.copy });
  }
}

/** Rows [K, D] of a matrix, and a factor. */
interface Reading {
  readonly rows: Float32Array;
  readonly gain: number;
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

/** The slower half of a head's coordinates reads with the first K / 2 rows, the others read nothing. */
function setMatch(weight: Float32Array, head: number, { rows, gain }: Reading): void {
  weight.fill(0, head * K * D, (head + 1) * K * D);
  for (let i = 0; i < K / 2; i++) {
    // In the half-split layout pair p holds the coordinates p and p + K / 2.
    const coordinate = i < K / 4 ? K / 4 + i : K / 2 + i;
    for (let j = 0; j < D; j++) weight[(head * K + coordinate) * D + j] = gain * rows[i * D + j]!;
  }
}

/** Columns of one head in the output projection [D, H · K], from the rows of their transpose. */
function setColumns(weight: Float32Array, head: number, { rows, gain }: Reading): void {
  for (let i = 0; i < K; i++)
    for (let j = 0; j < D; j++) weight[j * H * K + head * K + i] = gain * rows[i * D + j]!;
}
