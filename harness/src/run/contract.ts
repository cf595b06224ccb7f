/** What a run is told, and what it tells a watcher. */
import type { DoneTrial, Phase, TrialRecord, TrialSpec, TrialsLog } from '@adaptbench/results';
import type { Progress } from '../trial/contract.ts';
import type { SharedProcesses } from '../trial/shared-processes.ts';
import type { Timing } from './pending.ts';

/** What a watcher hears. `place`: in the order in which trials begin, those that are there already counted. */
export type RunEvent =
  | { readonly type: 'begin'; readonly planned: number; readonly toRun: number }
  | { readonly type: 'trial'; readonly spec: TrialSpec; readonly place: number; readonly planned: number }
  | {
      readonly type: 'progress';
      readonly spec: TrialSpec;
      readonly place: number;
      readonly planned: number;
      readonly phase: Phase;
      readonly progress: Progress;
      /** Estimates the time of all further trials, for a display; null while too little is known. */
      readonly secondsLeft: () => number | null;
      /** Whether requests are timed after that. */
      readonly thenTimed: boolean;
    }
  | { readonly type: 'end'; readonly record: TrialRecord; readonly place: number; readonly planned: number }
  /** The trials are over; the requests of so many are timed now, `place` counting anew. */
  | { readonly type: 'timing'; readonly planned: number }
  | { readonly type: 'timed'; readonly record: DoneTrial; readonly place: number; readonly planned: number };

export interface RunOptions {
  readonly dir: string;
  readonly plan: readonly TrialSpec[];
  /** Records of earlier sessions. */
  readonly records: readonly TrialRecord[];
  readonly retryFailed: boolean;
  readonly timing: Omit<Timing, 'retryFailed'>;
  /** Trials at once. */
  readonly parallel: number;
  readonly log: Pick<TrialsLog, 'append'>;
  readonly work: string;
  /** Of the run, whose stages share them; the caller ends them. */
  readonly shared: SharedProcesses;
  readonly timeout: number | null;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}
