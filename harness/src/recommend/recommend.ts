/**
 * Which method to use, given what is allowed. Pure. Of each method the configuration with the best validation accuracy among those that
 * keep to the constraints; of these methods the best on the test items and all that a paired test (Holm-adjusted) cannot tell from it
 * form the first group; within that group the cheapest goes first, the others follow by accuracy. So accuracy decides where it is
 * known to differ, and cost where it is not.
 */
import { holm } from '../stats/holm.ts';
import { type Paired, paired } from '../stats/paired.ts';
import { groupBy } from '../tables/group.ts';
import { type Row, choose } from '../tables/rows.ts';
import { type Breach, type Constraints, breaches } from './constraints.ts';
import { type Facts, factsOf } from './facts.ts';
import { type OpenQuestion, openQuestions } from './open-questions.ts';

export interface Survivor {
  readonly facts: Facts;
  /** Against the most accurate survivor, whose own is null; null as well where items were not kept one by one. */
  readonly behind: Paired | null;
  /** Holm-adjusted p of `behind`. */
  readonly p: number | null;
  /** Whether it cannot be told from the most accurate survivor. */
  readonly among: boolean;
  /** Seconds of computing on this machine: training, and requests of `costDays` days where a rate is given, else one request. */
  readonly costSeconds: number | null;
}

export interface Eliminated {
  readonly facts: Facts;
  readonly breaches: readonly Breach[];
}

export interface Recommendation {
  readonly task: string;
  /** In order; the first is recommended. Empty where nothing survives. */
  readonly survivors: readonly Survivor[];
  /** One a method that has no surviving configuration: the one that breaks least. */
  readonly eliminated: readonly Eliminated[];
  /** Configurations of surviving methods that break a constraint. */
  readonly variants: readonly Eliminated[];
  /** Methods that did not run to an end here, with the reason. */
  readonly unknown: readonly { readonly method: string; readonly reason: string }[];
  /** What measuring could change the answer, the likeliest to matter first. */
  readonly open: readonly OpenQuestion[];
}

/** Days of requests that a cost covers, where `--requests` is given. */
export const COST_DAYS = 30;

/** One a task of the run. */
export function recommend(rows: readonly Row[], constraints: Constraints): Recommendation[] {
  return groupBy(rows, (row) => row.task).map((own) => forTask(own, constraints));
}

function forTask(rows: readonly Row[], c: Constraints): Recommendation {
  const judged = rows
    .filter((row) => row.done.length > 0 && row.test !== null)
    .map((row): Eliminated => {
      const facts = factsOf(row, c.mustMerge);
      return { facts, breaches: breaches(facts, c) };
    });
  const methods = groupBy(judged, ({ facts }) => facts.row.method);
  const kept = methods.flatMap((own) => {
    const fit = own.filter((one) => one.breaches.length === 0).map((one) => one.facts);
    const row = choose(fit.map((facts) => facts.row));
    return fit.filter((facts) => facts.row === row);
  });
  const survivors = ordered(kept, c);
  const eliminated = methods.flatMap((own) =>
    own.every((one) => one.breaches.length > 0) ? own.toSorted(byBreach).slice(0, 1) : [],
  );
  const alive = new Set(kept.map((facts) => facts.row.method));
  const variants = judged.filter(
    ({ facts, breaches: found }) => found.length > 0 && alive.has(facts.row.method),
  );
  const unknown = groupBy(rows, (row) => row.method).flatMap((own) =>
    own.every((row) => row.done.length === 0)
      ? [
          {
            method: own[0]?.method ?? '',
            reason: own.find((row) => row.reason !== '')?.reason ?? own[0]?.state ?? '',
          },
        ]
      : [],
  );
  return {
    task: rows[0]?.task ?? '',
    survivors,
    eliminated,
    variants,
    unknown,
    open: openQuestions(survivors, eliminated, unknown),
  };
}

/** Fewer breaches first, then the smaller excess. */
function byBreach(a: Eliminated, b: Eliminated): number {
  const worst = (one: Eliminated): number =>
    Math.max(...one.breaches.map((breach) => breach.excess ?? Infinity));
  return a.breaches.length - b.breaches.length || compare(worst(a), worst(b));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function ordered(kept: readonly Facts[], c: Constraints): Survivor[] {
  const byAccuracy = kept.toSorted((a, b) => (b.row.test?.mean ?? 0) - (a.row.test?.mean ?? 0));
  const [best, ...others] = byAccuracy;
  if (!best) return [];
  const tests = others.map((facts) => between(facts, best));
  const known = tests.flatMap((test) => (test === null ? [] : [test.p]));
  const adjusted = holm(known);
  let at = 0;
  const survivors = [
    { facts: best, behind: null, p: null, among: true, costSeconds: cost(best, c) },
    ...others.map((facts, i): Survivor => {
      const behind = tests[i] ?? null;
      const p = behind === null ? null : (adjusted[at++] ?? null);
      // Without the single items nothing says that they differ, unless the intervals lie apart.
      const apart = p === null ? (facts.row.test?.high ?? 1) < (best.row.test?.low ?? 0) : p < 0.05;
      return { facts, behind, p, among: !apart, costSeconds: cost(facts, c) };
    }),
  ];
  return [
    ...survivors
      .filter((one) => one.among)
      .toSorted((a, b) => compare(a.costSeconds ?? Infinity, b.costSeconds ?? Infinity)),
    ...survivors.filter((one) => !one.among),
  ];
}

/** `facts` − `best` on the test items; null where the items differ or were not kept one by one. */
export function between(facts: Facts, best: Facts): Paired | null {
  const all = [...facts.row.done, ...best.row.done].map((trial) => trial.accuracy.test);
  if (new Set(all.map((test) => test.itemsDigest)).size !== 1 || all.some((test) => test.outcomes === null))
    return null;
  const outcomes = (of: Facts): string[] =>
    of.row.done.flatMap((trial) => trial.accuracy.test.outcomes ?? []);
  return paired(outcomes(facts), outcomes(best));
}

function cost({ request, trainingMs, itemsPerSecond }: Facts, { requests }: Constraints): number | null {
  if (requests === null) return request === null ? null : request.p50Ms / 1000;
  return itemsPerSecond === null ? null : trainingMs / 1000 + (COST_DAYS * requests) / itemsPerSecond;
}
