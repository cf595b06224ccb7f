/** A method is what a user chooses between: a prompt, a patch, or both, with a configuration that can be swept. */
import type { Node, Tensor } from '@adaptbench/graph';
import type { WeightSpec } from './architecture.ts';
import type { Described } from './described.ts';
import type { FittedMethod } from './fitted-method.ts';
import type { Pool } from './language-model.ts';
import type { LoadedModel } from './model.ts';
import type { Prompt } from './prompt.ts';
import type { Random } from '../basics/random.ts';
import type { Hooks } from './site.ts';
import type { Task } from './task.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { TrainSettings } from './train-settings.ts';

/** A new trainable tensor. */
export interface Param {
  readonly name: string;
  readonly shape: readonly number[];
  init(random: Random): Float32Array;
  /** Factor on the learning rate; 1 unless told. */
  readonly rate?: number;
}

/** Named float32 tensors: the state of a patch, its parameters and the checkpoint tensors that it trains. */
export type Tensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * A head in the vocabulary's place: its logits are those of labels. An answer is then one of `virtualToken(0)`, `virtualToken(1)` …, in
 * the order of the labels, and nothing is read after a prompt.
 */
export interface Head {
  readonly labels: readonly string[];
  readonly pool: Pool;
  readonly params: readonly Param[];
  /** Pooled hidden states after the last norm [.., D] → [.., labels]. */
  logits(hidden: Node, param: (name: string) => Node): Node;
  /** The artefact of a patch together with the head; `patch` is null where the patch has none of its own, or there is none. */
  artifact(patch: ArtifactFormat | null): ArtifactFormat;
}

/** New tensors and what they do. `noPatch` is the value of a method that only writes prompts. */
export interface Patch {
  readonly params: readonly Param[];
  /** Checkpoint tensors that are trained too, from their own values (full fine-tuning, BitFit, layer norms); none unless told. */
  readonly unfreezes?: (weight: WeightSpec) => boolean;
  /** Positions that the patch occupies in front of every text (a prefix of n keys: n); they count against the context. */
  readonly positions: number;
  /** `dropout(x)` is the identity outside training; `weight` gives a checkpoint tensor by name (DoRA normalises by W). */
  hooks(
    param: (name: string) => Node,
    dropout: (x: Node, rate: number) => Node,
    weight: (name: string) => Node,
  ): Partial<Hooks>;
  /**
   * ΔW by checkpoint tensor (in its layout), where the patch can be folded into the weights; null where it
   * cannot.
   */
  readonly merge: ((state: Tensors) => ReadonlyMap<string, Float32Array>) | null;
  /** The artefact on disk: files by name. Throws LoadError on import when the files do not fit the patch. */
  readonly artifact: ArtifactFormat | null;
  /** Values that training begins with and that only the model can give; they take the place of what `init` draws. */
  readonly initialise?: (source: InitialSource) => Promise<Tensors>;
  /** What is stored and used after training, where that is not what is trained: see `reparameterised`. */
  readonly stored?: StoredForm;
  /** What answers in the vocabulary's place: see `withHead`. Its parameters are trained with the patch's, and `merge` leaves them beside. */
  readonly head?: Head;
}

/** Another patch whose parameters are functions of the trained ones. */
export interface StoredForm {
  readonly patch: Patch;
  /** The parameters of `patch` by name, from the trained ones. */
  values(
    param: (name: string) => Node,
    dropout: (x: Node, rate: number) => Node,
  ): Readonly<Record<string, Node>>;
}

/** What initial values may be made of, besides random numbers. The model is the one without any patch. */
export interface InitialSource {
  readonly tokenizer: Tokenizer;
  /** Words that stand for the task's labels, as they follow its prompts; none where the task has no labels. */
  readonly labelWords: readonly string[];
  /** A stream of its own for each name. */
  random(name: string): Random;
  /** Input embeddings of tokens, [n, D]. */
  embeddings(ids: readonly number[]): Promise<Tensor>;
  /** By layer: keys and values [H, 1, n, K] of a text that stands at the beginning. */
  keyValues(ids: readonly number[]): Promise<readonly { readonly k: Tensor; readonly v: Tensor }[]>;
}

