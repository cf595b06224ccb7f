import type { LanguageModel } from './language-model.ts';
import type { Item, Task } from './task.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What a prompt may draw on. */
export interface PromptContext {
  readonly task: Task;
  /** Index into `task.templates`. */
  readonly template: number;
  /** Labelled items from which exemplars may come; never holds an item that is asked. */
  readonly pool: readonly Item[];
  readonly seed: number;
  readonly tokenizer: Tokenizer;
  readonly contextLength: number;
  /** Wraps a finished prompt, e.g. in the model's chat template; the identity by default. */
  frame(prompt: string): string;
}

/** The outcome for one item. */
export interface Answer {
  readonly itemId: string;
  /** The label or answer read (strictly, for generation); null where nothing could be read. */
  readonly prediction: string | null;
  readonly correct: boolean;
  /** Generation only: the lenient reading of the same output. */
  readonly lenient?: { readonly prediction: string | null; readonly correct: boolean };
  /** Classification only: log-probability by label. */
  readonly scores?: Readonly<Record<string, number>>;
  /** Generation only. */
  readonly output?: string;
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

/** A prompt bound to a task, a pool and a seed. */
export interface BoundPrompt {
  /** All that stands before the item's answer. */
  write(item: Item): string;
  /** The answer as it should have been, to train on. */
  completion(item: Item): string;
  answer(items: readonly Item[], model: LanguageModel): Promise<Answer[]>;
  /** What a reader should know, e.g. exemplars dropped for lack of context. */
  readonly notes: () => readonly string[];
}

/** How an item is written and its answer read; a prompting method is one of these, a tuning method uses `plainPrompt`. */
export interface Prompt {
  bind(context: PromptContext): BoundPrompt;
}
