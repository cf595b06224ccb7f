/** How many threads and trials make sense on a machine: more than it has processors only wait for each other, and many more never get through. */
import { ConfigError } from '@adaptbench/core';
import type { BenchConfig } from '@adaptbench/results';

/** Threads for each processor that are taken for a mistake. */
const TOO_MANY = 4;

/**
 * What to say of more threads than there are processors; null where there is nothing to say. Throws ConfigError where they are too many.
 * `threads`: null leaves it to the engine.
 */
export function threadsNote(threads: number | null, cores: number): string | null {
  if (threads === null || threads <= cores) return null;
  const have = `this machine has ${cores} ${cores === 1 ? 'processor' : 'processors'}`;
  const limit = TOO_MANY * cores;
  if (threads > limit)
    throw new ConfigError(
      `--threads ${threads}: ${have}, expected 1..${limit}. Best are as many threads as processors, or fewer.`,
    );
  return `NOTE: --threads ${threads}: ${have}, so threads wait for each other and times are longer than they need be.`;
}

/** Trials that run at once. A trial that takes what threads there are, or a card, has the machine to itself. */
export function trialsAtOnce(
  { parallel = 1, threads }: Pick<BenchConfig, 'parallel' | 'threads'>,
  card: boolean,
  cores: number,
): number {
  if (parallel !== 'auto') return parallel;
  return threads === undefined || card ? 1 : Math.max(1, Math.floor(cores / threads));
}
