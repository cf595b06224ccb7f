/**
 * DoRA (Liu et al. 2024, arXiv 2402.09353): the adapted matrix V = W + s B A gives the direction of each output, a learned vector m its
 * length,
 *   y = g ⊙ (V x) + b,   g = m / ‖V‖,   ‖V‖ by row, through which no gradient flows (§4.3); m starts at ‖W‖.
 * As in PEFT (lora/dora.py); V is made anew in each run, which costs as much as r more tokens, and nothing once merged. An output whose row
 * of V is all zeros has no direction, and g would be 0/0: PEFT gives NaN there, here g is 1 until the row is something.
 */
import type { LinearSite } from '@adaptbench/core';
import {
  type Node,
  add,
  detach,
  div,
  equal,
  matmul,
  mul,
  reshape,
  scalar,
  scale,
  sqrt,
  sub,
  sumOver,
} from '@adaptbench/graph';

/** The parts of a module's output, all [.., dOut]: y with its bias, W x without, and s B A x. */
export interface Parts {
  readonly y: Node;
  readonly base: Node;
  readonly update: Node;
}

/** y + (g − 1) W x + g s B A x. */
export const doraOutput = ({ y, base, update }: Parts, gain: Node): Node =>
  add(y, add(mul(sub(gain, scalar(1)), base), mul(gain, update)));

/** g = m / ‖W + s B A‖, [dOut]; 1 where both are 0. */
export function doraGain(site: LinearSite, w: Node, a: Node, b: Node, m: Node, s: number): Node {
  // [dOut, r] × [r, dIn] → [dOut, dIn], or transposed: [r, dIn]ᵀ × [dOut, r]ᵀ → [dIn, dOut]
  const update = site.layout === 'oi' ? matmul(b, a) : matmul(a, b, { transA: true, transB: true });
  const v = add(w, scale(update, s));
  const norm = detach(reshape(sqrt(sumOver(mul(v, v), [site.layout === 'oi' ? 1 : 0])), [site.dOut]));
  const isNothing = equal(norm, scalar(0));
  return add(div(m, add(norm, isNothing)), isNothing);
}

/** The length of each output's row of a matrix in the checkpoint's layout. */
export function rowNorms(site: LinearSite, w: Float32Array): Float32Array {
  const squares = new Float64Array(site.dOut);
  const [perOut, perIn] = site.layout === 'oi' ? [site.dIn, 1] : [1, site.dOut];
  for (let o = 0; o < site.dOut; o++)
    for (let i = 0; i < site.dIn; i++) squares[o]! += w[o * perOut + i * perIn]! ** 2;
  return Float32Array.from(squares, Math.sqrt);
}

/** ΔW = m / ‖W + D‖ · (W + D) − W, for the update D of LoRA; all in the checkpoint's layout. */
export function doraDelta(
  site: LinearSite,
  w: Float32Array,
  update: Float32Array,
  m: Float32Array,
): Float32Array {
  const v = w.map((x, i) => x + update[i]!);
  const norms = rowNorms(site, v);
  return v.map((x, i) => {
    const o = site.layout === 'oi' ? Math.floor(i / site.dIn) : i % site.dOut;
    const gain = norms[o] === 0 ? 1 : m[o]! / norms[o]!;
    return gain * x - w[i]!;
  });
}
