/** Starts the process of one phase, listens to it, and tells how it ended. No error leaves that process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Phase } from '@adaptbench/results';
import { watchDeviceMemory } from '../measure/device-memory.ts';
import { memoryKills, memoryLimitBytes, offerToKernel } from '../measure/memory.ts';
import { watchMemory } from '../measure/memory-watch.ts';
import type { Progress } from './contract.ts';
import { causeOfDeath } from './death.ts';
import { guard } from './guard.ts';
import { after } from './long-timer.ts';
import { leaveFolder } from './process-file.ts';
import type { ChildMessage, KeptMessage, ProcessMemory, StartMessage } from './protocol.ts';

export interface PhaseOptions {
  /** URL of the module that exports `work`. */
  readonly work: string;
  /** A process that was started ahead, for this phase, or has stayed from another. */
  readonly started?: PhaseProcess;
  readonly onProgress: (phase: Phase, progress: Progress) => void;
  /** The process tells its memory so far, as before a training's state is saved; what it throws ends the phase. */
  readonly onState?: (memory: ProcessMemory, anew: boolean) => void;
  /** The process has loaded what it times, and goes on once this is fulfilled. */
  readonly onLoaded?: () => Promise<void>;
  /** Aborting it kills the process; the phase then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Seconds until the process counts as hung; null for ever. */
  readonly timeout: number | null;
}

type Answer = Exclude<ChildMessage, { type: 'progress' | 'begins' | 'state' | 'loaded' }>;
/** The process's answer, or what is known of its death. `deviceBytes`: see `watchDeviceMemory`. */
export type PhaseEnd = (Answer & { readonly deviceBytes: number | null }) | PhaseDeath;
interface PhaseDeath {
  readonly type: 'died';
  readonly name: 'OutOfMemory' | 'ProcessDied' | 'TimedOut';
  readonly message: string;
  /** The last lines of its standard error. */
  readonly stderr: string;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly peakRssBytes: number | null;
}

interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A process that loads the program of trials' work and waits to be told its phase. */
export interface PhaseProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The last lines of its standard error. */
  readonly stderr: () => string;
}

export function startProcess(work: string): PhaseProcess {
  const child = spawnChild(work);
  const unguard = guard(child.pid);
  if (child.pid !== undefined) offerToKernel(child.pid);
  return { child, ended: ended(child, unguard), stderr: lastLines(child, 60) };
}

/** Between looks at the memory of a process that several trials share. */
const STAYING_MS = 500;

export async function runPhase(start: Omit<StartMessage, 'harness'>, o: PhaseOptions): Promise<PhaseEnd> {
  if (o.signal.aborted) o.started?.child.kill('SIGKILL');
  o.signal.throwIfAborted();
  const killsBefore = memoryKills();
  const own = o.started ?? startProcess(o.work);
  const { child, stderr } = own;
  // Of one that stays no memory is told, but where it dies.
  const watch = watchMemory(child.pid ?? 0, start.stays ? STAYING_MS : undefined);
  const device = watchDeviceMemory(start.spec.device, child.pid ?? 0);
  let answer: Answer | null = null;
  let timedOut = false;
  let failure: { readonly error: unknown } | null = null;
  const kill = (): boolean => child.kill('SIGKILL');
  const clock = (): (() => void) =>
    o.timeout === null ? () => {} : after(o.timeout * 1000, () => (timedOut = kill()));
  let stopClock = clock();
  let over = false;
  // Waiting for others is no hanging.
  const goOn = async (): Promise<void> => {
    stopClock();
    await o.onLoaded?.();
    if (over) return;
    stopClock = clock();
    child.send({ type: 'kept' } satisfies KeptMessage, () => {});
  };
  o.signal.addEventListener('abort', kill);
  let stay: (alive: Ended) => void;
  const stayed = new Promise<Ended>((resolve) => (stay = resolve));
  const hear = (message: ChildMessage): void => {
    if (message.type === 'progress') o.onProgress(message.phase, message.progress);
    else if (message.type === 'begins') watch.restart();
    else if (message.type === 'loaded') void goOn();
    else if (message.type === 'state') {
      try {
        o.onState?.(withSample(message, watch.now().sampled).memory, message.anew);
        child.send({ type: 'kept' } satisfies KeptMessage, () => {});
      } catch (error) {
        failure ??= { error };
        kill();
      }
    } else {
      answer = withSample(message, watch.stop().sampled);
      if (start.stays && message.type !== 'failed' && message.type !== 'skipped')
        stay({ exitCode: null, signal: null });
      // An engine that hangs or crashes while it shuts down takes nothing from an answer that is here.
      else setTimeout(kill, 5000).unref();
    }
  };
  child.on('message', hear);
  child.send({ ...start, harness: process.pid } satisfies StartMessage, () => {}); // A process that died already tells so by its exit.
  const { exitCode, signal } = await (start.stays ? Promise.race([own.ended, stayed]) : own.ended);
  over = true;
  stopClock();
  child.off('message', hear);
  o.signal.removeEventListener('abort', kill);
  const { highWater: peakRssBytes } = watch.stop();
  const deviceBytes = await device.stop();
  if (child.pid !== undefined) leaveFolder(start.dir, child.pid);
  o.signal.throwIfAborted();
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  if (answer) return { ...(answer as Answer), deviceBytes };
  const death = { stderr: stderr(), signal, exitCode, peakRssBytes };
  if (timedOut) return { type: 'died', name: 'TimedOut', message: `no answer in ${o.timeout} s`, ...death };
  const kills = memoryKills();
  const kernelKilled = kills === null || killsBefore === null ? null : kills > killsBefore;
  return {
    type: 'died',
    ...causeOfDeath({ ...death, kernelKilled, memoryBytes: memoryLimitBytes() }),
    ...death,
  };
}

/** What was sampled from outside goes into the process's own account, where there is one. */
const withSample = <T extends ChildMessage>(message: T, sampled: number | null): T =>
  'memory' in message
    ? {
        ...message,
        memory: { ...message.memory, sampledPeakBytes: sampled ?? message.memory.sampledPeakBytes },
      }
    : message;

/** From TypeScript by tsx; work that is compiled has its process's program beside it. */
function spawnChild(work: string): ChildProcess {
  const compiled = !work.endsWith('.ts');
  const entry = fileURLToPath(compiled ? new URL('child.mjs', work) : new URL('child.ts', import.meta.url));
  // Not process.execArgv: a debugger's or test runner's flags are no part of the measurement.
  return spawn(process.execPath, ['--expose-gc', ...(compiled ? [] : loader()), entry, work], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

const loader = (): string[] => [
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
];

const ended = (child: ChildProcess, onExit: () => void): Promise<Ended> =>
  new Promise((resolve) => {
    child.once('exit', onExit);
    child.once('error', () => {
      onExit();
      resolve({ exitCode: null, signal: null });
    });
    // Not `exit`: messages and the last of standard error may still be in the pipes then.
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });

/** Collects the last `count` lines that the process writes to its standard error. */
function lastLines(child: ChildProcess, count: number): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk)
      .split('\n')
      .slice(-count - 1)
      .join('\n')
      .slice(-16_384);
  });
  return () => text.trimEnd();
}
