/** How much of each kind of work a run has, counted in the pieces of work that engines are measured by. Pure. */
import { plannedSteps } from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';
import type { CheckedTask } from '../tasks.ts';
import { NEW_TOKENS, ROWS, type WorkName, workNames } from './works.ts';

/** Of a task: its items, and whether answers are written. */
export type TaskAmounts = Pick<CheckedTask, 'sizes' | 'generates'>;

export interface Demand {
  /** Processes that load the engine. */
  readonly processes: number;
  /** How many of them compile what a kind of work needs. */
  readonly compiles: Readonly<Record<WorkName, number>>;
  readonly works: Readonly<Record<WorkName, number>>;
}

/** Tokens of an answer that is written: how long it will be is not known before. */
const ANSWER = 16;

/** What is fitted is left out: nearly all of it asks no model. A look counts as the whole trial that it may become. */
export function demandOf(specs: readonly TrialSpec[], amounts: (spec: TrialSpec) => TaskAmounts): Demand {
  const works = { 'train step': 0, prompt: 0, decode: 0 };
  const compiles = { ...works };
  let processes = 0;
  for (const spec of specs) {
    if (spec.fits) continue;
    const { training } = spec;
    const { sizes, generates } = amounts(spec);
    const { train, validation, test } = sizes;
    // A training judges itself in between, and another process answers.
    const started = training === null ? 1 : 2;
    processes += started;
    compiles['train step'] += started - 1;
    compiles.prompt += started;
    if (generates) compiles.decode += started;
    let items = validation + test;
    if (training !== null) {
      const { batchSize, accumulate, maxSteps, validations, validationItems } = training;
      const steps = Math.min(plannedSteps(train, training), maxSteps ?? Infinity);
      works['train step'] += (steps * Math.min(train, batchSize * accumulate)) / ROWS;
      items += validations * Math.min(validation, validationItems);
    }
    works.prompt += items / ROWS;
    if (generates) works.decode += (items * ANSWER) / (ROWS * NEW_TOKENS);
  }
  return { processes, compiles, works };
}

/** The kinds of work that it has at all. */
export const worksOf = ({ works }: Demand): readonly WorkName[] =>
  workNames.filter((name) => works[name] > 0);
