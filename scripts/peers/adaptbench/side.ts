/** What the scripts of this side share: arguments, the model, memory and medians, and the one JSON object they print. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { LoadedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import type { Engine } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';

/** `--name value` pairs; throws for a name that is not among `defaults`. '' stands for one that must be given. */
export function options<const T extends Readonly<Record<string, string>>>(
  defaults: T,
): Record<keyof T, string> {
  const { values } = parseArgs({
    options: Object.fromEntries(Object.keys(defaults).map((k) => [k, { type: 'string' as const }])),
  });
  return Object.fromEntries(
    Object.entries(defaults).map(([k, v]) => {
      const value = (values as Record<string, string | undefined>)[k] ?? v;
      if (value === '') throw new Error(`--${k} is missing`);
      return [k, value];
    }),
  ) as Record<keyof T, string>;
}

export async function open(
  reference: string,
  threads: string,
): Promise<{ model: LoadedModel; engine: Engine }> {
  return {
    model: await loadModel(reference),
    engine: await createOrtEngine({ device: 'cpu', threads: Number(threads) }),
  };
}

/** Highest resident memory of this process so far, in bytes; Linux. */
export const peakRssBytes = (): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
/** The middle number; of an even count the mean of the middle two. */
export function median(xs: readonly number[]): number {
  const sorted = xs.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((xs.length - 1) / 2)]!, sorted[Math.floor(xs.length / 2)]!];
  return (low + high) / 2;
}
export const print = (result: object): void => console.log(JSON.stringify(result));
