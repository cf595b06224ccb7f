/**
 * Whether intervals and tests keep what they state where the spread of seeds is borrowed from a configuration's kind (`spreads` in
 * packages/results/src/stats), in worlds with several configurations of several kinds:
 *   node --import tsx scripts/statistics-kinds.ts [--experiments 250] [--out results/statistics]
 * Writes kinds.csv (a line a world and interval, of configurations that differ in nothing together) and kinds.md. Deterministic.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Random, random } from '@adaptbench/core';
import { holm, overSeeds, paired, quantile, type Spread, spreads, twoWay } from '@adaptbench/results';
import { simulate } from '@adaptbench/results/testing';
import { options } from './options.ts';
import { type KindsLine, kindsText } from './statistics-kinds-page.ts';
import { csvOf } from './statistics-page.ts';

const o = options({ experiments: '250', out: path.join(import.meta.dirname, '../results/statistics') });
const experiments = Number(o.experiments);

interface Configuration {
  readonly kind: string;
  /** In logits. */
  readonly seedSd: number;
  readonly accuracy: number;
}

interface KindsWorld {
  readonly name: string;
  readonly configurations: readonly Configuration[];
  readonly items: number;
  readonly seeds: number;
  readonly itemSd: number;
}

const kind = (name: string, seedSds: readonly number[], accuracies: readonly number[] = [0.75]) =>
  seedSds.map((seedSd, i): Configuration => ({
    kind: name,
    seedSd,
    accuracy: accuracies[i] ?? accuracies.at(-1)!,
  }));
const three = (seedSd: number): number[] => [seedSd, seedSd, seedSd];
const alike = (seedSd: number): Configuration[] =>
  ['a', 'b', 'c'].flatMap((name) => kind(name, three(seedSd)));

const configurations: Readonly<Record<string, readonly Configuration[]>> = {
  'three kinds of three, seeds do not differ': alike(0),
  'three kinds of three, seeds differ little': alike(0.2),
  'three kinds of three, seeds differ much': alike(0.8),
  'one kind of three ten times as unstable': [
    ...kind('a', three(1)),
    ...kind('b', three(0.1)),
    ...kind('c', three(0.1)),
  ],
  'one kind of two ten times as unstable': [
    ...kind('a', [1, 1]),
    ...kind('b', [0.1, 0.1]),
    ...kind('c', [0.1, 0.1]),
  ],
  'one kind of two, and no other': kind('a', [0.4, 0.4]),
  'ten times as unstable, alone in its kind': [
    ...kind('a', [1]),
    ...kind('b', three(0.1)),
    ...kind('c', three(0.1)),
  ],
  'each alone in its kind': ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => kind(name, [0.4])),
  'a kind near the ceiling': [
    ...kind('a', three(0.5), [0.98]),
    ...kind('b', three(0.5), [0.9]),
    ...kind('c', three(0.5)),
  ],
  'accuracies of 60, 80 and 97 % in a kind': ['a', 'b', 'c'].flatMap((name) =>
    kind(name, three(0.5), [0.6, 0.8, 0.97]),
  ),
  'one of eight in a kind ten times as unstable': kind('a', [1, ...three(0.1), ...three(0.1), 0.1]),
  'spreads of 0.1, 0.4 and 1 in a kind': ['a', 'b', 'c'].flatMap((name) => kind(name, [0.1, 0.4, 1])),
};

const worlds: readonly KindsWorld[] = Object.entries(configurations).flatMap(([name, all]) =>
  [50, 200].flatMap((items) =>
    [1, 3].flatMap((itemSd) =>
      [2, 3, 5].map((seeds): KindsWorld => ({ name, configurations: all, items, seeds, itemSd })),
    ),
  ),
);