/** A patch's new tensors: its own, and its head's. */
export const paramsOf = (patch: Patch): readonly Param[] => [...patch.params, ...(patch.head?.params ?? [])];

/** Whether a patch has anything to train: new tensors or the checkpoint's. */
export const hasTrainables = (patch: Patch): boolean =>
  paramsOf(patch).length > 0 || patch.unfreezes !== undefined;

export interface ArtifactFormat {
  write(state: Tensors, baseModel: string): ReadonlyMap<string, Uint8Array>;
  read(files: ReadonlyMap<string, Uint8Array>): Tensors;
}

/** Virtual tokens around every prompt, as characters (see `virtualToken`). */
export interface Around {
  /** The field of the configuration that says how many, for errors, e.g. `prompt-tuning.length`. */
  readonly field: string;
  /** In front of everything, a chat template's beginning included. */
  readonly before: string;
  /** Directly before the answer. */
  readonly after: string;
}

/** A method that trains: a patch, and where it has virtual tokens the place where they stand. */
export interface TuningMethod<C> extends Described<C> {
  readonly fit?: undefined;
  /**
   * Peak learning rate on a model of this width where the user names none; a sweep tries factors of it. Made by `rateByWidth`: one rule
   * for every size of model.
   */
  rate(config: C, width: number): number;
  /** Training settings that suit the method better than the common defaults. */
  readonly training?: Partial<Omit<TrainSettings, 'learningRate' | 'rateFactor'>>;
  /** Always has something to train. Throws ConfigError where the configuration cannot work on the model or for the task. */
  patch(config: C, model: LoadedModel, task?: Task): Patch;
  /** The head alone, of a method that is one: it may stand on another's patch, as the second of `lora+head`. */
  head?(config: C, model: LoadedModel, task?: Task): Head;
  /**
   * What stands around any prompt, nothing unless told; or the one prompt that the patch can be asked in, where its tokens stand
   * between words that another prompt does not have.
   */
  prompt?(config: C): Around | Prompt;
}

/** A method that only asks: nothing is trained. */
export interface PromptingMethod<C> extends Described<C> {
  readonly fit?: undefined;
  readonly patch?: undefined;
  readonly rate?: undefined;
  readonly training?: undefined;
  prompt(config: C): Prompt;
}

/** A method by which the model answers, tuned or as it is. */
export type AskingMethod<C> = TuningMethod<C> | PromptingMethod<C>;

/** One way of doing a task: a model that answers, or something else that is fitted. */
export type Method<C> = AskingMethod<C> | FittedMethod<C>;

/** Whether a method trains, which it says by having a patch. */
export const tunes = <C>(method: Method<C>): method is TuningMethod<C> => method.patch !== undefined;

/** Whether a method is fitted, and no model is asked. */
export const fits = <C>(method: Method<C>): method is FittedMethod<C> => method.fit !== undefined;

/** Whether another seed may give other answers. What learns always draws: its items, their order, initial values. */
export const draws = <C>(method: Method<C>, config: C): boolean =>
  tunes(method) || fits(method) || method.prompt(config).draws;

/** Keeps the config type of a method literal. */
export function defineMethod<C>(method: TuningMethod<C>): TuningMethod<C>;
export function defineMethod<C>(method: PromptingMethod<C>): PromptingMethod<C>;
export function defineMethod<C>(method: FittedMethod<C>): FittedMethod<C>;
export function defineMethod<C>(method: Method<C>): Method<C> {
  return method;
}

/** A method whose configuration type is its own affair: what its schema parses goes to its `patch` and `prompt`. */
export type AnyMethod = Method<unknown>;
