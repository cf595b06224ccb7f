/**
 * Worlds in which the true accuracies are known, to see whether intervals and tests keep what they state. An answer is right with
 * probability σ(μ + item + seed + item × seed), each effect normal with the given standard deviation in logits; μ is set so that
 * the mean over all items and seeds is the wanted accuracy.
 */
import type { Random } from '@adaptbench/core';

export interface World {
  /** Of the first configuration, over all items and seeds. */
  readonly accuracy: number;
  /** Of the second; default the first's. */
  readonly other?: number;
  readonly items: number;
  readonly seeds: number;
  /** Standard deviations in logits. An item's effect is the same for all configurations and seeds … */
  readonly itemSd: number;
  /** … this one for all seeds of one configuration (default 1) … */
  readonly ownSd?: number;
  /** … a seed's effect for all items; one number a configuration, the last for all that follow … */
  readonly seedSd: number | readonly number[];
  /** … and this for one item in one seed (default 0.5). */
  readonly flipSd?: number;
}

/** `count` configurations asked the same items once with each seed: a string a seed, one digit an item. */
export function simulate(world: World, count: number, draw: Random): string[][] {
  const { items, seeds, itemSd, ownSd = 1, flipSd = 0.5 } = world;
  const common = normals(items, itemSd, draw);
  return Array.from({ length: count }, (_, configuration) => {
    const seedSd = seedSdOf(world, configuration);
    const wanted = configuration === 0 ? world.accuracy : (world.other ?? world.accuracy);
    const mu = logitFor(wanted, Math.hypot(itemSd, ownSd, seedSd, flipSd));
    const ease = normals(items, ownSd, draw).map((own, i) => mu + own + common[i]!);
    return normals(seeds, seedSd, draw).map((luck) => {
      let row = '';
      for (const at of ease) row += draw.uniform() < logistic(at + luck + flipSd * draw.normal()) ? '1' : '0';
      return row;
    });
  });
}

const seedSdOf = ({ seedSd }: World, configuration: number): number =>
  typeof seedSd === 'number' ? seedSd : (seedSd[Math.min(configuration, seedSd.length - 1)] ?? 0);
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
