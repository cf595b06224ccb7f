/** How far two engines' numbers are apart. Pure. */
import type { Tensor } from '@adaptbench/graph';

type Tensors = Readonly<Record<string, Tensor>>;

/** Gradients and logits may differ by so much, relative to the largest of them: float32 in another order. */
export const TOLERANCE = { gradients: 1e-3, logits: 1e-3 } as const;
/** A tensor whose gradients are smaller than this part of the largest one is measured by that part: some are zero but for rounding. */
const SMALL = 1e-3;

function largest({ data }: Tensor): number {
  let greatest = 0;
  for (const x of data) greatest = Math.max(greatest, Math.abs(x));
  return greatest;
}
function apart(a: Tensor, b: Tensor): number {
  if (a.data.length !== b.data.length) return Infinity;
  let greatest = 0;
  for (let i = 0; i < b.data.length; i++) {
    const d = Math.abs(a.data[i]! - b.data[i]!);
    greatest = Number.isNaN(d) ? Infinity : Math.max(greatest, d);
  }
  return greatest;
}

/** max |Δ| / max |b|. */
export const relativeError = (a: Tensor, b: Tensor): number => apart(a, b) / (largest(b) || 1);

/** The largest over tensors of max |Δ| / max |gradient of that tensor|, and which tensor that is. */
export function gradientError(
  got: Tensors,
  base: Tensors,
  names: readonly string[],
): { error: number; at: string } {
  const scale = Math.max(...names.map((name) => largest(base[name]!))) * SMALL || 1;
  const errors = names.map((name) => ({
    error: apart(got[name]!, base[name]!) / Math.max(largest(base[name]!), scale),
    at: name,
  }));
  return errors.reduce((a, b) => (b.error > a.error ? b : a));
}

/** Of the rows of logits [.., V], how many have their largest at the same place, and how many there are. */
export function samePredictions(a: Tensor, b: Tensor): { same: number; of: number } {
  const v = b.shape.at(-1)!;
  const of = b.data.length / v;
  let same = 0;
  for (let row = 0; row < of; row++) if (argmax(a, row * v, v) === argmax(b, row * v, v)) same++;
  return { same, of };
}
function argmax({ data }: Tensor, from: number, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (data[from + i]! > data[from + best]!) best = i;
  return best;
}
