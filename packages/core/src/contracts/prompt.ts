import type { AnswerEnd, LanguageModel } from './language-model.ts';

import type { Item, Task, Turn } from './task.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Prompts that are conversations, in the model's own chat template. */
export interface Conversation {
  /** Up to where the assistant's answer begins. Throws ConfigError where the template does not take these turns. */
  write(turns: readonly Turn[]): string;
  /** What the template writes between that and the answer: white space or nothing. */
  readonly lead: string;
}

/** What a prompt may draw on. */
export interface PromptContext {
  readonly task: Task;
  /** Index into `task.templates`. */
  readonly template: number;
  /** Labelled items from which exemplars may come; never holds an item that is asked. */
  readonly pool: readonly Item[];
  /** Labelled items to choose by: exemplars, templates, and what labels get whatever is asked. None unless told. */
  readonly validation?: readonly Item[];
  /** The tasks that the prompt named as `otherTasks`, in that order, each with its training items. */
  readonly others?: readonly { readonly task: Task; readonly pool: readonly Item[] }[];
  readonly seed: number;
  readonly tokenizer: Tokenizer;
  readonly contextLength: number;
  /** Wraps a finished prompt, e.g. in the model's chat template; the identity by default. */
  frame(prompt: string): string;
  /** Where the model's chat template frames prompts: for templates that have turns. */
  readonly conversation?: Conversation;
  /** What the frame writes after an answer, where it writes anything; else the task's template does. */
  readonly ending?: () => AnswerEnd;
}

/** One way in which an item was asked, of several. */
export interface WayOfAsking {
  /** Unique among the ways, e.g. the template's name. */
  readonly name: string;
  /** What it has in common with others, e.g. `cloze`, `unseen`. */
  readonly tags: readonly string[];
  readonly prediction: string | null;
  readonly correct: boolean;
}

/** A part of what was said on the way to an answer. */
export interface AnswerStep {
  readonly text: string;
  /** Whether what it states is so, checked apart from the model; null where it states nothing that can be checked. */
  readonly holds: boolean | null;
}

/** The outcome for one item. */
export interface Answer {
  readonly itemId: string;
  /** The label or answer read (strictly, for generation); null where nothing could be read. */
  readonly prediction: string | null;
  readonly correct: boolean;
  /** Generation only: the lenient reading of the same output. */
  readonly lenient?: { readonly prediction: string | null; readonly correct: boolean };
  /**
   * Classification only: log-probability by label, of its words and, where one word begins another, what ends them. Normalised by length or
   * calibrated where the prompt does so. Left out where labels that cannot be best were not read to their end (`Wanted`).
   */
  readonly scores?: Readonly<Record<string, number>>;
  /** Generation only. */
  readonly output?: string;
  /** Whether the model was still writing when it had written as many tokens as it may; left out where it was not. */
  readonly cutOff?: true;
  /** Properties of the answer by name, each a share from 0 to 1 that its method documents (e.g. `agreement`: share of samples). */
  readonly measures?: Readonly<Record<string, number>>;
  /** The worked solution in `output`, step by step, where the method asks for one and can check it. */
  readonly steps?: readonly AnswerStep[];
  /** Where the item was asked in several ways: each of them; `prediction` is then their vote. The same ways in the same order for all items. */
  readonly ways?: readonly WayOfAsking[];
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

/**
 * What is wanted of answers: what is predicted, or with it the score of every label. The prediction is the same; of many labels it costs a
 * part of all scores.
 */
export type Wanted = 'answers' | 'scores';

/** A text to train on: the loss is taken on the completion. */
export interface TrainingText {
  readonly context: string;
  readonly completion: string;
  /** What ends the completion, where that is learnt too. */
  readonly end: AnswerEnd | null;
}

/** A prompt bound to a task, a pool and a seed. */
export interface BoundPrompt {
  /**
   * Chooses on validation what is chosen once for all that is asked: exemplars, a template. `answer` does so by itself, with the first
   * model that it gets; whoever measures requests calls it before.
   */
  ready?(model: LanguageModel): Promise<void>;
  /** All that stands before the item's answer; `among`, here and below, are the items asked together with it: itself unless told. */
  write(item: Item, among?: readonly Item[]): string;
  /** The answer as it should have been, to train on. */
  completion(item: Item): string;
  /** The texts to train on: one an item, or others where there are several templates or tasks. All items are together. */
  trainingTexts(items: readonly Item[]): readonly TrainingText[];
  /** `among` is `items` unless told: a part of a split is asked as in the whole one. `wanted`: answers unless told. */
  answer(
    items: readonly Item[],
    model: LanguageModel,
    among?: readonly Item[],
    wanted?: Wanted,
  ): Promise<Answer[]>;
  /** What a reader should know, e.g. exemplars dropped for lack of context. */
  readonly notes: () => readonly string[];
}

/** How an item is written and its answer read; a prompting method is one of these, a tuning method uses `plainPrompt`. */
export interface Prompt {
  bind(context: PromptContext): BoundPrompt;
  /** Whether seed or pool decide anything of a prompt or its answer: exemplars, their order, samples. Training texts do not count. */
  readonly draws: boolean;
  /** Other tasks whose training items the prompt draws on, as `name` or `name=data`; none unless told. */
  readonly otherTasks?: readonly string[];
}
