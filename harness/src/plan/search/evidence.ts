/**
 * How candidates are ranked by what looks at their trainings tell. A training's answers and its losses err in different ways: few answers
 * are asked, and a loss falls fast where much is trained that need not answer well. Their ranks together choose better than any of them.
 */
import { recentLoss } from '@adaptbench/results';
import type { Observation } from './contract.ts';

/** Of candidates by their looks so far, each one's in order: how good each is, higher is better. */
export type Score = (field: readonly (readonly Observation[])[]) => readonly number[];

/** Each candidate by its last look alone. */
const byLast =
  (of: (last: Observation) => number): Score =>
  (field) =>
    field.map((looks) => {
      const last = looks.at(-1);
      return last === undefined ? -Infinity : of(last);
    });

/** Share of right answers. */
export const accuracy: Score = byLast(({ correct, items }) => (correct ?? 0) / Math.max(1, items));

/** As `accuracy`, of the recentred answers where labels are scored. */
export const recentredAccuracy: Score = byLast(
  ({ recentred, correct, items }) => (recentred ?? correct ?? 0) / Math.max(1, items),
);

/** The mean probability of the right label; where none is known, as `recentredAccuracy`. */
export const goldProbability: Score = byLast(
  ({ gold, recentred, correct, items }) => gold ?? (recentred ?? correct ?? 0) / Math.max(1, items),
);

/** The mean training loss over the second half of the steps so far, negative; 0 where nothing trains. */
export const lowLoss: Score = byLast(({ losses }) => 0 - (recentLoss(losses) ?? 0));

/**
 * As `lowLoss`, in shares of the first step's: methods may train by different losses. That of a head over a few labels is low before it
 * has learned anything.
 */
export const fallenLoss: Score = byLast(({ losses }) =>
  losses[0] ? 0 - (recentLoss(losses) ?? 0) / Math.abs(losses[0]) : 0,
);

/** The sum of the candidates' ranks by several scores; equals share their ranks' mean. */
export const jointly =
  (...scores: readonly Score[]): Score =>
  (field) => {
    const all = scores.map((score) => ranks(score(field)));
    return field.map((_, i) => all.reduce((sum, own) => sum + own[i]!, 0));
  };

/** 0 for the lowest. */
const ranks = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    return below + (values.filter((other) => other === value).length - 1) / 2;
  });
