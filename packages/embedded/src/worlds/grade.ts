/**
 * Graded sentiment: each clause of a review has a grade from −2 to 2, a review has the mean of its clauses, rounded. So a review may
 * praise one thing and blame another, and its grade is still a matter of fact.
 */
import type { Random } from '@adaptbench/core';

/** −2 terrible, −1 bad, 0 neither, 1 good, 2 excellent. */
export type Grade = -2 | -1 | 0 | 1 | 2;
export const grades: readonly Grade[] = [-2, -1, 0, 1, 2];

export interface Review {
  readonly text: string;
  readonly grade: Grade;
  readonly domain: string;
}

export interface Clause {
  readonly text: string;
  readonly grade: Grade;
}

/** Rounded mean, halves away from zero. */
export function overall(clauses: readonly { readonly grade: Grade }[]): Grade {
  const mean = clauses.reduce((sum, c) => sum + c.grade, 0) / clauses.length;
  return (Math.sign(mean) * Math.round(Math.abs(mean)) || 0) as Grade;
}

/** Grades of `n` clauses whose overall grade is `grade`: near it, now and then of the other sign. */
export function clauseGrades(r: Random, grade: Grade, n: number): Grade[] {
  for (;;) {
    const drawn = Array.from({ length: n }, (): Grade => {
      const away = r.below(10);
      const shift = away < 5 ? 0 : away < 7 ? 1 : away < 9 ? -1 : 3 - 6 * r.below(2);
      return Math.max(-2, Math.min(2, grade + shift)) as Grade;
    });
    if (overall(drawn.map((g) => ({ grade: g }))) === grade) return drawn;
  }
}
