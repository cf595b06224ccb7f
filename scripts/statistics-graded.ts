/**
 * Whether intervals and tests keep what they state for graded scores with ceilings, items in groups and a corpus metric:
 *   node --import tsx scripts/statistics-graded.ts [--experiments 1000] [--out results/statistics]
 * Writes graded.csv (a line a world) and graded.md. One seed: t with an item won and one lost added is held against t without them and against
 * flipping signs at random. Macro-F1: against a paired bootstrap over items, which computes it anew. Deterministic.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Random, random } from '@adaptbench/core';
import { macroF1 } from '@adaptbench/metrics';
import { overSeeds, paired } from '@adaptbench/results';
import { csvOf } from './statistics-page.ts';
import { type BootstrapLine, type GradedLine, type RareLine, readme } from './statistics-graded-page.ts';
import {
  type ClassWorld,
  type GradedWorld,
  drawAnswers,
  drawScores,
  groupsIn,
  latentFor,
  macroF1Of,
  meanAtCeiling,
  trueMacroF1,
} from './statistics-graded-worlds.ts';
import { options } from './options.ts';

const o = options({
  experiments: '1000',
  resamples: '200',
  out: path.join(import.meta.dirname, '../results/statistics'),
});
const experiments = Number(o.experiments);
const SEEDS = [1, 2, 3, 5];
const spreads = (seeds: number): readonly number[] => (seeds === 1 ? [0] : [0, 0.05]);

/** A share of experiments. */
class Rate {
  #sum = 0;
  add(is: boolean): void {
    this.#sum += is ? 1 : 0;
  }
  get share(): number {
    return this.#sum / experiments;
  }
}
const holds = ({ low, high }: { low: number; high: number }, truth: number): boolean =>
  low <= truth && truth <= high;

/** The second configuration equals the first, the third is 5 points worse. */
function graded(world: GradedWorld): GradedLine {
  const draw = random(3, 'graded', JSON.stringify(world));
  const truth = world.kind === 'graded' ? meanAtCeiling(world) : world.ceiling;
  const means = [truth, truth, truth - 0.05].map((wanted) => latentFor(world, wanted));
  const groups = groupsIn(world);
  const [alone, equal, apart, rejected] = [new Rate(), new Rate(), new Rate(), new Rate()];
  const [blind, plain, flipped] = [new Rate(), new Rate(), new Rate()];
  for (let e = 0; e < experiments; e++) {
    const all = drawScores(world, means, draw);
    // As records have them: right and wrong answers are digits.
    const [first, second, third] = all.map((seeds) =>
      world.kind === 'graded' ? seeds : seeds.map((row) => row.join('')),
    ) as [(string | number[])[], (string | number[])[], (string | number[])[]];
    alone.add(holds(overSeeds(second, true, null, groups), truth));
    const same = paired(first, second, [null, null], groups)!;
    equal.add(holds(same, 0));
    apart.add(holds(paired(first, third, [null, null], groups)!, 0.05));
    rejected.add(same.p < 0.05);
    if (groups !== null) blind.add(paired(first, second)!.p < 0.05);
    if (world.seeds === 1 && groups === null) {
      const d = all[0]![0]!.map((score, i) => score - all[1]![0]![i]!);
      plain.add(plainT(d) > criticalT(d.length));
      flipped.add(flips(d, draw) < 0.05);
    }
  }
  const once = world.seeds === 1 && groups === null;
  return {
    metric: world.kind,
    ...world,
    truth,
    experiments,
    alone: alone.share,
    equal: equal.share,
    apart: apart.share,
    rejected: rejected.share,
    blind: groups === null ? null : blind.share,
    plain: once ? plain.share : null,
    flipped: once ? flipped.share : null,
  };
}

const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const varianceOf = (xs: readonly number[]): number => {
  const mean = average(xs);
  return xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (xs.length - 1);
};
const plainT = (d: readonly number[]): number => Math.abs(average(d)) / Math.sqrt(varianceOf(d) / d.length);
/** The 0.975 quantile of t, to a thousandth from 30 degrees of freedom on (Cornish & Fisher). */
const criticalT = (n: number): number => 1.96 + 2.372 / (n - 1) + 2.8225 / (n - 1) ** 2;

/** p by flipping the signs of all differences at random. */
function flips(d: readonly number[], draw: Random, times = 199): number {
  const seen = Math.abs(average(d));
  let as = 1;
  for (let i = 0; i < times; i++) {
    let total = 0;
    for (const x of d) total += draw.uniform() < 0.5 ? x : -x;
    if (Math.abs(total / d.length) >= seen - 1e-12) as++;
  }
  return as / (times + 1);
}

const LABELS = ['often', 'rare'];
/** Contributions of the items, as a run's record has them. */
const contributions = (gold: readonly number[], answers: readonly number[]): number[] => [
  ...macroF1.grade(
    gold.map((label, i) => ({ prediction: LABELS[answers[i]!]!, references: [LABELS[label]!] })),
    LABELS,
  ).items,
];

/** Of macro-F1 with one seed, by how many items of the rarer class the split holds. */
const RARE = [
  [0, 1],
  [2, 2],
  [3, 4],
  [5, 7],
  [8, 12],
  [13, Infinity],
] as const;
const rare = RARE.map(([least, most]) => ({ least, most, experiments: 0, alone: 0, equal: 0, apart: 0 }));
function countRare(gold: readonly number[], held: { alone: boolean; equal: boolean; apart: boolean }): void {
  const items = gold.reduce((sum, label) => sum + label, 0);
  const of = rare.find(({ least, most }) => items >= least && items <= most);
  if (of === undefined) return;
  of.experiments++;
  for (const what of ['alone', 'equal', 'apart'] as const) of[what] += held[what] ? 1 : 0;
}

