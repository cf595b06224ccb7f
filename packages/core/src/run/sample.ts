/** Choosing the next token from logits. */
import type { Random } from '../basics/random.ts';

/** Index of the largest number; the first of equals. */
export function argmax(x: Float32Array): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (x[i]! > x[best]!) best = i;
  return best;
}

/**
 * A token drawn from softmax(logits / temperature), restricted to the nucleus: the smallest set of most likely tokens whose
 * probabilities reach `topP` (Holtzman et al. 2020).
 */
export function sample(logits: Float32Array, temperature: number, topP: number, random: Random): number {
  if (temperature <= 0) return argmax(logits);
  const max = logits[argmax(logits)]!;
  const p = Float64Array.from(logits, (x) => Math.exp((x - max) / temperature));
  const total = p.reduce((a, b) => a + b, 0);
  if (topP >= 1) return draw(p, total, random, null);
  const order = Uint32Array.from(p.keys()).toSorted((a, b) => p[b]! - p[a]!);
  let mass = 0;
  let n = 0;
  do mass += p[order[n++]!]!;
  while (n < order.length && mass < topP * total);
  return draw(p, mass, random, order.subarray(0, n));
}

function draw(p: Float64Array, total: number, random: Random, among: Uint32Array | null): number {
  let rest = random.uniform() * total;
  const n = among?.length ?? p.length;
  let last = 0;
  for (let i = 0; i < n; i++) {
    const token = among ? among[i]! : i;
    if (p[token]! > 0) last = token;
    rest -= p[token]!;
    if (rest < 0) return token;
  }
  // Rounding has left a rest: the last token that is possible at all.
  return last;
}
