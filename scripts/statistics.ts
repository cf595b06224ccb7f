/**
 * Whether intervals and tests keep what they state, in worlds whose true accuracies are known (`simulate` in packages/results/src/testing):
 *   node --import tsx scripts/statistics.ts [--experiments 4000] [--families 2000] [--out results/statistics]
 * Writes coverage.csv (a line a world: the 95 % intervals of one configuration and of a paired difference, the paired test's false
 * positives), families.csv (false positives of Holm's procedure over several equal methods) and README.md. Deterministic.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { holm, mcnemar, overSeeds, paired } from '@adaptbench/results';
import { type World, simulate } from '@adaptbench/results/testing';
import { type CoverageLine, type FamilyLine, csvOf, readme } from './statistics-page.ts';
import { options } from './options.ts';

const o = options({
  experiments: '4000',
  families: '2000',
  out: path.join(import.meta.dirname, '../results/statistics'),
});

/** One without seeds against one with many: `[0, 0.8]` is the spread of the first and of the others. */
const spreads: readonly (number | readonly number[])[] = [0, 0.2, 0.8, [0, 0.8]];
const worlds: readonly World[] = [1, 2, 3, 5, 10].flatMap((seeds) =>
  [50, 200, 1000].flatMap((items) =>
    (items === 1000 ? [0.8] : [0.6, 0.8, 0.95]).flatMap((accuracy) =>
      [1, 3].flatMap((itemSd) =>
        spreads
          .filter((seedSd) => seeds > 1 || seedSd === 0)
          .map((seedSd): World => ({ accuracy, items, seeds, itemSd, seedSd })),
      ),
    ),
  ),
);

/** The second configuration equals the first, the third is 5 points worse. */
function coverage(world: World, experiments: number): CoverageLine {
  const draw = random(1, 'coverage', JSON.stringify(world));
  const accuracy = Number(world.accuracy);
  const truth = [accuracy, accuracy, accuracy - 0.05];
  let [alone, equal, apart, rejected, rejectedMid] = [0, 0, 0, 0, 0];
  for (let e = 0; e < experiments; e++) {
    const [first, second, third] = simulate({ ...world, accuracy: truth }, 3, draw) as [
      string[],
      string[],
      string[],
    ];
    // The last has the spread of seeds that all but the first may have.
    const own = overSeeds(second, true);
    const [same, less] = [paired(first, second)!, paired(first, third)!];
    alone += holds(own, accuracy);
    equal += holds(same, 0);
    apart += holds(less, 0.05);
    rejected += same.p < 0.05 ? 1 : 0;
    if (world.seeds === 1) rejectedMid += mcnemar(first[0]!, second[0]!).midP < 0.05 ? 1 : 0;
  }
  return {
    ...world,
    experiments,
    alone: alone / experiments,
    equal: equal / experiments,
    apart: apart / experiments,
    rejected: rejected / experiments,
    rejectedMid: world.seeds === 1 ? rejectedMid / experiments : null,
  };
}

const holds = ({ low, high }: { low: number; high: number }, truth: number): number =>
  low <= truth && truth <= high ? 1 : 0;

/** So many equal methods, every pair tested. */
function family(world: World, methods: number, experiments: number): FamilyLine {
  const draw = random(2, 'families', methods, JSON.stringify(world));
  let [any, anyPlain] = [0, 0];
  for (let e = 0; e < experiments; e++) {
    const all = simulate(world, methods, draw);
    const ps = all.flatMap((a, i) => all.slice(i + 1).map((b) => paired(a, b)!.p));
    any += holm(ps).some((p) => p < 0.05) ? 1 : 0;
    anyPlain += ps.some((p) => p < 0.05) ? 1 : 0;
  }
  return { ...world, methods, experiments, any: any / experiments, anyPlain: anyPlain / experiments };
}

const lines = worlds.map((world) => coverage(world, Number(o.experiments)));
const families = [1, 3, 5].flatMap((seeds) =>
  [0, 0.2, 0.8]
    .filter((seedSd) => seeds > 1 || seedSd === 0)
    .flatMap((seedSd) =>
      [3, 6].map((methods) =>
        family({ accuracy: 0.8, items: 200, seeds, itemSd: 3, seedSd }, methods, Number(o.families)),
      ),
    ),
);
mkdirSync(o.out, { recursive: true });
writeFileSync(path.join(o.out, 'coverage.csv'), csvOf(lines));
writeFileSync(path.join(o.out, 'families.csv'), csvOf(families));
writeFileSync(path.join(o.out, 'README.md'), readme(lines, families));
