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

/** The clock that counts for a process with so many threads, and how it is called. */
export const clockOf = (threads: number): { readonly ms: (took: Took) => number; readonly name: string } =>
  threads === 1
    ? {
        ms: ({ cpuMs }) => cpuMs,
        name: 'milliseconds in which the process, which computes with one thread, had a processor',
      }
    : { ms: ({ wallMs }) => wallMs, name: 'milliseconds by the clock on the wall' };
