/** A task is data and words: how an item is put to a model, how its answer is read, how it is scored. */
import type { Metric } from './metric.ts';

/** What was said before the answer, by whom. `tool`: what a called tool gave back, as text. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

/** One question with its gold answer. */
export interface Item {
  /** Stable within a data set, e.g. `test:17`. */
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The label (classification) or the answer in canonical form (generation). */
  readonly answer: string;
  /** Every right answer, `answer` first, where there are several. */
  readonly answers?: readonly [string, ...string[]];
  /** A worked solution, where the data has one. */
  readonly rationale?: string;
  /** A conversation up to the answer, where the data have the form of one; its last turn is not the assistant's. */
  readonly turns?: readonly Turn[];
  /** What it belongs to (a customer, a document), where items are no independent draws. */
  readonly group?: string;
}

/** Every right answer, the one that is trained on first. */
export const referencesOf = ({ answer, answers }: Item): readonly [string, ...string[]] =>
  answers ?? [answer];

/** Label → words that stand for it, each with the separator that precedes it (`' great'`). Any word counts for its label. */
export type Verbalizer = Readonly<Record<string, readonly [string, ...string[]]>>;

/** `cloze`: the model completes a sentence. `choice`: the labels are listed and the model names one. `open`: it answers freely. */
export type TemplateForm = 'cloze' | 'choice' | 'open';

interface TemplateBase {
  readonly name: string;
  readonly form: TemplateForm;
  /** The item's text up to where its answer begins; never ends in white space. */
  write(item: Item): string;
  /** The same as turns, for a model with a chat template; the last is not the assistant's. */
  turns?(item: Item): readonly Turn[];
  /** What stands between two exemplars. */
  readonly separator: string;
}
export interface ClassificationTemplate extends TemplateBase {
  readonly form: 'cloze' | 'choice';
  readonly verbalizer: Verbalizer;
}
export interface GenerationTemplate extends TemplateBase {
  /** The item's answer as an exemplar shows it, separator included; `reader.strict` reads it back. */
  writeAnswer(item: Item): string;
}

/** Reads an answer out of generated text; null where there is none. */
export type AnswerReader = (text: string) => string | null;

interface TaskBase {
  readonly name: string;
  /** Raised whenever data, templates, verbalizer, reader or metric change. */
  readonly version: number;
  /** BCP 47 language tag. */
  readonly language: string;
  /** Where the data come from, for the report. */
  readonly source: string;
  /** Where the data have the form of a conversation: the model's chat template is then the default. */
  readonly chat?: true;
  /**
   * What answers are graded by; configurations are chosen by the first. Where left out, an answer is right or wrong and the share of
   * right ones counts.
   */
  readonly metrics?: readonly [Metric, ...Metric[]];
}
export interface ClassificationTask extends TaskBase {
  readonly kind: 'classification';
  readonly labels: readonly string[];
  readonly templates: readonly [ClassificationTemplate, ...ClassificationTemplate[]];
}
export interface GenerationTask extends TaskBase {
  readonly kind: 'generation';
  readonly templates: readonly [GenerationTemplate, ...GenerationTemplate[]];
  /** What an answer looks like, in the task's language, to be told after "the answer" in brackets: `arabic numerals`. */
  readonly answerForm?: string;
  /** Two readers of the same output: the form that was asked for, and anything that can be understood. */
  readonly reader: { readonly strict: AnswerReader; readonly lenient: AnswerReader };
  /** Whether a read answer is the gold answer. */
  equal(answer: string, gold: string): boolean;
  /** Most tokens of an answer. */
  readonly maxNewTokens: number;
  /** Where it stands there, `maxNewTokens` is a guess: as many are meant as the longest training answers need, which takes a tokenizer. */
  readonly maxNewTokensFrom?: 'training answers';
  readonly stop: readonly string[];
}
export type Task = ClassificationTask | GenerationTask;

/** A task's items, in disjoint parts. */
export interface Splits {
  /** Exemplars and training items come from here. */
  readonly train: readonly Item[];
  /** Configurations are chosen here. */
  readonly validation: readonly Item[];
  /** Read once, for the report. */
  readonly test: readonly Item[];
}
