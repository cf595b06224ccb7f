/**
 * Worlds in which the true accuracies are known, to see whether intervals and tests keep what they state. An answer is right with
 * probability σ(μ + item + item of this configuration + seed), each effect normal with the given standard deviation in logits; μ is
 * set so that the mean over all items and seeds is the wanted accuracy. Chance in each answer is the interaction of item and seed.
 */
import type { Random } from '@adaptbench/core';

export interface World {
  /** Over all items and seeds; one number per configuration, the last for all that follow. */
  readonly accuracy: number | readonly number[];
  readonly items: number;
  readonly seeds: number;
  /** Standard deviations in logits. An item's effect is the same for all configurations and seeds … */
  readonly itemSd: number;
  /** … this one for all seeds of one configuration (default 1) … */
  readonly ownSd?: number;
  /** … and a seed's effect for all items; as with `accuracy`. */
  readonly seedSd: number | readonly number[];
}

/** `count` configurations asked the same items once with each seed: a string a seed, one digit an item. */
export function simulate(world: World, count: number, draw: Random): string[][] {
  const { items, seeds, itemSd, ownSd = 1 } = world;
  const common = normals(items, itemSd, draw);
  return Array.from({ length: count }, (_, configuration) => {
    const seedSd = nth(world.seedSd, configuration);
    const wanted = nth(world.accuracy, configuration);
    const mu = logitFor(wanted, Math.hypot(itemSd, ownSd, seedSd));
    const ease = normals(items, ownSd, draw).map((own, i) => mu + own + common[i]!);
    return normals(seeds, seedSd, draw).map((luck) => {
      let row = '';
      for (const at of ease) row += draw.uniform() < logistic(at + luck) ? '1' : '0';
      return row;
    });
  });
}

const nth = (of: number | readonly number[], at: number): number =>
  typeof of === 'number' ? of : (of[Math.min(at, of.length - 1)] ?? 0);
const normals = (n: number, sd: number, draw: Random): number[] =>
  Array.from({ length: n }, () => (sd === 0 ? 0 : sd * draw.normal()));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const known = new Map<string, number>();

/** The μ at which σ(μ + sd·N(0, 1)) has the wanted mean: bisection over a sum in steps of a twentieth from −8 to 8. */
function logitFor(accuracy: number, sd: number): number {
  const key = `${accuracy} ${sd}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const grid = Array.from({ length: 321 }, (_, i) => (i - 160) / 20);
  const weight = grid.map((x) => Math.exp(-(x * x) / 2));
  const total = weight.reduce((a, b) => a + b, 0);
  const meanAt = (mu: number): number =>
    grid.reduce((sum, x, i) => sum + weight[i]! * logistic(mu + sd * x), 0) / total;
  let [low, high] = [-40, 40];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanAt(middle) < accuracy) low = middle;
    else high = middle;
  }
  known.set(key, low);
  return low;
}
