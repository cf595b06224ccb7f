/** What a budget leaves of a plan: the trials that fit, or further seeds as far as it goes. */
import os from 'node:os';
import {
  type TrialRecord,
  type TrialSpec,
  count,
  duration,
  filesOf,
  readManifest,
  trialId,
} from '@adaptbench/results';
import { traitsOf } from '../engines.ts';
import type { Estimate } from '../estimate/contract.ts';
import { type Budget, type Course, fitting, leftOut, readBudget, secondsOf } from '../estimate/budget.ts';
import { seedsOf } from '../plan/expand.ts';
import { seedStages } from '../plan/seeds.ts';
import { trialsAtOnce } from '../plan/threads.ts';
import type { Environment } from './environment.ts';
import { type RunPlan, onlyOf } from './run-plan.ts';
import type { ExecuteOptions } from './run-stages.ts';

/** The plan within its budget, all of it where there is none. `course`: what was estimated, null where nothing asks for it. */
export async function budgeted(
  env: Environment,
  plan: RunPlan,
  options: ExecuteOptions,
): Promise<{ readonly plan: RunPlan; readonly course: Course | null }> {
  const course = await courseOf(env, plan, options);
  return { plan: course === null ? plan : withinBudget(env, plan, options, course), course };
}

/** null where nothing asks for it. A sweep that is searched is estimated whole: what it lets go is not known before. */
async function courseOf(
  env: Environment,
  { specs }: RunPlan,
  { bench, dryRun }: ExecuteOptions,
): Promise<Course | null> {
  if (!dryRun && bench.budget === undefined) return null;
  // Trials are counted, not measured.
  const counted = !dryRun && bench.budget !== undefined && 'trials' in readBudget(bench.budget);
  const estimates = counted ? new Map<string, Estimate>() : await env.estimate?.(specs);
  if (estimates === undefined) return null;
  return {
    estimates,
    lanes: trialsAtOnce(bench, traitsOf(specs[0]!).card, os.availableParallelism()),
    latency: bench.latency ?? 'first-seed',
  };
}

/** Seeds that every configuration has before any gets more. */
const SEEDS_FOR_ALL = 2;

/** Further seeds as far as the budget goes, where the answer may still change. */
function withFurtherSeeds(
  plan: RunPlan,
  first: readonly TrialSpec[],
  budget: Budget,
  course: Course,
): RunPlan {
  const { lanes } = course;
  const timing = secondsOf(first, course) - secondsOf(first, { ...course, latency: 'none' });
  const further = plan.specs.filter((spec) => !first.includes(spec));
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const room = (records: readonly TrialRecord[], next: readonly number[]): boolean =>
    'trials' in budget
      ? records.length + next.length <= budget.trials
      : (sum(records.map(({ seconds }) => seconds)) + sum(next)) / lanes + timing <= budget.seconds;
  return { ...plan, stages: (records) => seedStages({ first, further, lanes, room }, records) };
}

/** The plan as far as it fits the budget; of a run that goes on, what fitted when it began. */
function withinBudget(
  env: Environment,
  plan: RunPlan,
  { bench, dir, resume, shard }: ExecuteOptions,
  course: Course,
): RunPlan {
  if (bench.budget === undefined) return plan;
  const budget = readBudget(bench.budget);
  // A shard does not know what the others find.
  const later = new Set(shard === null ? seedsOf(bench).slice(SEEDS_FOR_ALL) : []);
  const some = plan.specs.filter(({ seed }) => !later.has(seed));
  const begun = resume && dir !== null ? readManifest(filesOf(dir).manifest) : null;
  const planned = new Set(begun?.plan.map(trialId));
  // Where none of it is planned any more, as where a scorer has changed, the budget is for a new run.
  const before = some.some((spec) => planned.has(trialId(spec))) ? planned : null;
  const kept =
    before === null ? fitting(some, budget, course) : some.filter((spec) => before.has(trialId(spec)));
  if (kept.length === some.length && some.length < plan.specs.length)
    return withFurtherSeeds(plan, kept, budget, course);
  // Of a budget in trials nothing was measured.
  const time = 'trials' in budget ? '' : ` (about ${duration(secondsOf(kept, course))})`;
  if (before === null && kept.length < plan.specs.length)
    env.err.write(
      `--budget ${bench.budget}: ${kept.length} of ${count(plan.specs.length, 'trial')} fit${time}. Left out: ${leftOut(plan.specs, kept, plan.name)}.\n`,
    );
  return onlyOf(plan, kept);
}
