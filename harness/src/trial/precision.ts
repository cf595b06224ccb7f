/** A trial whose frozen matrices are held as float16: what that asks of a method, and what it takes of the explained memory. */
import { type Architecture, ConfigError, type Patch, noPatch } from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';

/** Of a matrix's element: float32 has four bytes, float16 two. */
const SAVED = 2;

/** The matrices that stay as they are under a patch: those that an engine holds in the asked precision. */
const frozenMatrices = ({ weights }: Architecture, patch: Patch): Architecture['weights'] =>
  weights.filter((weight) => weight.shape.length >= 2 && !patch.unfreezes?.(weight));

/** Throws ConfigError where no matrix is frozen: the trial would be one of float32 under another name. */
export function checkPrecision({ precision, method }: TrialSpec, a: Architecture, patch: Patch): void {
  if (precision === undefined || frozenMatrices(a, patch).length > 0) return;
  throw new ConfigError(
    `--precision ${precision}: it is for frozen weights, and ${method} trains all matrices, which takes float32. Leave it out for this method.`,
  );
}

/** What is held at once, its weights in the trial's precision. */
export function inPrecision<T extends { readonly weights: number }>(
  explained: T,
  { precision }: TrialSpec,
  a: Architecture,
  patch: Patch = noPatch,
): T {
  if (precision === undefined) return explained;
  const elements = frozenMatrices(a, patch).reduce((n, { shape }) => n + shape.reduce((x, y) => x * y, 1), 0);
  return { ...explained, weights: Math.max(explained.weights / 2, explained.weights - SAVED * elements) };
}
