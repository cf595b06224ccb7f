/**
 * Which method to use, given what is allowed. Pure. Of each method the configuration with the best validation accuracy among those that
 * keep to the constraints, that of accuracy on validation too. Of these methods the best on validation goes first, with all that seem no
 * more than a margin behind it and that a paired test (Holm-adjusted) cannot tell from it. The cheapest of them come before the others; the
 * rest follow by accuracy. So cost decides where accuracy is level as far as is known. A test too weak to tell sixteen points from chance
 * gives none of them away. Test items have no say in it: the winner's test accuracy would be flattered. They decide only where a result has
 * no validation, and that is said. Beside that they bear witness: whether what is recommended is better on them, beyond chance.
 */
import { type Pair, type Split, compareAll } from '../tables/compare.ts';
import { groupBy } from '../tables/group.ts';
import { type ConfigurationRow, choose } from '../tables/rows.ts';
import { undone } from '../tables/undone.ts';
import { type Constraints, breaches } from './constraints.ts';
import { type Facts, factsOf } from './facts.ts';
import { openQuestions } from './open-questions.ts';
import type { Eliminated, Recommendation, Survivor } from './recommendation.ts';

/** null where nothing survives, or what does answers no item. */
export function recommended({ survivors: [first], decidedOn }: Recommendation): Survivor | null {
  return first && (first.facts.row[decidedOn]?.mean ?? 0) > 0 ? first : null;
}

/** Days of requests that a cost covers, where `--requests` is given. */
export const COST_DAYS = 30;

/** One a task of the run. */
export function recommend(rows: readonly ConfigurationRow[], constraints: Constraints): Recommendation[] {
  return groupBy(rows, (row) => row.task).map((ofTask) => forTask(ofTask, constraints));
}

function forTask(rows: readonly ConfigurationRow[], constraints: Constraints): Recommendation {
  const tested = rows.filter((row) => row.done.length > 0 && row.test !== null);
  const decidedOn = tested.every(({ validation }) => (validation?.n ?? 0) > 0) ? 'validation' : 'test';
  const judged = tested.map((row): Judged => {
    const facts = factsOf(row, constraints.mustMerge);
    return { facts, breaches: breaches(facts, constraints, decidedOn) };
  });
  const methods = groupBy(judged, ({ facts }) => facts.row.method);
  const candidates = methods.flatMap(bestWithin);
  const pairs = compareAll(rowsOf(candidates), decidedOn)?.pairs ?? [];
  const inOrder = ordered(candidates, pairs, decidedOn, constraints);
  const survivors = decidedOn === 'test' ? inOrder : onTestItems(inOrder);
  const eliminated = methods.flatMap(nearestMiss);
  const surviving = new Set(rowsOf(candidates).map((row) => row.method));
  const variants = judged.filter((one) => !keeps(one) && surviving.has(one.facts.row.method));
  const unknown = groupBy(rows, (row) => row.method).flatMap(withoutResult);
  return {
    task: rows[0]?.task ?? '',
    decidedOn,
    survivors,
    pairs,
    eliminated,
    variants,
    unknown,
    open: openQuestions({ survivors, eliminated, unknown, pairs, decidedOn, notDone: undone(rows) }),
  };
}

/** A configuration with the constraints that it breaks, if any. */
type Judged = Eliminated;
const keeps = (one: Judged): boolean => one.breaches.length === 0;
const rowsOf = (all: readonly Facts[]): ConfigurationRow[] => all.map(({ row }) => row);

/** Of one method's configurations the best on validation that keeps to the constraints. */
function bestWithin(ofMethod: readonly Judged[]): Facts[] {
  const allowed = ofMethod.filter(keeps).map(({ facts }) => facts);
  const best = choose(rowsOf(allowed));
  return allowed.filter(({ row }) => row === best);
}

/** Of a method that no configuration keeps in, the one that breaks least. */
const nearestMiss = (ofMethod: readonly Judged[]): Eliminated[] =>
  ofMethod.some(keeps) ? [] : ofMethod.toSorted(byBreach).slice(0, 1);

/** A method of which nothing is done, and why. */
function withoutResult(ofMethod: readonly ConfigurationRow[]): Recommendation['unknown'][number][] {
  const [first] = ofMethod;
  if (first === undefined || ofMethod.some((row) => row.done.length > 0)) return [];
  const reason = ofMethod.find((row) => row.reason !== '')?.reason ?? first.state;
  return [{ method: first.method, reason }];
}

/** Fewer breaches first, then the smaller excess. */
function byBreach(a: Eliminated, b: Eliminated): number {
  const worst = (one: Eliminated): number =>
    Math.max(...one.breaches.map((breach) => breach.excess ?? Infinity));
  return a.breaches.length - b.breaches.length || compare(worst(a), worst(b));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function ordered(
  kept: readonly Facts[],
  pairs: readonly Pair[],
  split: Split,
  constraints: Constraints,
): Survivor[] {
  const mean = ({ row }: Facts): number => row[split]?.mean ?? 0;
  const [best, ...others] = kept.toSorted((a, b) => mean(b) - mean(a));
  if (!best) return [];
  const survivors = [
    {
      facts: best,
      behind: null,
      tied: true,
      withinMargin: true,
      onTest: null,
      costSeconds: cost(best, constraints),
    },
    ...others.map((facts): Survivor => {
      const behind = pairs.find(({ first, second }) => first === best.row && second === facts.row) ?? null;
      // Without the single items nothing says that they differ, unless the intervals lie apart.
      const apart = behind?.apart ?? (facts.row[split]?.high ?? 1) < (best.row[split]?.low ?? 0);
      const lost = mean(best) - mean(facts);
      return {
        facts,
        behind,
        tied: !apart,
        withinMargin: !apart && lost <= constraints.margin,
        onTest: null,
        costSeconds: cost(facts, constraints),
      };
    }),
  ];
  return [
    ...survivors
      .filter((one) => one.withinMargin)
      .toSorted((a, b) => compare(a.costSeconds ?? Infinity, b.costSeconds ?? Infinity)),
    ...survivors.filter((one) => !one.withinMargin),
  ];
}

/** With what the test items say of the first and each other. */
function onTestItems(survivors: readonly Survivor[]): Survivor[] {
  const rows = survivors.map(({ facts }) => facts.row);
  const pairs = compareAll(rows)?.pairs.filter(({ first, second }) => [first, second].includes(rows[0]!));
  return survivors.map((one) => ({
    ...one,
    onTest:
      pairs?.find(
        ({ first, second }) => one.facts.row !== rows[0] && [first, second].includes(one.facts.row),
      ) ?? null,
  }));
}

function cost({ request, trainingMs, itemsPerSecond }: Facts, { requests }: Constraints): number | null {
  if (requests === null) return request === null ? null : request.p50Ms / 1000;
  return itemsPerSecond === null ? null : trainingMs / 1000 + (COST_DAYS * requests) / itemsPerSecond;
}
