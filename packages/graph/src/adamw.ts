/**
 * AdamW (Loshchilov & Hutter 2019) as ordinary ops, with gradients scaled to a global norm before (Pascanu et al. 2013):
 *   f = min(1, c / (‖g‖ + 1e-6)),   r = √(1 − β₂ᵗ)
 *   m ← β₁ m + (1 − β₁) f g,   v ← β₂ v + (√(1 − β₂) f g)²
 *   θ ← θ − η λ θ − η r/(1 − β₁ᵗ) · m / (√v + r ε)
 * Numbers are multiplied with each other before tensors are with them: an update of many parameters is bound by passes over memory.
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

/** What scales gradients so that their global norm is at most `max` (null: 1); and that norm before scaling. */
export function clip(grads: readonly Node[], max: number | null): { factor: Node; norm: Node } {
  const norm = globalNorm(grads);
  if (max === null) return { factor: scalar(1), norm };
  return { factor: minimum(scalar(1), div(scalar(max), add(norm, scalar(1e-6)))), norm };
}

/** The scalars of a step. */
export interface StepScalars {
  readonly learningRate: Node;
  /** 1 for the first. */
  readonly step: Node;
  /** Of all gradients: see `clip`. */
  readonly factor: Node;
}

export function adamW(
  slots: readonly Slot[],
  { learningRate, step, factor }: StepScalars,
  o: AdamWOptions,
): Updated[] {
  // βᵗ = e^{t log β}
  const correction = (beta: number): Node => sub(scalar(1), exp(scale(step, Math.log(beta))));
  const r = sqrt(correction(o.beta2));
  const eta = mul(div(learningRate, correction(o.beta1)), r);
  const eps = scale(r, o.eps);
  const intoM = scale(factor, 1 - o.beta1);
  const intoV = scale(factor, Math.sqrt(1 - o.beta2));
  return slots.map(({ param, grad, m, v, weightDecay, rate }) => {
    const nextM = add(scale(m, o.beta1), mul(grad, intoM));
    const part = mul(grad, intoV);
    const nextV = add(scale(v, o.beta2), mul(part, part));
    const decayed =
      weightDecay === 0 ? param : mul(param, sub(scalar(1), scale(learningRate, rate * weightDecay)));
    const direction = div(nextM, add(sqrt(nextV), eps));
    return { param: sub(decayed, mul(direction, scale(eta, rate))), m: nextM, v: nextV };
  });
}
