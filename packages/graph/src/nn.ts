/** Layers composed of ops. B batch, T time, D width; each documents its formula. */
import { scalar } from './leaf.ts';
import type { Node } from './node.ts';
import { add, erf, mul, scale, sigmoid, tanh } from './ops/elementwise.ts';
import { matmul } from './ops/matmul.ts';
import { slice } from './ops/layout.ts';
import { ShapeError, show } from './shape.ts';

const lastSize = (x: Node): number => {
  const d = x.type.shape.at(-1);
  if (typeof d !== 'number') throw new ShapeError(`expected a known last axis, got ${show(x.type)}`);
  return d;
};
/** y = x Wᵀ + b with W [dOut, dIn] (`oi`, Linear) or y = x W + b with W [dIn, dOut] (`io`, GPT-2's Conv1D). */
export function linear(x: Node, w: Node, b: Node | null, layout: 'oi' | 'io'): Node {
  const y = matmul(x, w, { transB: layout === 'oi' });
  return b ? add(y, b) : y;
}

/** x σ(x). */
export const silu = (x: Node): Node => mul(x, sigmoid(x));
/** x Φ(x), the exact form. */
export const gelu = (x: Node): Node => mul(scale(x, 0.5), add(scalar(1), erf(scale(x, Math.SQRT1_2))));
/** GPT-2's `gelu_new`: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export const geluTanh = (x: Node): Node => {
  const cubic = mul(x, add(scalar(1), scale(mul(x, x), 0.044715)));
  return mul(scale(x, 0.5), add(scalar(1), tanh(scale(cubic, Math.sqrt(2 / Math.PI)))));
};

/** Zeroes elements with probability `rate` and scales the rest by 1/(1 − rate); `keep` [.. like x] is 1 where x stays, 0 elsewhere. */
export const dropout = (x: Node, keep: Node, rate: number): Node => scale(mul(x, keep), 1 / (1 - rate));

/**
 * One step of an LSTM (Hochreiter & Schmidhuber 1997; gates in PyTorch's order i, f, g, o): given [N, 4H] = x W_ihᵀ + b, which can be had
 * for all steps at once, h and c [N, H], wHh [4H, H] → the next h and c.
 */
export function lstmCell(given: Node, h: Node, c: Node, wHh: Node): { h: Node; c: Node } {
  const size = lastSize(h);
  const gates = add(matmul(h, wHh, { transB: true }), given);
  const gate = (k: number): Node => slice(gates, 1, k * size, (k + 1) * size);
  const next = add(mul(sigmoid(gate(1)), c), mul(sigmoid(gate(0)), tanh(gate(2))));
  return { h: mul(sigmoid(gate(3)), tanh(next)), c: next };
}
