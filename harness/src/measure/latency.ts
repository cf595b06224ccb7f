/**
 * How long single calls take, each on its own clock reading. Warm-ups are not counted. Young garbage is collected in between, outside the
 * clock, where the process exposes that: one call does not pay for another's litter. Two or more sides are timed in turn, a few calls
 * each, so that other work on the machine meets all of them.
 *
 * The microbenchmarks use tinybench, which repeats one call and keeps quantiles of its own. Here every call is another item, its answer
 * is wanted, sides alternate, and quantiles need intervals.
 */
export interface TimeOptions {
  /** Calls of each side before its first that counts. */
  readonly warmups: number;
  /** All sides together stop after this many milliseconds, but not before each has made `least` calls. */
  readonly budgetMs: number;
  readonly least: number;
  /** Calls of a side in a row, before the next side's turn; `BLOCK` unless told. */
  readonly block?: number;
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

/** Of calls that are short beside what another side leaves in the caches. */
const BLOCK = 5;

/**
 * Times `sides` on inputs 0 … `count` − 1, in this order, each input on every side. A side's turn begins with a call that is not counted,
 * for the caches that the other sides have filled. Gives each side's calls in the order of the inputs.
 */
export async function timeSides<T>(
  sides: readonly ((input: number) => Promise<T>)[],
  count: number,
  o: TimeOptions,
): Promise<TimedCall<T>[][]> {
  const now = o.now ?? (() => performance.now());
  const collect = o.collect ?? collectYoung;
  const block = o.block ?? BLOCK;
  const timed = sides.map((): TimedCall<T>[] => []);
  const began = now();
  for (let from = 0; from < count; from += block) {
    if (from >= o.least && now() - began >= o.budgetMs) break;
    for (const [s, side] of sides.entries()) {
      const warmups = from === 0 ? o.warmups : sides.length > 1 ? 1 : 0;
      for (let i = 0; i < warmups; i++) await side((from + i) % count);
      for (let input = from; input < Math.min(from + block, count); input++) {
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
