/**
 * AdamW (Loshchilov & Hutter 2019) as ordinary ops, in PyTorch's order of operations:
 *   θ ← θ − η λ θ
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
 *   θ ← θ − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * with gradients clipped to a global norm before (Pascanu et al. 2013), scale min(1, c / (‖g‖ + 1e-6)).
 */
import { scalar } from './leaf.ts';
import type { Node } from './node.ts';
import { sumAll } from './ops/broadcast.ts';
import { add, div, exp, minimum, mul, scale, sqrt, sub } from './ops/elementwise.ts';

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}
export const adamWDefaults: AdamWOptions = { beta1: 0.9, beta2: 0.999, eps: 1e-8 };

/** One trained tensor at one step. */
export interface Slot {
  readonly param: Node;
  readonly grad: Node;
  readonly m: Node;
  readonly v: Node;
  /** λ, per unit of learning rate. */
  readonly weightDecay: number;
  /** Factor on the step's learning rate (LoRA+); 1 as a rule. */
  readonly rate: number;
}
export interface Updated {
  readonly param: Node;
  readonly m: Node;
  readonly v: Node;
}

/** ‖g‖ over all tensors together, a scalar. */
export const globalNorm = (grads: readonly Node[]): Node =>
  sqrt(grads.map((g) => sumAll(mul(g, g))).reduce((a, b) => add(a, b)));

/** Gradients scaled so that their global norm is at most `max` (null: as they are); and that norm before scaling. */
export function clip(grads: readonly Node[], max: number | null): { grads: readonly Node[]; norm: Node } {
  const norm = globalNorm(grads);
  if (max === null) return { grads, norm };
  const factor = minimum(scalar(1), div(scalar(max), add(norm, scalar(1e-6))));
  return { grads: grads.map((g) => mul(g, factor)), norm };
}

/** `learningRate` and `step` (1 for the first) are scalars fed with each run. */
export function adamW(slots: readonly Slot[], learningRate: Node, step: Node, o: AdamWOptions): Updated[] {
  // βᵗ = e^{t log β}
  const correction = (beta: number): Node => sub(scalar(1), exp(scale(step, Math.log(beta))));
  const eta = div(learningRate, correction(o.beta1));
  const rootCorrection = sqrt(correction(o.beta2));
  return slots.map(({ param, grad, m, v, weightDecay, rate }) => {
    const nextM = add(scale(m, o.beta1), scale(grad, 1 - o.beta1));
    const nextV = add(scale(v, o.beta2), scale(mul(grad, grad), 1 - o.beta2));
    const decayed =
      weightDecay === 0 ? param : mul(param, sub(scalar(1), scale(learningRate, rate * weightDecay)));
    const denominator = add(div(sqrt(nextV), rootCorrection), scalar(o.eps));
    return { param: sub(decayed, mul(scale(eta, rate), div(nextM, denominator))), m: nextM, v: nextV };
  });
}
