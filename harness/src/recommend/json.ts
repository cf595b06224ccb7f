/** A recommendation for programs: what `words.ts` says, as numbers. Bytes, milliseconds, shares. */
import type { Constraints } from './constraints.ts';
import type { Facts } from './facts.ts';
import type { Eliminated, Recommendation } from './recommend.ts';

export function toJson(run: string, constraints: Constraints, found: readonly Recommendation[]): object {
  return {
    format: 1,
    run,
    constraints,
    tasks: found.map((one) => ({
      task: one.task,
      recommended: one.survivors[0]?.facts.name ?? null,
      survivors: one.survivors.map(({ facts, behind, p, among, costSeconds }) => ({
        ...plain(facts),
        difference: behind,
        adjustedP: p,
        notDistinguishableFromBest: among,
        costSeconds,
      })),
      eliminated: one.eliminated.map(out),
      variants: one.variants.map(out),
      unknown: one.unknown,
      open: one.open,
    })),
  };
}

const out = ({ facts, breaches }: Eliminated) => ({ ...plain(facts), breaches });

function plain({ row, ...figures }: Facts) {
  const accuracy = row.test === null ? null : { ...row.test };
  return { method: row.method, configuration: row.configuration, accuracy, ...figures };
}
