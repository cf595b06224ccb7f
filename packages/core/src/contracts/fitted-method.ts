/**
 * A method that asks no model how to go on: it makes something of the training items in seconds, keeps that as files and answers from
 * them. Word counts, nearest neighbours and probes are of this kind.
 */
import type { Described } from './described.ts';
import type { LanguageModel } from './language-model.ts';
import type { Answer } from './prompt.ts';
import type { Item, Task } from './task.ts';

/** What is fitted to, and what it is for. */
export interface FitContext {
  readonly task: Task;
  /** Index into `task.templates`. */
  readonly template: number;
  readonly seed: number;
  /** The model as it is, for its hidden states. It is loaded when it is first asked for. */
  readonly model: () => Promise<LanguageModel>;
}

export interface FitItems {
  /** In the order that the seed gives them. */
  readonly train: readonly Item[];
  /** What the configuration leaves open is chosen by these. */
  readonly validation: readonly Item[];
}

/** What fitting leaves. */
export interface FitOutcome {
  /** The artefact by name; all that `open` needs. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What a reader should know, e.g. what was chosen on validation. */
  readonly notes: readonly string[];
}

/** An artefact that is ready to answer. */
export interface Fitted {
  /** Numbers that were fitted; 0 where items or counts are all there is. */
  readonly parameters: number;
  /** In the order of `items`. In tasks with labels, answers that come from probabilities have `scores`. */
  answer(items: readonly Item[]): Promise<Answer[]>;
}

/** See the head of this file. */
export interface FittedMethod<C> extends Described<C> {
  readonly patch?: undefined;
  readonly prompt?: undefined;
  readonly rate?: undefined;
  readonly training?: undefined;
  /** Throws ConfigError where the method cannot do the task, e.g. one without labels. `train` has one item at least. */
  fit(config: C, items: FitItems, context: FitContext): Promise<FitOutcome>;
  /** @throws LoadError where the files are not what `fit` left */
  open(config: C, files: FitOutcome['files'], context: FitContext): Fitted;
}
