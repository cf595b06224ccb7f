/** A recommendation for programs: what `words.ts` says, as numbers. Bytes, milliseconds, shares. */
import { inOwnUnit, isAccuracy, ownInterval, ownSpread } from '../judged/shown.ts';
import type { Constraints } from './constraints.ts';
import type { Facts } from './facts.ts';
import type { Pair } from '../tables/compare.ts';
import type { ConfigurationRow } from '../tables/rows.ts';
import { recommended } from './recommend.ts';
import type { Eliminated, Recommendation } from './recommendation.ts';

export function toJson(run: string, constraints: Constraints, found: readonly Recommendation[]): object {
  return {
    format: 1,
    run,
    constraints,
    tasks: found.map((one) => ({
      task: one.task,
      decidedOn: one.decidedOn,
      recommended: recommended(one)?.facts.name ?? null,
      survivors: one.survivors.map(({ facts, behind, tied, withinMargin, onTest, costSeconds }) => ({
        ...plain(facts),
        behindBest: behind === null ? null : plainPair(behind),
        notDistinguishableFromBest: tied,
        onTest:
          onTest === null
            ? null
            : { ...plainPair(onTest), better: onTest.second === facts.row ? 'recommended' : 'this' },
        withinMargin,
        costSeconds,
      })),
      eliminated: one.eliminated.map(out),
      variants: one.variants.map(out),
      unknown: one.unknown,
      open: one.open,
    })),
  };
}

/** Differences in shares of the metric's range; the more, the better the first. */
const plainPair = ({ first: _, second: __, ...figures }: Pair) => figures;

const out = ({ facts, breaches }: Eliminated) => ({ ...plain(facts), breaches });

function plain({ row, ...figures }: Facts) {
  return {
    method: row.method,
    configuration: row.configuration,
    ...scores(row),
    ...figures,
  };
}

/** Of accuracy in shares; another metric is named, and its scores are in its own unit. */
function scores({ validation, test, metric }: ConfigurationRow) {
  const plainly = (seen: ConfigurationRow['test']) => (seen === null ? null : { ...seen });
  if (isAccuracy(metric)) return { validation: plainly(validation), accuracy: plainly(test) };
  const scored = (seen: ConfigurationRow['test']) =>
    seen === null
      ? null
      : {
          ...seen,
          mean: inOwnUnit(metric, seen.mean),
          ...ownInterval(metric, seen),
          sd: seen.sd === null ? null : ownSpread(metric, seen.sd),
        };
  const { name, title, better, range } = metric;
  return { metric: { name, title, better, range }, validation: scored(validation), test: scored(test) };
}
