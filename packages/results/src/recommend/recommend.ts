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

function forTask(rows: readonly ConfigurationRow[], c: Constraints): Recommendation {
  const tested = rows.filter((row) => row.done.length > 0 && row.test !== null);
  const decidedOn = tested.every(({ validation }) => (validation?.n ?? 0) > 0) ? 'validation' : 'test';
  const judged = tested.map((row): Eliminated => {
    const facts = factsOf(row, c.mustMerge);
    return { facts, breaches: breaches(facts, c, decidedOn) };
  });
  const methods = groupBy(judged, ({ facts }) => facts.row.method);
  const kept = methods.flatMap((ofMethod) => {
    const fit = ofMethod.filter((one) => one.breaches.length === 0).map((one) => one.facts);
    const row = choose(fit.map((facts) => facts.row));
    return fit.filter((facts) => facts.row === row);
  });
  const pairs =
    compareAll(
      kept.map((facts) => facts.row),
      decidedOn,
    )?.pairs ?? [];
  const inOrder = ordered(kept, pairs, decidedOn, c);
  const survivors = decidedOn === 'test' ? inOrder : onTestItems(inOrder);
  const eliminated = methods.flatMap((ofMethod) =>
    ofMethod.every((one) => one.breaches.length > 0) ? ofMethod.toSorted(byBreach).slice(0, 1) : [],
  );
  const alive = new Set(kept.map((facts) => facts.row.method));
  const variants = judged.filter(
    ({ facts, breaches: found }) => found.length > 0 && alive.has(facts.row.method),
  );
  const unknown = groupBy(rows, (row) => row.method).flatMap((ofMethod) =>
    ofMethod.every((row) => row.done.length === 0)
      ? [
          {
            method: ofMethod[0]?.method ?? '',
            reason: ofMethod.find((row) => row.reason !== '')?.reason ?? ofMethod[0]?.state ?? '',
          },
        ]
      : [],
  );
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

/** Fewer breaches first, then the smaller excess. */
function byBreach(a: Eliminated, b: Eliminated): number {
  const worst = (one: Eliminated): number =>
    Math.max(...one.breaches.map((breach) => breach.excess ?? Infinity));
  return a.breaches.length - b.breaches.length || compare(worst(a), worst(b));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function ordered(kept: readonly Facts[], pairs: readonly Pair[], split: Split, c: Constraints): Survivor[] {
  const mean = ({ row }: Facts): number => row[split]?.mean ?? 0;
  const [best, ...others] = kept.toSorted((a, b) => mean(b) - mean(a));
  if (!best) return [];
  const survivors = [
    { facts: best, behind: null, tied: true, withinMargin: true, onTest: null, costSeconds: cost(best, c) },
    ...others.map((facts): Survivor => {
      const behind = pairs.find(({ first, second }) => first === best.row && second === facts.row) ?? null;
      // Without the single items nothing says that they differ, unless the intervals lie apart.
      const apart = behind?.apart ?? (facts.row[split]?.high ?? 1) < (best.row[split]?.low ?? 0);
      const lost = mean(best) - mean(facts);
      return {
        facts,
        behind,
        tied: !apart,
        withinMargin: !apart && lost <= c.margin,
        onTest: null,
        costSeconds: cost(facts, c),
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
