/**
 * Successive halving over a sweep (Jamieson & Talwalkar 2016): every configuration is tried with a small share of its training steps
 * and of the validation items, the better ones with more, and the last few run whole, with every seed. Test items are seen by the last
 * few only. Pure: the same records give the same next trials, so a run that was cut goes on where it was.
 */
import { ConfigError } from '@adaptbench/core';
import { groupBy } from '../tables/group.ts';
import { taskKey } from '../tables/task-name.ts';
import type { TrialRecord } from '../trial/record.ts';
import { type TrialSpec, configurationId, trialId } from '../trial/spec.ts';

/** Share of the whole sweep's trials that halving may cost, a trial of a share s of the steps counting s. */
export const BUDGET = 0.25;

export interface Schedule {
  /** First to last: configurations that are screened, with which share of steps and validation items. */
  readonly screens: readonly { readonly configurations: number; readonly share: number }[];
  /** Configurations that run whole. */
  readonly finalists: number;
}

/**
 * Half of the budget goes to the finalists, a quarter to each of two screenings; the second screening has the geometric mean of all
 * configurations and the finalists. null where the sweep is too small for two finalists in the budget.
 */
export function schedule(configurations: number, seeds: number): Schedule | null {
  const budget = BUDGET * configurations * seeds;
  const finalists = Math.floor(budget / 2 / seeds);
  if (finalists < 2) return null;
  const middle = Math.round(Math.sqrt(configurations * finalists));
  const share = (n: number): number => Math.min(0.5, budget / 4 / n);
  return {
    screens: [configurations, middle].map((n) => ({ configurations: n, share: rounded(share(n)) })),
    finalists,
  };
}

/** Down to three digits, so that ids do not hang on the last bit. */
const rounded = (share: number): number => Math.floor(share * 1000) / 1000;

export interface Stage {
  readonly specs: readonly TrialSpec[];
  /** Whether these are the finalists' whole trials, after which nothing comes. */
  readonly last: boolean;
  /** For people. */
  readonly name: string;
}

/**
 * The stages that can be known from `records`, in order; all but the last of them are answered by it. `plan`: the whole sweep, whose
 * tasks are halved each for itself. Throws ConfigError where it is too small for that.
 */
export function stages(plan: readonly TrialSpec[], records: readonly TrialRecord[]): Stage[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const tasks = groupBy(plan, taskKey).map((own) => stagesOf(own, byId));
  const known = Math.min(...tasks.map((own) => own.length));
  return Array.from({ length: known }, (_, i) => {
    const now = tasks.flatMap((own) => own.slice(i, i + 1));
    return {
      specs: now.flatMap((stage) => stage.specs),
      last: now.every((stage) => stage.last),
      name: now[0]?.name ?? '',
    };
  });
}

/** All stages of one task that can be known: the last of them is the one to run. */
function stagesOf(plan: readonly TrialSpec[], byId: ReadonlyMap<string, TrialRecord>): Stage[] {
  const groups = groupBy(plan, configurationId);
  const seeds = Math.max(...groups.map((group) => group.length));
  const planned = schedule(groups.length, seeds);
  if (planned === null)
    throw new ConfigError(
      `--halving: ${groups.length} configurations are too few to be halved: a quarter of their trials must hold two of them whole (at least ${Math.ceil(4 / BUDGET)}). Leave --halving out, or try more values.`,
    );
  const found: Stage[] = [];
  let left: readonly (readonly TrialSpec[])[] = groups;
  for (const [i, { configurations, share }] of planned.screens.entries()) {
    left =
      i === 0
        ? left
        : advance(left, configurations, (group) => score(group, planned.screens[i - 1]?.share ?? 1, byId));
    const specs = left.flatMap((group) => screening(group, share));
    const name = `screening ${i + 1} of ${planned.screens.length}: ${left.length} configurations with ${(share * 100).toFixed(1)} % of the steps and validation items`;
    found.push({ specs, last: false, name });
    if (specs.some((spec) => !byId.has(trialId(spec)))) return found;
  }
  const last = planned.screens.at(-1)?.share ?? 1;
  const finalists = advance(left, planned.finalists, (group) => score(group, last, byId), true);
  const ids = new Set(finalists.map((group) => configurationId(group[0] as TrialSpec)));
  const specs = plan.filter((spec) => ids.has(configurationId(spec)));
  return [...found, { specs, last: true, name: `${finalists.length} finalists, whole, with every seed` }];
}

/** The screening trial of a configuration: its first seed's. */
const screening = (group: readonly TrialSpec[], share: number): TrialSpec[] =>
  group.slice(0, 1).map((spec) => ({ ...spec, screen: share }));

interface Score {
  /** Share of validation items right. */
  readonly accuracy: number;
  readonly parameters: number;
}

/** null where the screening trial failed or was skipped. */
function score(
  group: readonly TrialSpec[],
  share: number,
  byId: ReadonlyMap<string, TrialRecord>,
): Score | null {
  const [spec] = screening(group, share);
  const record = spec && byId.get(trialId(spec));
  if (record?.state !== 'done') return null;
  const { correct, n } = record.accuracy.validation;
  return { accuracy: n === 0 ? 0 : correct / n, parameters: record.memory.trainableParameters };
}

/**
 * The `n` that go on: first the best configuration of each method, best first, so that no family is lost to a slow start alone; then
 * the best of the rest. `yardstick`: the best that trains nothing is among them whatever its place, because its whole trial costs
 * little and every cost is told against it.
 */
function advance(
  groups: readonly (readonly TrialSpec[])[],
  n: number,
  score: (group: readonly TrialSpec[]) => Score | null,
  yardstick = false,
): (readonly TrialSpec[])[] {
  const scored = groups
    .flatMap((group) => {
      const its = score(group);
      return its === null ? [] : [{ group, ...its }];
    })
    .toSorted((a, b) => b.accuracy - a.accuracy || a.parameters - b.parameters);
  const firsts = groupBy(scored, ({ group }) => group[0]?.method ?? '').flatMap((own) => own.slice(0, 1));
  const order = [...firsts, ...scored.filter((one) => !firsts.includes(one))].map(({ group }) => group);
  const free = yardstick ? order.find((group) => group[0]?.training === null) : undefined;
  const kept = order.slice(0, n);
  return free === undefined || kept.includes(free) ? kept : [...kept.slice(0, n - 1), free];
}
