/**
 * What a piece of work takes, by two clocks. On a machine that other work shares the wall's clock mostly tells of the others; a process
 * with one thread that waits for a processor does nothing, so its processor time is what it takes when nothing else runs. Several
 * threads burn theirs while they wait for each other, so there only the wall's clock counts.
 */
export interface Took {
  /** Milliseconds by the clock on the wall. */
  readonly wallMs: number;
  /** Milliseconds in which this process had a processor, all its threads together. */
  readonly cpuMs: number;
}

export async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** The clock that counts for a process with so many threads, and how it is called. */
export const clockOf = (threads: number): { readonly ms: (took: Took) => number; readonly name: string } =>
  threads === 1
    ? {
        ms: ({ cpuMs }) => cpuMs,
        name: 'milliseconds in which the process, which computes with one thread, had a processor',
      }
    : { ms: ({ wallMs }) => wallMs, name: 'milliseconds by the clock on the wall' };

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
