/**
 * One trial from its specification to its record: its phases one after the other, each in its own process. Its requests are timed later,
 * when nothing else of the run is at work.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  writeWhole,
  type ItemOutcome,
  type DoneTrial,
  type FailedTrial,
  type Phase,
  type SkippedTrial,
  type TrialRecord,
  type TrialSpec,
  trialId,
} from '@adaptbench/results';
import { tellsMemory } from '../measure/device-memory.ts';
import type { EvaluateResult, TrainResult } from './contract.ts';
import { isFullDisk, nameOf } from './death.ts';
import { folderOfTraining } from './folder-of-training.ts';
import type { SharedProcesses } from './shared-processes.ts';
import { splitOutcome } from './split-outcome.ts';
import { type PhaseEnd, type PhaseOptions, runPhase } from './phase.ts';
import type { ProcessMemory } from './protocol.ts';
import { trainFigures } from './train-figures.ts';

export interface TrialOptions extends Omit<PhaseOptions, 'onState'> {
  /** The run's `trials` folder; the trial makes its own inside. */
  readonly folder: string;
  /** Whether the training's process answers as well. Memory of answering is then measured with the times of requests, if those are. */
  readonly oneProcess?: boolean;
  /** Processes that it shares with other trials: then no memory is told of it. */
  readonly shared?: SharedProcesses;
}

/** Rejects only when aborted, when the trial's folder cannot be written, or when the disk is full. */
export async function runTrial(spec: TrialSpec, o: TrialOptions): Promise<TrialRecord> {
  const id = trialId(spec);
  const dir = path.join(o.folder, id);
  await mkdir(dir, { recursive: true });
  const figures = trainFigures(dir);
  // A look is a part of the whole trial, which tells of all its processes.
  const training = folderOfTraining(spec, dir);
  await mkdir(training, { recursive: true });
  const kept = training === dir ? figures : trainFigures(training, false);
  const base = () => ({ id, spec, startedAt: figures.startedAt(), seconds: figures.seconds() });
  // What a device holds is known of a whole process alone.
  const answers = o.oneProcess === true && !tellsMemory(spec.device);
  const told = (memory: ProcessMemory): ProcessMemory | null => (o.shared ? null : memory);
  const phase = async (name: Phase): Promise<PhaseEnd> => {
    const started = o.shared?.take();
    const start = { phase: name, answers, spec, dir, stays: started !== undefined, budgetMs: 0 };
    const end = await phaseOf(start, { ...o, ...(started ? { started } : {}) }, (memory, anew) => {
      kept.keep(kept === figures || !o.shared ? told(memory) : NOTHING, anew);
      if (kept !== figures) figures.keep(told(memory), anew);
    });
    if (started) o.shared?.giveBack(started);
    return end;
  };

  const trained = spec.training === null && spec.fits !== true ? nothingTrained : await phase('train');
  if (trained.type !== 'trained') return { ...base(), ...unfinished(trained, 'train') };
  // A process that answers as well has told of the training's memory before.
  const answered = trained.result?.answered ?? null;
  if (!answers && answered === null && trained.result !== null && trained.memory !== null)
    kept.keep(told(trained.memory), trained.result.anew);
  const evaluated =
    answered === null
      ? alone(await phase('evaluate'), o)
      : ({ type: 'evaluated', result: answered, memory: spec.screen?.paused ? null : UNMEASURED } as const);
  if (evaluated.type !== 'evaluated') return { ...base(), ...unfinished(evaluated, 'evaluate') };
  writeItems(path.join(dir, 'items.jsonl'), evaluated.result);
  const memory = kept === figures ? kept.memory() : figures.memory();
  const finished = done({ ...trained, memory: memory ?? UNMEASURED }, evaluated);
  const lost = kept.complete() ? [] : [LOST];
  return { ...base(), ...finished, notes: [...finished.notes, ...lost] };
}

const LOST =
  'the training went on from a state without figures: its memory and seconds are those of the last process alone';

/**
 * The record with the times of single requests, measured in a third process, or with a note of why there are none. A trial whose answers
 * are known is done in either case. Rejects as `runTrial` does.
 */
export async function timeTrial(record: DoneTrial, o: TrialOptions): Promise<DoneTrial> {
  const { id, spec } = record;
  const began = performance.now();
  const budgetMs = budget(record.seconds * 1000);
  const dir = path.join(o.folder, id);
  // A run may have been handed on as its records alone; what trains nothing needs no more to be timed.
  await mkdir(dir, { recursive: true });
  const start = { phase: 'time', answers: false, spec, dir, stays: false, budgetMs } as const;
  let answering: ProcessMemory | null = null;
  const end = await phaseOf(start, o, (memory) => (answering = memory));
  const seconds = Math.round(record.seconds * 1000 + performance.now() - began) / 1000;
  const notes = record.notes.filter((note) => !note.startsWith(UNTIMED));
  return end.type === 'timed'
    ? { ...record, seconds, timing: end.result, phases: withAnswering(record.phases, answering), notes }
    : { ...record, seconds, notes: [...notes, untimed(end)] };
}

