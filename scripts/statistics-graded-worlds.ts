/**
 * Worlds in which the true scores of graded answers, of items in groups and of a corpus metric are known.
 *
 * Graded: a latent value m + group + item + group and item of this configuration + seed + chance, all normal, cut to 0…1; so many lie above 1
 * that the wanted share of answers is exactly 1. Right and wrong: 1 where the latent value is above a half.
 */
import type { Random } from '@adaptbench/core';

export interface GradedWorld {
  readonly kind: 'graded' | 'right or wrong';
  /** Share of answers with a score of exactly 1. */
  readonly ceiling: number;
  readonly items: number;
  readonly seeds: number;
  /** Of seeds, in units of the score. */
  readonly seedSd: number;
  /** Items of a group; 1 where items are draws of their own. */
  readonly groupSize: number;
}

/** Standard deviations of the latent value: of items for all configurations and for one, of groups likewise, of chance. */
const SD = { item: 0.25, own: 0.15, group: 0.2, ownGroup: 0.12, chance: 0.15 } as const;

/** Of the latent value over everything. */
export const totalSd = ({ seedSd, groupSize }: GradedWorld): number =>
  Math.hypot(SD.item, SD.own, SD.chance, seedSd, ...(groupSize > 1 ? [SD.group, SD.ownGroup] : []));

/** A configuration for each of `means`, the latent values' means: of each seed a score per item. */
export function drawScores(world: GradedWorld, means: readonly number[], draw: Random): number[][][] {
  const { items, seeds, seedSd, groupSize, kind } = world;
  const groups = Math.ceil(items / groupSize);
  const grouped = groupSize > 1;
  const effects = (sd: number, ofGroup: number): number[] => {
    const common = Array.from({ length: grouped ? groups : 0 }, () => ofGroup * draw.normal());
    return Array.from(
      { length: items },
      (_, i) => sd * draw.normal() + (common[Math.floor(i / groupSize)] ?? 0),
    );
  };
  const common = effects(SD.item, SD.group);
  return means.map((mean) => {
    const own = effects(SD.own, SD.ownGroup);
    return Array.from({ length: seeds }, () => {
      const luck = mean + seedSd * draw.normal();
      return own.map((effect, i) => {
        const latent = luck + effect + common[i]! + SD.chance * draw.normal();
        return kind === 'graded' ? Math.min(1, Math.max(0, latent)) : latent > 0.5 ? 1 : 0;
      });
    });
  });
}

/** What each item belongs to; null where items are draws of their own. */
export const groupsIn = ({ items, groupSize }: GradedWorld): number[] | null =>
  groupSize === 1 ? null : Array.from({ length: items }, (_, i) => Math.floor(i / groupSize));

/** The latent mean at which the world's scores have this mean. */
export function latentFor(world: GradedWorld, wanted: number): number {
  return bisect((mean) => meanScore(world, mean), wanted);
}
/** The mean score where the wanted share of answers is at the ceiling. */
export function meanAtCeiling(world: GradedWorld): number {
  const sd = totalSd(world);
  const mean = bisect((at) => sum((x) => (at + sd * x >= 1 ? 1 : 0)), world.ceiling);
  return meanScore(world, mean);
}

const meanScore = (world: GradedWorld, mean: number): number => {
  const sd = totalSd(world);
  return sum((x) => {
    const latent = mean + sd * x;
    return world.kind === 'graded' ? Math.min(1, Math.max(0, latent)) : latent > 0.5 ? 1 : 0;
  });
};

const GRID = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 150);
const WEIGHTS = GRID.map((x) => Math.exp(-(x * x) / 2));
const TOTAL = WEIGHTS.reduce((a, b) => a + b, 0);
/** The mean of a function of a standard normal. */
const sum = (of: (x: number) => number): number =>
  GRID.reduce((total, x, i) => total + WEIGHTS[i]! * of(x), 0) / TOTAL;

/** Where an increasing function has a value. */
function bisect(of: (x: number) => number, wanted: number): number {
  let [low, high] = [-5, 5];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (of(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Two classes, of which the rarer has this share. Answers lean to the rarer one by a latent value, as above. */
export interface ClassWorld {
  readonly rare: number;
  readonly items: number;
  readonly seeds: number;
  readonly seedSd: number;
}

/** How clearly the latent value tells the classes apart; its mean for the rarer is this much higher, its own standard deviation 1. */
const CUT = 1.5;

/** Right labels, and of each configuration and seed the answers; 1 is the rarer class. `clear`: of each configuration. */
export function drawAnswers(
  { rare, items, seeds, seedSd }: ClassWorld,
  clear: readonly number[],
  draw: Random,
): { readonly gold: number[]; readonly answers: number[][][] } {
  const gold = Array.from({ length: items }, () => (draw.uniform() < rare ? 1 : 0));
  const common = gold.map(() => 0.6 * draw.normal());
  const answers = clear.map((by) => {
    const own = gold.map(() => 0.5 * draw.normal());
    return Array.from({ length: seeds }, () => {
      const luck = seedSd * draw.normal();
      return gold.map((label, i) => {
        const latent = label * by + common[i]! + own[i]! + luck + Math.sqrt(1 - 0.61) * draw.normal();
        return latent > CUT ? 1 : 0;
      });
    });
  });
  return { gold, answers };
}

/** Macro-F1 of a configuration over all items, mean over its seeds. */
export function trueMacroF1({ rare, seedSd }: ClassWorld, clear: number): number {
  return sum((x) => {
    const [hit, alarm] = [clear, 0].map((mean) => above(CUT - mean - seedSd * x)) as [number, number];
    return macroF1Of(rare * hit, rare * (1 - hit), (1 - rare) * alarm, (1 - rare) * (1 - alarm));
  });
}

/** From the four shares or counts: the rarer answered as such, missed, the other taken for it, answered as such. */
export function macroF1Of(hit: number, missed: number, alarm: number, passed: number): number {
  const f1 = (right: number, wrong: number): number => (right === 0 ? 0 : (2 * right) / (2 * right + wrong));
  return (f1(hit, missed + alarm) + f1(passed, missed + alarm)) / 2;
}

/** P(N(0, 1) > x): Abramowitz & Stegun 26.2.17. */
function above(x: number): number {
  if (x < 0) return 1 - above(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const tail = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce(
    (value, coefficient) => (value + coefficient) * t,
    0,
  );
  return (Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
