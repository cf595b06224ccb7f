/**
 * What a trial's child process does: train, evaluate, time single requests. Each has a process of its own: peak memory is a process's,
 * onnxruntime keeps memory after a session is released, and earlier work may not change a time. They meet only in the trial's folder.
 * Where only chosen configurations are measured, a training's process answers as well, once its memory has been told; memory of answering
 * is then measured before the times, where nothing was trained. Trials of which neither is told share processes.
 */
import type {
  ItemOutcome,
  DoneTrial,
  FittingRecord,
  LatencyPass,
  Provenance,
  SplitGrades,
  SplitOutcome,
  TrainingRecord,
  TrialSpec,
} from '@adaptbench/results';

/** How far a phase is. Cheap; call it at every step or batch. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** A few words, e.g. `step 12 · loss 0.41`. */
  readonly text: string;
}
export type Report = (progress: Progress) => void;

/**
 * To be awaited before a training's state is saved: the harness then writes down what the process has measured. `anew`: the process
 * began the training and did not go on with one.
 */
export type BeforeState = (anew: boolean) => Promise<void>;

/** What the timing's process says, to be awaited. */
export interface TimingSteps {
  /** All is read and compiled, and what follows is on the clock: it goes on when nothing is at work beside it. */
  readonly loaded: () => Promise<void>;
  /** Items have been answered and nothing else done: what the process holds by then is the memory of answering. */
  readonly answered: () => Promise<void>;
}

type Explained<P extends 'train' | 'evaluate'> = NonNullable<DoneTrial['phases'][P]>['explained'];

export interface TrainResult {
  /** null of a method that is fitted. */
  readonly training: TrainingRecord | null;
  /** Only of a method that is fitted. */
  readonly fitting?: FittingRecord;
  /** As `BeforeState` has it. */
  readonly anew: boolean;
  readonly explained: Explained<'train'>;
  /** The answers that this process has given as well, as a look at a training that pauses does; null where another process is asked. */
  readonly answered: EvaluateResult | null;
  readonly notes: readonly string[];
}

export interface EvaluateResult {
  readonly validation: readonly ItemOutcome[];
  readonly test: readonly ItemOutcome[];
  /** By the task's metrics; none where it has none. */
  readonly grades: { readonly validation: readonly SplitGrades[]; readonly test: readonly SplitGrades[] };
  /** Of test: see `rarestOf`. */
  readonly rarest: NonNullable<SplitOutcome['rarest']> | null;
  /** Of a look at a paused training where labels are scored; else null. */
  readonly look: NonNullable<SplitOutcome['look']> | null;
  readonly sizes: DoneTrial['sizes'];
  /** Of the memory; peak and idle are measured around the work, not by it. */
  readonly explained: Explained<'evaluate'>;
  readonly requests: DoneTrial['requests'];
  readonly provenance: Provenance;
  readonly notes: readonly string[];
}

/** What a method's training takes here, in seconds and bytes. */
export interface Rehearsal {
  readonly compile: number;
  /** Of a floating-point operation of its steps. */
  readonly perFlop: number;
  /** To set a state aside and write it to the disk, as every validation does. */
  readonly save: number;
  /** To write the artefact, and to read it. */
  readonly write: number;
  readonly read: number;
  /** Highest resident memory, and what the largest batch of these steps needs by lifetimes. */
  readonly peakBytes: number;
  readonly explainedBytes: number;
}

/**
 * Throws ConfigError where the specification cannot work (the trial is skipped); any other error makes it a failed trial.
 * `dir` is the trial's own folder: it exists, and what `train` leaves there `evaluate` finds.
 */
export interface TrialWork {
  /** Loads the libraries that the trial runs on, so that they count as idle memory. `stays`: whether the process does other trials after it. */
  load?(spec: TrialSpec, more: { readonly stays: boolean }): Promise<unknown>;
  /** Not called where `spec.training` is null and nothing is fitted. Answers null, quickly, where there turns out to be nothing to train. */
  train(spec: TrialSpec, dir: string, report: Report, beforeState: BeforeState): Promise<TrainResult | null>;
  evaluate(spec: TrialSpec, dir: string, report: Report): Promise<EvaluateResult>;
  /** `budgetMs`: how long each series of timed calls may take, though a few are made whatever they take. */
  time(
    spec: TrialSpec,
    dir: string,
    report: Report,
    budgetMs: number,
    steps: TimingSteps,
  ): Promise<LatencyPass>;
  /** A few steps of the training, for an estimate; null where there is nothing to train. */
  rehearse?(spec: TrialSpec, dir: string): Promise<Rehearsal | null>;
}
