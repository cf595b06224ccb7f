/** What the harness and a trial's process say to each other, as JSON over node's IPC channel. */
import type { EvaluateResult, Progress, TrainResult } from './contract.ts';
import type { LatencyPass, Phase, TrialSpec } from '@adaptbench/results';

/** The message that begins a phase: one, unless the process stays. */
export interface StartMessage {
  readonly phase: Phase;
  /** Whether a training's process answers as well, once its memory has been told. */
  readonly answers: boolean;
  readonly spec: TrialSpec;
  /** The trial's own folder. */
  readonly dir: string;
  /** The harness's process. */
  readonly harness: number;
  /** Whether the process waits for another trial once it has answered. What fails ends it all the same. */
  readonly stays: boolean;
  /** See `TrialWork.time`. */
  readonly budgetMs: number;
}

/** Resident memory of the process: when all code was loaded but no model, and at its highest after that. */
export interface ProcessMemory {
  readonly idleRssBytes: number;
  readonly peakRssBytes: number;
  /** Highest sampled size, each page once; null where the system does not tell. */
  readonly sampledPeakBytes: number | null;
}

/** The harness's answer to `state`, and to `loaded` when the process may go on. */
export interface KeptMessage {
  readonly type: 'kept';
}

/** What the process answers: that it begins, progress and training states any number of times, before times that it has loaded, then one of the others. */
export type ChildMessage =
  | { readonly type: 'begins' }
  | { readonly type: 'progress'; readonly phase: Phase; readonly progress: Progress }
  | { readonly type: 'state'; readonly anew: boolean; readonly memory: ProcessMemory }
  | { readonly type: 'loaded' }
  | { readonly type: 'trained'; readonly result: TrainResult | null; readonly memory: ProcessMemory }
  | { readonly type: 'evaluated'; readonly result: EvaluateResult; readonly memory: ProcessMemory }
  | { readonly type: 'timed'; readonly result: LatencyPass; readonly memory: ProcessMemory }
  | { readonly type: 'skipped'; readonly reason: string }
  | {
      readonly type: 'failed';
      readonly error: { readonly name: string; readonly message: string; readonly stack: string };
    };