/** What is counted of one interval or pair. */
class Tally {
  private n = 0;
  private readonly held: [number, number] = [0, 0];
  private readonly widths: readonly [number[], number[]] = [[], []];
  add(truth: number, ends: readonly { readonly low: number; readonly high: number }[]): void {
    this.n++;
    for (const [i, { low, high }] of ends.slice(0, 2).entries()) {
      if (low <= truth && truth <= high) this.held[i === 0 ? 0 : 1]++;
      this.widths[i === 0 ? 0 : 1].push(100 * (high - low));
    }
  }
  line() {
    const [own, borrowed] = this.held.map((held) => held / this.n) as [number, number];
    const [widthOwn, widthBorrowed] = this.widths.map((widths) => quantile(widths, 0.5));
    return { own, borrowed, widthOwn: widthOwn ?? null, widthBorrowed: widthBorrowed ?? null };
  }
}

/** What tells configurations of a world apart, e.g. `a`, `a 0.97`, `a sd 0.4`. */
function classOf({ kind: name, accuracy, seedSd }: Configuration, all: readonly Configuration[]): string {
  const same = all.filter((other) => other.kind === name);
  const differ = (of: (one: Configuration) => number): boolean => new Set(same.map(of)).size > 1;
  return [
    name,
    differ((one) => one.accuracy) ? String(accuracy) : '',
    differ((one) => one.seedSd) ? `sd ${seedSd}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const borrowedSpreads = (all: readonly Configuration[], outcomes: readonly string[][]): (Spread | null)[] => {
  const found: (Spread | null)[] = all.map(() => null);
  for (const name of new Set(all.map((one) => one.kind))) {
    const places = all.flatMap((one, i) => (one.kind === name ? [i] : []));
    for (const [j, spread] of spreads(places.map((i) => twoWay(outcomes[i]!))).entries())
      found[places[j]!] = spread;
  }
  return found;
};

function experiment(world: KindsWorld, draw: Random, tallies: Map<string, Tally>): [boolean, boolean] {
  const all = world.configurations;
  const outcomes = simulate(
    { ...world, accuracy: all.map((one) => one.accuracy), seedSd: all.map((one) => one.seedSd) },
    all.length,
    draw,
  );
  const found = borrowedSpreads(all, outcomes);
  const tally = (what: string): Tally => {
    const one = tallies.get(what) ?? new Tally();
    tallies.set(what, one);
    return one;
  };
  const ps: [number[], number[]] = [[], []];
  for (const [i, one] of all.entries()) {
    const name = classOf(one, all);
    tally(name).add(one.accuracy, [
      overSeeds(outcomes[i]!, true),
      overSeeds(outcomes[i]!, true, found[i] ?? null),
    ]);
    for (let j = i + 1; j < all.length; j++) {
      const other = all[j]!;
      const pair = [outcomes[i]!, outcomes[j]!] as const;
      const [own, borrowed] = [paired(...pair)!, paired(...pair, [found[i] ?? null, found[j] ?? null])!];
      ps[0].push(own.p);
      ps[1].push(borrowed.p);
      tally(`${name} − ${classOf(other, all)}`).add(one.accuracy - other.accuracy, [own, borrowed]);
    }
  }
  const any = (of: readonly number[]): boolean => holm(of).some((p) => p < 0.05);
  return [any(ps[0]), any(ps[1])];
}

function linesOf(world: KindsWorld): KindsLine[] {
  const { name, configurations: all, items, seeds, itemSd } = world;
  const draw = random(3, 'kinds', name, JSON.stringify([items, seeds, itemSd]));
  const tallies = new Map<string, Tally>();
  let [own, borrowed] = [0, 0];
  for (let e = 0; e < experiments; e++) {
    const [first, second] = experiment(world, draw, tallies);
    own += first ? 1 / experiments : 0;
    borrowed += second ? 1 / experiments : 0;
  }
  const about = { world: name, items, seeds, itemSd };
  const equal = new Set(all.map((one) => one.accuracy)).size === 1;
  const family = { ...about, what: 'family', own, borrowed, widthOwn: null, widthBorrowed: null };
  return [
    ...[...tallies].map(([what, of]): KindsLine => ({ ...about, what, ...of.line() })),
    ...(equal && all.length > 2 ? [family] : []),
  ];
}

const lines = worlds.flatMap(linesOf);
writeFileSync(path.join(o.out, 'kinds.csv'), csvOf(lines));
writeFileSync(path.join(o.out, 'kinds.md'), kindsText(lines, experiments));
