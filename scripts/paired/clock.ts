/** Two sides in turn on the clock. */
import type { Took } from '@adaptbench/results';

export async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/**
 * Runs two sides in turn, A B, B A, A B, …: the order changes, so that being first is nobody's advantage. `warmup` rounds come first
 * and are not given back. Each side gives what one turn took, by name.
 */
export async function inTurn<K extends string>(
  sides: Readonly<Record<K, () => Promise<Took>>>,
  rounds: number,
  warmup: number,
): Promise<Record<K, Took[]>> {
  const names = Object.keys(sides) as K[];
  const all = Object.fromEntries(names.map((name) => [name, [] as Took[]])) as Record<K, Took[]>;
  for (let round = -warmup; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const took = await sides[name]();
      if (round >= 0) all[name].push(took);
    }
  return all;
}
