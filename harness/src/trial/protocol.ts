/** What the harness and a trial's process say to each other, as JSON over node's IPC channel. */
import type { EvaluateResult, Progress, TrainResult } from './contract.ts';
import type { Phase } from './record.ts';
import type { TrialSpec } from './spec.ts';

/** The one message to the process. */
export interface StartMessage {
  readonly phase: Phase;
  readonly spec: TrialSpec;
  /** The trial's own folder. */
  readonly dir: string;
  /** The harness's process. */
  readonly harness: number;
}

/** Resident memory of the process: when all code was loaded but no model, and at its highest after that. */
export interface ProcessMemory {
  readonly idleRssBytes: number;
  readonly peakRssBytes: number;
}

/** What the process answers: progress any number of times, then one of the others. */
export type ChildMessage =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'trained'; readonly result: TrainResult | null; readonly memory: ProcessMemory }
  | { readonly type: 'evaluated'; readonly result: EvaluateResult; readonly memory: ProcessMemory }
  | { readonly type: 'skipped'; readonly reason: string }
  | {
      readonly type: 'failed';
      readonly error: { readonly name: string; readonly message: string; readonly stack: string };
    };