/** With the memory of answering where only the timing's process has measured it. */
const withAnswering = ({ train, evaluate }: DoneTrial['phases'], memory: ProcessMemory | null) => ({
  train,
  evaluate: evaluate && memory && evaluate.peakRssBytes === null ? { ...evaluate, ...memory } : evaluate,
});

/** Timing takes a share of what the trial took before it: a small model's milliseconds need no minutes, a large one's deserve them. */
const budget = (elapsedMs: number): number => Math.max(200, 0.02 * elapsedMs);

const UNTIMED = 'not timed: ';

/** Whether an attempt to time the trial has failed. */
export const failedToTime = ({ notes }: DoneTrial): boolean => notes.some((note) => note.startsWith(UNTIMED));

function untimed(end: PhaseEnd): string {
  const rest = unfinished(end, 'time');
  return `${UNTIMED}${rest.state === 'skipped' ? rest.reason : `${rest.error.name}: ${rest.error.message}`}`;
}

async function phaseOf(
  start: Parameters<typeof runPhase>[0],
  o: TrialOptions,
  onState: PhaseOptions['onState'] = () => {},
): Promise<PhaseEnd> {
  const end = await runPhase(start, { ...o, onState });
  // No fault of the trial's, and the next would meet the same.
  if (end.type === 'failed' && isFullDisk(end.error))
    throw Object.assign(new Error(end.error.message), { code: 'ENOSPC' });
  return end;
}

/** A record without what all records have. */
type Open<T> = Omit<T, 'id' | 'spec' | 'startedAt' | 'seconds'>;
type OpenRecord = Open<FailedTrial> | Open<SkippedTrial>;

interface Trained {
  readonly type: 'trained';
  readonly result: TrainResult | null;
  readonly memory: ProcessMemory | typeof UNMEASURED | null;
  readonly deviceBytes?: number | null;
}
interface Evaluated {
  readonly result: EvaluateResult;
  /** null of a look. */
  readonly memory: ProcessMemory | typeof UNMEASURED | null;
  readonly deviceBytes?: number | null;
}
/** Memory of answering where the training's process has answered, and of what ran in a process of several trials. */
const UNMEASURED = { idleRssBytes: null, peakRssBytes: null, sampledPeakBytes: null } as const;
/** A look in a shared process says nothing of the whole trial's memory, whose own processes tell it. */
const NOTHING = { idleRssBytes: 0, peakRssBytes: 0, sampledPeakBytes: null } as const;
const nothingTrained = { type: 'trained', result: null, memory: null } as const;

/** Without memory where the process is shared. */
const alone = (end: PhaseEnd, { shared }: TrialOptions) =>
  shared && end.type === 'evaluated' ? ({ ...end, memory: UNMEASURED } as const) : end;

function done(trained: Trained, { result, memory, deviceBytes = null }: Evaluated): Open<DoneTrial> {
  const training = trained.result === null ? null : trained.memory;
  return {
    state: 'done',
    accuracy: {
      validation: {
        ...splitOutcome(result.validation, result.grades.validation),
        ...(result.look === null ? {} : { look: result.look }),
      },
      test: {
        ...splitOutcome(result.test, result.grades.test),
        ...(result.rarest === null ? {} : { rarest: result.rarest }),
      },
    },
    training: trained.result?.training ?? null,
    ...(trained.result?.fitting === undefined ? {} : { fitting: trained.result.fitting }),
    sizes: result.sizes,
    phases: {
      train: training && {
        ...training,
        explained: trained.result?.explained ?? null,
        ...(typeof trained.deviceBytes === 'number' ? { deviceBytes: trained.deviceBytes } : {}),
      },
      evaluate: memory && { ...memory, explained: result.explained, deviceBytes },
    },
    requests: result.requests,
    timing: null,
    provenance: result.provenance,
    notes: [...(trained.result?.notes ?? []), ...result.notes],
  };
}

function unfinished(end: PhaseEnd, phase: Phase): OpenRecord {
  if (end.type === 'skipped') return { state: 'skipped', reason: end.reason };
  const nowhere = { phase, signal: null, exitCode: null, peakRssBytes: null };
  if (end.type === 'failed')
    return { state: 'failed', error: { ...end.error, name: nameOf(end.error), ...nowhere } };
  if (end.type === 'died') {
    const { type: _, stderr: stack, ...death } = end;
    return { state: 'failed', error: { ...death, stack, phase } };
  }
  const message = `internal: the phase ${phase} answered "${end.type}"`;
  return { state: 'failed', error: { name: 'Error', message, stack: '', ...nowhere } };
}

const line = (split: string) => (item: ItemOutcome) => `${JSON.stringify({ split, ...item })}\n`;
const writeItems = (file: string, { validation, test }: EvaluateResult): void =>
  writeWhole(file, [...validation.map(line('validation')), ...test.map(line('test'))].join(''));
