/**
 * The requests of trials that are done, timed one trial at a time with nothing beside it. Most of that pass is processes that start, read a
 * model and compile. So two do that at once; then the first is timed while the second waits, then the second.
 */
import { availableParallelism, freemem } from 'node:os';
import type { DoneTrial, TrialRecord } from '@adaptbench/results';
import { tellsMemory } from '../measure/device-memory.ts';
import { type TrialOptions, timeTrial } from '../trial/run-trial.ts';
import { toTime } from './pending.ts';
import type { RunOptions } from './contract.ts';

/** Share of the free memory that two models may take. */
const FREE = 0.25;

interface Timed {
  readonly list: readonly DoneTrial[];
  readonly place: number;
}

/** `processOptions`: of a trial’s processes. */
export async function timeTrials(
  options: RunOptions,
  records: readonly TrialRecord[],
  keep: (record: TrialRecord) => void,
  processOptions: (signal: AbortSignal) => Omit<TrialOptions, 'onProgress'>,
): Promise<void> {
  const lists = toTime(options.plan, records, { ...options.timing, retryFailed: options.retryFailed });
  const planned = lists.length;
  if (planned === 0) return;
  // Nothing waits beside what is timed.
  await options.shared.end();
  options.onEvent({ type: 'timing', planned });
  const time = async (
    untimed: DoneTrial,
    place: number,
    signal: AbortSignal,
    onLoaded?: () => Promise<void>,
  ): Promise<boolean> => {
    const record = await timeTrial(untimed, {
      ...processOptions(signal),
      ...(onLoaded ? { onLoaded } : {}),
      onProgress: (phase, progress) => {
        const { spec } = untimed;
        const rest = { secondsLeft: () => null, thenTimed: false };
        options.onEvent({ type: 'progress', spec, place, planned, phase, progress, ...rest });
      },
    });
    keep(record);
    options.onEvent({ type: 'timed', record, place, planned });
    return record.timing !== null;
  };
  const all = lists.map((list, i): Timed => ({ list, place: i + 1 }));
  while (all.length > 0) {
    const together = all.splice(0, fit(all) ? 2 : 1);
    const told = await inTurn(together, options.signal, ({ list, place }, signal, onLoaded) =>
      time(list[0]!, place, signal, onLoaded),
    );
    // Of those that could not be timed the next trial of the same configuration.
    for (const [i, { list, place }] of together.entries())
      for (const next of told[i] ? [] : list.slice(1)) if (await time(next, place, options.signal)) break;
  }
}

/** Whether the first two may hold their models at once. */
function fit([one, other]: readonly Timed[]): boolean {
  const [a, b] = [one?.list[0], other?.list[0]];
  if (!a || !b || availableParallelism() < 2) return false;
  return (
    !tellsMemory(a.spec.device) && !tellsMemory(b.spec.device) && bytesOf(a) + bytesOf(b) <= FREE * freemem()
  );
}

const bytesOf = ({ phases: { evaluate } }: DoneTrial): number =>
  Object.values(evaluate?.explained ?? {}).reduce((sum, bytes) => sum + bytes, 0);

/**
 * `work` on all at once up to `onLoaded`, to be awaited there; on with the first once all are that far or over, then each as the one
 * before it is over. What throws ends the others.
 */
export async function inTurn<T, R>(
  all: readonly T[],
  signal: AbortSignal,
  work: (one: T, signal: AbortSignal, onLoaded: () => Promise<void>) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const steps = all.map(() => ({ loaded: signalled(), over: signalled() }));
  const one = async (value: T, i: number): Promise<R> => {
    const { loaded, over } = steps[i]!;
    try {
      return await work(value, either, async () => {
        loaded.tell();
        for (const step of steps) await step.loaded.told;
        await steps[i - 1]?.over.told;
      });
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      loaded.tell();
      over.tell();
    }
  };
  const ends = await Promise.allSettled(all.map(one));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

function signalled(): { readonly told: Promise<void>; readonly tell: () => void } {
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  return { told, tell: () => tell() };
}
