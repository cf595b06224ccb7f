/** What the commands work with: the real one is in `main.ts`, tests bring their own methods and work. */
import type { AnyMethod } from '@adaptbench/core';
import type { Choose } from './engine-of-run.ts';
import type { Estimate } from '../estimate/contract.ts';
import type { TaskPreview } from '../preview/prompts.ts';
import type { BenchConfig, ModelSpec, TrialSpec } from '@adaptbench/results';
import type { TaskCatalog } from '../tasks.ts';
import type { Screen } from '@adaptbench/report';

/** @template S where it writes */
export interface Environment<S = Screen> {
  readonly methods: readonly AnyMethod[];
  readonly tasks: TaskCatalog;
  /** What runs where neither model nor task is named, and what `--quick` runs. */
  readonly defaults: { readonly bench: BenchConfig; readonly quick: BenchConfig };
  /** Tries what all trials of a run have in common, on one of them, and gives the engine's version; throws what the user should read. */
  readonly preflight: (spec: TrialSpec) => Promise<string>;
  /** Measures and chooses an engine where several can be used; left out where there is nothing to measure: the usual one. */
  readonly choose?: Choose;
  /** Whether the model has a chat template; left out where there are no models. Throws as `preflight` does. */
  readonly hasChat?: (model: ModelSpec) => Promise<boolean>;
  /** What trials will take here, by configuration; left out where that cannot be told. Throws as `preflight` does. */
  readonly estimate?: (plan: readonly TrialSpec[]) => Promise<ReadonlyMap<string, Estimate>>;
  /** What the model will be asked, by task; left out where that cannot be told. Throws as `preflight` does. */
  readonly preview?: (plan: readonly TrialSpec[]) => Promise<readonly TaskPreview[]>;
  /** URL of the module whose `work` a trial's process does, made in the folder where it has to be made. */
  readonly work: (folder: string) => Promise<string>;
  /** Tables and lists. */
  readonly out: S;
  /** Progress and errors. */
  readonly err: S;
  /** Aborted once `out` or `err` has no reader any more; left out where that cannot happen. */
  readonly gone?: AbortSignal;
}