/** As above; the third tells the classes apart less well. */
function classes(world: ClassWorld): { readonly line: GradedLine; readonly bootstrap: BootstrapLine | null } {
  const draw = random(4, 'classes', JSON.stringify(world));
  const clear = [2, 2, 1.4];
  const [truth, , less] = clear.map((by) => trueMacroF1(world, by)) as [number, number, number];
  const [alone, equal, apart, rejected] = [new Rate(), new Rate(), new Rate(), new Rate()];
  const [bootAlone, bootRejected, agreed] = [new Rate(), new Rate(), new Rate()];
  const ratios: number[] = [];
  for (let e = 0; e < experiments; e++) {
    const { gold, answers } = drawAnswers(world, clear, draw);
    const [first, second, third] = answers.map((seeds) => seeds.map((row) => contributions(gold, row))) as [
      number[][],
      number[][],
      number[][],
    ];
    const same = paired(first, second)!;
    const held = {
      alone: holds(overSeeds(second, true), truth),
      equal: holds(same, 0),
      apart: holds(paired(first, third)!, truth - less),
    };
    alone.add(held.alone);
    equal.add(held.equal);
    apart.add(held.apart);
    rejected.add(same.p < 0.05);
    if (world.seeds > 1) continue;
    countRare(gold, held);
    const boot = bootstrap(gold, answers[0]![0]!, answers[1]![0]!, draw);
    bootAlone.add(holds(boot.second, truth));
    bootRejected.add(!holds(boot.difference, 0));
    agreed.add(holds(boot.difference, 0) === same.p >= 0.05);
    const d = first[0]!.map((x, i) => x - second[0]![i]!);
    if (boot.error > 0) ratios.push(Math.sqrt(varianceOf(d) / d.length) / boot.error);
  }
  const { rare, items, seeds, seedSd } = world;
  const line: GradedLine = {
    metric: 'macro-F1',
    kind: 'right or wrong',
    ceiling: rare,
    items,
    seeds,
    seedSd,
    groupSize: 1,
    truth,
    experiments,
    alone: alone.share,
    equal: equal.share,
    apart: apart.share,
    rejected: rejected.share,
    blind: null,
    plain: null,
    flipped: null,
  };
  if (seeds > 1) return { line, bootstrap: null };
  const sorted = ratios.toSorted((a, b) => a - b);
  return {
    line,
    bootstrap: {
      rare,
      items,
      experiments,
      ratio: sorted[Math.floor(sorted.length / 2)] ?? NaN,
      alone: bootAlone.share,
      rejected: bootRejected.share,
      agreed: agreed.share,
    },
  };
}

/** Items drawn with replacement, macro-F1 computed anew: percentile intervals of the second and of the difference. */
function bootstrap(gold: readonly number[], a: readonly number[], b: readonly number[], draw: Random) {
  const [seconds, differences]: [number[], number[]] = [[], []];
  for (let r = 0; r < Number(o.resamples); r++) {
    const [one, other] = [new Float64Array(4), new Float64Array(4)];
    for (let i = 0; i < gold.length; i++) {
      const at = Math.floor(draw.uniform() * gold.length);
      one[2 * gold[at]! + a[at]!]!++;
      other[2 * gold[at]! + b[at]!]!++;
    }
    const [x, y] = [one, other].map((of) => macroF1Of(of[3]!, of[2]!, of[1]!, of[0]!)) as [number, number];
    seconds.push(y);
    differences.push(x - y);
  }
  return {
    second: percentiles(seconds),
    difference: percentiles(differences),
    error: Math.sqrt(varianceOf(differences)),
  };
}

function percentiles(values: readonly number[]): { low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}

const gradedWorlds = SEEDS.flatMap((seeds) =>
  [60, 150, 300].flatMap((items) =>
    [0.05, 0.6, 0.85].flatMap((ceiling) =>
      spreads(seeds).map((seedSd): GradedWorld => ({
        kind: 'graded',
        ceiling,
        items,
        seeds,
        seedSd,
        groupSize: 1,
      })),
    ),
  ),
);
const groupedWorlds = SEEDS.flatMap((seeds) =>
  (
    [
      [60, 5],
      [150, 5],
      [300, 5],
      [300, 15],
    ] as const
  ).flatMap(([items, groupSize]) =>
    (
      [
        ['graded', 0.6],
        ['right or wrong', 0.7],
      ] as const
    ).flatMap(([kind, ceiling]) =>
      spreads(seeds).map((seedSd): GradedWorld => ({ kind, ceiling, items, seeds, seedSd, groupSize })),
    ),
  ),
);
const classWorlds = SEEDS.flatMap((seeds) =>
  [60, 150, 300].flatMap((items) =>
    [0.05, 0.3].flatMap((rare) =>
      (seeds === 1 ? [0] : [0, 0.15]).map((seedSd): ClassWorld => ({ rare, items, seeds, seedSd })),
    ),
  ),
);

const plainLines = [...gradedWorlds, ...groupedWorlds].map(graded);
const found = classWorlds.map(classes);
const lines = [...plainLines, ...found.map(({ line }) => line)];
const bootstraps = found.flatMap((one) => (one.bootstrap === null ? [] : [one.bootstrap]));
const rareLines: RareLine[] = rare.map(({ alone, equal, apart, ...of }) => ({
  ...of,
  alone: alone / of.experiments,
  equal: equal / of.experiments,
  apart: apart / of.experiments,
}));
mkdirSync(o.out, { recursive: true });
writeFileSync(path.join(o.out, 'graded.csv'), csvOf(lines));
writeFileSync(path.join(o.out, 'graded-bootstrap.csv'), csvOf(bootstraps));
writeFileSync(path.join(o.out, 'graded.md'), readme(lines, bootstraps, rareLines));
