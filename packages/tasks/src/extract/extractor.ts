import type { AnswerReader } from '@adaptbench/core';

/** One kind of answer: how it is read from a model's output and from the data. */
export interface Extractor {
  /** The form that was asked for. */
  readonly strict: AnswerReader;
  /** Anything that can be understood. */
  readonly lenient: AnswerReader;
  /** A gold answer in canonical form; null where it is no such answer. */
  canonical(gold: string): string | null;
  /** Whether an answer that was read is the gold answer; both in canonical form. */
  equal(answer: string, gold: string): boolean;
  /** Whether one question may have several right answers, so that rows that differ in the answer alone do not contradict each other. */
  readonly several?: true;
  /** Whether an answer is as long as it is, line breaks and all: nothing but a next item's beginning ends it. */
  readonly free?: true;
}
