/**
 * One phase of one trial, in a process of its own. Started by `phase.ts` with the work's module as argument; does what the one
 * message tells it, answers, and ends. Where no figure is the process's own, it stays for other trials (`shared-processes.ts`).
 */
import { ConfigError } from '@adaptbench/core';
import { currentRssBytes, peakRssBytes, resetPeakRss } from '../measure/memory.ts';
import { watchOwnRss } from '../measure/memory-watch.ts';
import type { Phase } from '@adaptbench/results';
import type { EvaluateResult, Progress, TrialWork } from './contract.ts';
import { enterFolder } from './process-file.ts';
import type { ChildMessage, KeptMessage, ProcessMemory, StartMessage } from './protocol.ts';

// Ctrl-C reaches the whole process group; the harness decides what becomes of its trial.
process.on('SIGINT', () => {});
// The harness is gone: the answer has no reader, and a half-trained model must not keep the machine busy.
const vanish = (): boolean => process.kill(process.pid, 'SIGKILL');
process.on('disconnect', vanish);
// A process may be started ahead: it has the program by the time that it is told what to do.
const program = import(process.argv[2] ?? '') as Promise<{ readonly work: TrialWork }>;
program.catch(() => {});
process.on('message', (message: StartMessage | KeptMessage) => {
  if ('phase' in message) void run(message).then((told) => answer(told, message.stays));
});

async function run({
  phase,
  answers,
  spec,
  dir,
  harness,
  stays,
  budgetMs,
}: StartMessage): Promise<ChildMessage> {
  try {
    if (!enterFolder(dir, harness)) vanish();
    const { work } = await program;
    await work.load?.(spec, { stays });
    globalThis.gc?.();
    resetPeakRss();
    // Read after it: what is idle is the first of what the peak is the highest of.
    const idleRssBytes = currentRssBytes();
    process.send?.({ type: 'begins' } satisfies ChildMessage);
    // Memory of one that stays is no trial's own.
    const watch = stays ? { highest: () => null } : watchOwnRss();
    const memory = (): ProcessMemory => {
      const sampledPeakBytes = watch.highest();
      return {
        idleRssBytes,
        // The kernel's counter lags by some pages behind what has been read.
        peakRssBytes: Math.max(peakRssBytes(), currentRssBytes(), idleRssBytes, sampledPeakBytes ?? 0),
        sampledPeakBytes,
      };
    };
    const keep = (anew: boolean) => told({ type: 'state', anew, memory: memory() });
    switch (phase) {
      case 'train': {
        const result = await work.train(spec, dir, throttled('train'), keep);
        if (!answers || result === null || result.answered !== null)
          return { type: 'trained', result, memory: memory() };
        await keep(result.anew);
        const answered = await answeredToo(() => work.evaluate(spec, dir, throttled('evaluate')));
        return { type: 'trained', result: { ...result, answered }, memory: memory() };
      }
      case 'evaluate': {
        const result = await work.evaluate(spec, dir, throttled('evaluate'));
        return { type: 'evaluated', result, memory: memory() };
      }
      case 'time': {
        const result = await work.time(spec, dir, throttled('time'), budgetMs, {
          loaded: () => told({ type: 'loaded' }),
          answered: () => keep(false),
        });
        return { type: 'timed', result, memory: memory() };
      }
    }
  } catch (error) {
    if (error instanceof ConfigError) return { type: 'skipped', reason: error.message };
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failed', error: { name, message, stack: stack ?? '' } };
  }
}

/** null where that fails: the phase of its own that follows then says why. */
async function answeredToo(evaluate: () => Promise<EvaluateResult>): Promise<EvaluateResult | null> {
  try {
    return await evaluate();
  } catch {
    return null;
  }
}

/** Waits until the harness has heard it. */
const told = (message: ChildMessage): Promise<void> =>
  new Promise((resolve) => {
    process.once('message', () => resolve());
    process.send?.(message);
  });

/** Passes on at most ten reports a second, and the last one. */
function throttled(phase: Phase): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < 100 && progress.done < progress.total) return;
    last = now;
    process.send?.({ type: 'progress', phase, progress } satisfies ChildMessage);
  };
}

/** Leaves only once the answer is on its way, and at once then: an engine's threads must not keep the process. */
function answer(message: ChildMessage, stays: boolean): void {
  const over = !stays || message.type === 'failed' || message.type === 'skipped';
  process.send?.(message, () => over && process.exit(0));
}
