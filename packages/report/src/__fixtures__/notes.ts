/** Rows of trials that noted something. */
import { type BenchConfig, type ConfigurationRow, rowsOf, type TrialSpec } from '@adaptbench/results';
import { done, specs } from '@adaptbench/results/testing';

/** `noted`: of a trial by its specification. */
export function rowsOfNotes(
  bench: Partial<BenchConfig>,
  noted: (spec: TrialSpec) => readonly string[],
): ConfigurationRow[] {
  const plan = specs(bench);
  return rowsOf(
    plan,
    plan.map((spec) => ({ ...done(spec), notes: noted(spec) })),
  );
}
