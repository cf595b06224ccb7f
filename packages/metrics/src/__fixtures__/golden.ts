/** What the reference implementations say of made-up answers; made by `packages/testing/golden/metrics.py`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GradedAnswer } from '@adaptbench/core';

type References = GradedAnswer['references'];

export interface Golden {
  readonly answers: readonly (readonly [string, References, number, number])[];
  readonly rouge: Readonly<
    Record<'en' | 'de' | 'zh', readonly (readonly [string, References, readonly number[]])[]>
  >;
  readonly tokens: Readonly<Record<'13a' | 'zh' | 'char', readonly (readonly [string, readonly string[]])[]>>;
  readonly corpora: readonly {
    readonly language: string;
    readonly tokenize: string;
    readonly pairs: readonly (readonly [string, References])[];
    readonly bleu: number;
    readonly chrf: number;
  }[];
  readonly edits: readonly (readonly [string, string, number])[];
  readonly labels: readonly (LabelScores & {
    readonly labels: readonly string[];
    readonly gold: readonly string[];
    readonly answers: readonly (string | null)[];
    readonly precision: readonly number[];
    readonly recall: readonly number[];
    readonly f1: readonly number[];
    readonly support: readonly number[];
  })[];
  readonly schemas: readonly (readonly [unknown, readonly (readonly [unknown, boolean])[]])[];
}

type LabelScores = Readonly<
  Record<'accuracy' | 'macro-f1' | 'balanced-accuracy' | 'matthews' | 'mae' | 'quadratic-kappa', number>
>;

export const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'golden.json'), 'utf8'),
) as Golden;

/** An answer beside its references. */
export const answerOf = (prediction: string | null, ...references: References): GradedAnswer => ({
  prediction,
  references,
});
