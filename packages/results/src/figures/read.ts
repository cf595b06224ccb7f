/** A figure's values: of trials, over the seeds of a configuration, as an estimate. Pure. */
import { once } from '../once.ts';
import { type Estimate, intervalEstimate, meanEstimate } from '../stats/estimate.ts';
import type { ProcessValue } from '../stats/processes.ts';
import type { DoneTrial } from '../record/record.ts';
import type { Figure, Serving, Way } from './figure.ts';

/** A configuration's finished trials, one per seed. */
export interface Seeds {
  readonly done: readonly DoneTrial[];
}

function valuesBy(way: Way, trials: readonly DoneTrial[], serving: Serving): ProcessValue[] {
  const values: ProcessValue[] = [];
  for (const trial of trials) {
    const found = way(trial, serving) ?? null;
    if (found !== null)
      values.push(typeof found === 'number' ? { value: found, low: null, high: null } : found);
  }
  return values;
}

/** One value per trial that has it, by the first way that any has; empty where it was not measured. */
function valuesOf(
  { ways }: Figure,
  trials: readonly DoneTrial[],
  serving: Serving = 'alone',
): readonly ProcessValue[] {
  for (const way of ways) {
    const values = valuesBy(way, trials, serving);
    if (values.length > 0) return values;
  }
  return [];
}

/** A value over seeds, with the interval within the process (mean over seeds) where each has one. */
export function valueOf(figure: Figure, { done }: Seeds, serving: Serving = 'alone'): ProcessValue | null {
  for (const way of figure.ways) {
    const value = overSeeds(figure, way, done, serving);
    if (value !== null) return value;
  }
  return null;
}

/** null where no trial has one. In one pass: tables ask for a hundred figures of each row. */
function overSeeds(
  { over }: Figure,
  way: Way,
  trials: readonly DoneTrial[],
  serving: Serving,
): ProcessValue | null {
  let [n, sum, highest] = [0, 0, -Infinity];
  let [lows, lowSum, highs, highSum] = [0, 0, 0, 0];
  for (const trial of trials) {
    const found = way(trial, serving) ?? null;
    if (found === null) continue;
    const { value, low, high } = typeof found === 'number' ? { value: found, low: null, high: null } : found;
    n++;
    sum += value;
    highest = Math.max(highest, value);
    if (low !== null) [lows, lowSum] = [lows + 1, lowSum + low];
    if (high !== null) [highs, highSum] = [highs + 1, highSum + high];
  }
  if (n === 0) return null;
  return {
    value: over === 'highest' ? highest : sum / n,
    low: lows === 0 ? null : lowSum / lows,
    high: highs === 0 ? null : highSum / highs,
  };
}

/** The mean with its interval: over seeds, or within the process where one seed was measured. null where none was. */
export function estimateOf(figure: Figure, { done }: Seeds): Estimate | null {
  const read = estimatesRead(done);
  const kept = read.get(figure);
  if (kept !== undefined) return kept;
  const values = valuesOf(figure, done);
  const [only] = values;
  const estimate =
    values.length === 1 && only
      ? intervalEstimate(only.value, only.low, only.high)
      : meanEstimate(values.map(({ value }) => value));
  read.set(figure, estimate);
  return estimate;
}
const estimatesRead = once((_: readonly DoneTrial[]) => new Map<Figure, Estimate | null>());

/** The value and the ends of its bar: of a highest one from the lowest, of an exact one none, else the estimate's interval. */
export function barOf(figure: Figure, seeds: Seeds): ProcessValue | null {
  if (figure.over === 'mean') return estimateOf(figure, seeds);
  const value = valueOf(figure, seeds);
  if (value === null || figure.noise === 'none') return value;
  const low = Math.min(...valuesOf(figure, seeds.done).map((of) => of.value));
  return { value: value.value, low, high: value.value };
}

/** Two configurations' values by the first way that both have, else each by its own; null where one has none. */
export function valuesOfBoth(
  figure: Figure,
  old: readonly DoneTrial[],
  now: readonly DoneTrial[],
): {
  readonly old: readonly ProcessValue[];
  readonly new: readonly ProcessValue[];
  readonly sameWay: boolean;
} | null {
  for (const way of figure.ways) {
    const [before, after] = [valuesBy(way, old, 'alone'), valuesBy(way, now, 'alone')];
    if (before.length > 0 && after.length > 0) return { old: before, new: after, sameWay: true };
  }
  const [before, after] = [valuesOf(figure, old), valuesOf(figure, now)];
  return before.length === 0 || after.length === 0 ? null : { old: before, new: after, sameWay: false };
}
