/**
 * How long single calls take, each on its own clock reading. Warm-ups are not counted. Young garbage is collected in between, outside the
 * clock, where the process exposes that: one call does not pay for another's litter. Two or more sides are timed in turn, a few calls
 * each, so that other work on the machine meets all of them.
 *
 * The microbenchmarks use tinybench, which repeats one call and keeps quantiles of its own. Here every call is another item, its answer
 * is wanted, sides alternate, and quantiles need intervals.
 */
export interface TimeOptions<T> {
  /** Calls of each side before its first that counts. */
  readonly warmups: number;
  /** All sides together stop after this many milliseconds, but not before each has made `least` calls. */
  readonly budgetMs: number;
  readonly least: number;
  /** They stop before that, once `isEnough` of the calls so far, each side's. */
  readonly isEnough?: (timed: readonly (readonly TimedCall<T>[])[]) => boolean;
  /** Between blocks, outside the clock. */
  readonly onBlock?: (done: number) => void;
  /** Milliseconds from any fixed point. */
  readonly now?: () => number;
  readonly collect?: () => void;
}

export interface TimedCall<T> {
  readonly ms: number;
  readonly result: T;
}

/** Calls of a side in a row, before the next side's turn. Two turns are the fewest calls whose median has an interval. */
const BLOCK = 3;

/**
 * Times `sides` on inputs 0 … `count` − 1, in this order, each input on every side. A side's turn begins with a call that is not counted,
 * for the caches that the other sides have filled. Gives each side's calls in the order of the inputs.
 */
export async function timeSides<T>(
  sides: readonly ((input: number) => Promise<T>)[],
  count: number,
  o: TimeOptions<T>,
): Promise<TimedCall<T>[][]> {
  const now = o.now ?? (() => performance.now());
  const collect = o.collect ?? collectYoung;
  const timed = sides.map((): TimedCall<T>[] => []);
  const began = now();
  for (let from = 0; from < count; from += BLOCK) {
    if (from >= o.least && (now() - began >= o.budgetMs || o.isEnough?.(timed))) break;
    for (const [s, side] of sides.entries()) {
      const warmups = from === 0 ? o.warmups : sides.length > 1 ? 1 : 0;
      for (let i = 0; i < warmups; i++) await side((from + i) % count);
      for (let input = from; input < Math.min(from + BLOCK, count); input++) {
        collect();
        const start = now();
        const result = await side(input);
        timed[s]!.push({ ms: now() - start, result });
      }
    }
    o.onBlock?.(timed[0]?.length ?? 0);
  }
  return timed;
}

function collectYoung(): void {
  globalThis.gc?.({ type: 'minor' });
}
