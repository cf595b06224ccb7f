/** One trial from its specification to its record: its phases one after the other, each in its own process. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  writeWhole,
  type ItemOutcome,
  type DoneTrial,
  type FailedTrial,
  type LatencyPass,
  type Phase,
  type SkippedTrial,
  type SplitOutcome,
  type TrialRecord,
  type TrialSpec,
  trialId,
} from '@adaptbench/results';
import type { EvaluateResult, Progress, TrainResult } from './contract.ts';
import { isFullDisk, nameOf } from './death.ts';
import { type PhaseEnd, type PhaseOptions, runPhase } from './phase.ts';
import type { ProcessMemory } from './protocol.ts';
import { trainFigures } from './train-figures.ts';

export interface TrialOptions extends Omit<PhaseOptions, 'onProgress' | 'onState'> {
  /** The run's `trials` folder; the trial makes its own inside. */
  readonly folder: string;
  /** Whether single requests are timed, in a third process. */
  readonly timed: boolean;
  readonly onProgress: (phase: Phase, progress: Progress) => void;
}

/** Rejects only when aborted, when the trial's folder cannot be written, or when the disk is full. */
export async function runTrial(spec: TrialSpec, o: TrialOptions): Promise<TrialRecord> {
  const id = trialId(spec);
  const dir = path.join(o.folder, id);
  await mkdir(dir, { recursive: true });
  const figures = trainFigures(dir);
  const base = () => ({ id, spec, startedAt: figures.startedAt(), seconds: figures.seconds() });
  const phase = async (name: Phase): Promise<PhaseEnd> => {
    const end = await runPhase(
      { phase: name, spec, dir, budgetMs: budget(figures.seconds() * 1000) },
      {
        ...o,
        onProgress: (p) => o.onProgress(name, p),
        onState: (memory, anew) => figures.keep(memory, anew),
      },
    );
    // No fault of the trial's, and the next would meet the same.
    if (end.type === 'failed' && isFullDisk(end.error))
      throw Object.assign(new Error(end.error.message), { code: 'ENOSPC' });
    return end;
  };

  const trained = spec.training === null ? nothingTrained : await phase('train');
  if (trained.type !== 'trained') return { ...base(), ...unfinished(trained, 'train') };
  if (trained.result !== null && trained.memory !== null) figures.keep(trained.memory, trained.result.anew);
  const evaluated = await phase('evaluate');
  if (evaluated.type !== 'evaluated') return { ...base(), ...unfinished(evaluated, 'evaluate') };
  writeItems(path.join(dir, 'items.jsonl'), evaluated.result);
  const time = o.timed ? await phase('time') : null;
  const training = { ...trained, memory: figures.memory() };
  const finished = done(training, evaluated, time?.type === 'timed' ? time.result : null);
  const lost = figures.complete() ? [] : [LOST];
  return { ...base(), ...finished, notes: [...finished.notes, ...lost, ...untimed(time)] };
}

const LOST =
  'the training went on from a state without figures: its memory and seconds are those of the last process alone';

/** Timing takes a share of what the trial took before it: a small model's milliseconds need no minutes, a large one's deserve them. */
const budget = (elapsedMs: number): number => Math.max(200, 0.05 * elapsedMs);

/** A trial whose answers are known is done, even where its requests could not be timed. */
function untimed(end: PhaseEnd | null): string[] {
  if (end === null || end.type === 'timed') return [];
  const { state: _, ...rest } = unfinished(end, 'time');
  return [`not timed: ${'reason' in rest ? rest.reason : `${rest.error.name}: ${rest.error.message}`}`];
}

/** A record without what all records have. */
type Open<T> = Omit<T, 'id' | 'spec' | 'startedAt' | 'seconds'>;
type OpenRecord = Open<FailedTrial> | Open<SkippedTrial>;

interface Trained {
  readonly type: 'trained';
  readonly result: TrainResult | null;
  readonly memory: ProcessMemory | null;
}
const nothingTrained: Trained = { type: 'trained', result: null, memory: null };

function done(
  trained: Trained,
  {
    result,
    memory,
    deviceBytes,
  }: { readonly result: EvaluateResult; readonly memory: ProcessMemory; readonly deviceBytes: number | null },
  timing: LatencyPass | null,
): Open<DoneTrial> {
  const training = trained.result === null ? null : trained.memory;
  return {
    state: 'done',
    accuracy: { validation: splitOutcome(result.validation), test: splitOutcome(result.test) },
    training: trained.result?.training ?? null,
    sizes: result.sizes,
    phases: {
      train: training && { ...training, explained: trained.result?.explained ?? null },
      evaluate: { ...memory, explained: result.explained, deviceBytes },
    },
    requests: result.requests,
    timing,
    provenance: result.provenance,
    notes: [...(trained.result?.notes ?? []), ...result.notes],
  };
}

/** The counts of a split, and one digit per item. */
export function splitOutcome(items: readonly ItemOutcome[]): SplitOutcome {
  const ids = items.map((item) => item.id).join('\n');
  return {
    n: items.length,
    correct: items.filter((item) => item.correct).length,
    outcomes: items.map((item) => (item.correct ? '1' : '0')).join(''),
    itemsDigest: createHash('sha256').update(ids).digest('hex').slice(0, 16),
    unparseable: items.filter((item) => item.prediction === null).length,
    lenient: items.some((item) => item.lenient)
      ? items.filter((item) => item.lenient?.correct ?? item.correct).length
      : null,
    ...measuresOf(items),
    ...waysOf(items),
  };
}

function measuresOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'measures' | 'measured'> {
  const names = [...new Set(items.flatMap(({ measures = {} }) => Object.keys(measures)))];
  if (names.length === 0) return {};
  const all = names.flatMap((name) => {
    const values = items.flatMap((i) => finite(i.measures?.[name]));
    return values.length === 0 ? [] : [[name, spreadOf(values)] as const];
  });
  return {
    measures: Object.fromEntries(all.map(([name, { mean }]) => [name, mean])),
    measured: Object.fromEntries(all.map(([name, { n, sd }]) => [name, { n, sd }])),
  };
}

/** JSON knows no others. */
const finite = (value: number | undefined): number[] =>
  value !== undefined && Number.isFinite(value) ? [value] : [];

/** One value or more; the standard deviation (n − 1) of one is 0. */
function spreadOf(values: readonly number[]): { mean: number; n: number; sd: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, n, sd: Math.sqrt(squares / Math.max(1, n - 1)) };
}

function waysOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'ways'> {
  const ways = items[0]?.ways;
  if (ways === undefined) return {};
  return {
    ways: ways.map(({ name, tags }, i) => ({
      name,
      tags,
      outcomes: items.map((item) => (item.ways?.[i]?.correct === true ? '1' : '0')).join(''),
    })),
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
