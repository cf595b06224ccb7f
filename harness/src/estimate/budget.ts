/** How long a plan takes on this machine, and as much of it as fits a budget of time. Pure. */
import { ConfigError } from '@adaptbench/core';
import {
  type TimedTrials,
  type TrialSpec,
  configurationId,
  count,
  duration,
  groupBy,
  parseDuration,
  taskKey,
} from '@adaptbench/results';
import { measuresMemory } from '../run/pending.ts';
import type { Estimate } from './contract.ts';

/** How the trials will run. */
export interface Course {
  /** By configuration. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Trials at once. */
  readonly lanes: number;
  readonly latency: TimedTrials;
}

/** Seconds until all trials are over, each begun in its turn by the lane that is free first, and their requests timed. */
export function secondsOf(plan: readonly TrialSpec[], { estimates, lanes, latency }: Course): number {
  const of = (spec: TrialSpec): Estimate | undefined => estimates.get(configurationId(spec));
  const measured = measuresMemory(plan, { which: latency, elsewhere: new Set() });
  // Where chosen ones alone are measured, the training's process answers as well, and some trials share processes.
  const secondsAlone = (spec: TrialSpec): number => {
    const { seconds = 0, secondProcess = 0, start = 0 } = of(spec) ?? {};
    return seconds - (latency === 'chosen' ? secondProcess : 0) - (measured(spec) ? 0 : start);
  };
  const free = Array.from({ length: lanes }, () => 0);
  for (const spec of plan) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + secondsAlone(spec);
  }
  return timedOf(plan, latency).reduce(
    (sum, own) => {
      const each = own.map((spec) => of(spec)?.timingSeconds ?? 0);
      return sum + each.reduce((a, b) => a + b, 0) / own.length;
    },
    Math.max(...free),
  );
}

/** Groups of trials of which one is timed. */
function timedOf(plan: readonly TrialSpec[], latency: TimedTrials): TrialSpec[][] {
  const trials = plan.filter(({ screen }) => screen === undefined);
  switch (latency) {
    case 'none':
      return [];
    case 'all':
      return trials.map((spec) => [spec]);
    case 'first-seed':
      return groupBy(trials, configurationId);
    case 'chosen':
      return groupBy(trials, (spec) => `${taskKey(spec)} ${spec.method}`);
  }
}

/** What a run may take: seconds, or so many trials. */
export type Budget = { readonly seconds: number } | { readonly trials: number };

/** `20m`, `2h`: time; `40`, `40 trials`: trials. Throws ConfigError for anything else. */
export function readBudget(text: string): Budget {
  const [, number] = /^\s*(\d+)(?:\s*trials?)?\s*$/.exec(text) ?? [];
  return number === undefined
    ? { seconds: parseDuration('--budget')(text) / 1000 }
    : { trials: Math.max(1, Number(number)) };
}

/**
 * The first trials of the plan, as many as fit. A plan goes seed by seed, and methods take turns. Left out are later seeds first, then
 * later values of every method. Throws ConfigError where not a single trial fits.
 */
export function fitting(plan: readonly TrialSpec[], budget: Budget, course: Course): readonly TrialSpec[] {
  if ('trials' in budget) return plan.slice(0, budget.trials);
  let [fits, exceeds] = [0, plan.length + 1];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (secondsOf(plan.slice(0, middle), course) <= budget.seconds) fits = middle;
    else exceeds = middle;
  }
  if (fits === 0)
    throw new ConfigError(
      `--budget: the first trial alone takes about ${duration(secondsOf(plan.slice(0, 1), course))}. Give more time, fewer items (--limit) or less training (--set train.epochs=…).`,
    );
  return plan.slice(0, fits);
}

/** What a cut plan is without: seeds of all configurations, and configurations of all seeds, by name. */
export function leftOut(
  plan: readonly TrialSpec[],
  kept: readonly TrialSpec[],
  name: (spec: TrialSpec) => string,
): string {
  const run = new Set(kept.map(configurationId));
  const gone = plan.slice(kept.length);
  const seeds = gone.filter((spec) => run.has(configurationId(spec)));
  const whole = groupBy(
    gone.filter((spec) => !run.has(configurationId(spec))),
    configurationId,
  ).flatMap((own) => own.slice(0, 1));
  return [
    ...(seeds.length === 0
      ? []
      : [
          `${count(seeds.length, 'trial')} with seeds ${[...new Set(seeds.map(({ seed }) => seed))].join(', ')} of configurations that run with fewer`,
        ]),
    ...(whole.length === 0
      ? []
      : [`${count(whole.length, 'configuration')} (${shortList(whole.map(name))})`]),
  ].join('; ');
}

const MOST_NAMES = 12;
const shortList = (names: readonly string[]): string =>
  names.length <= MOST_NAMES
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
