/**
 * Which of the measured engines a run takes: the usual one, unless another is faster at the run as a whole by more than the measurement
 * spreads. Pure.
 */
import { type EngineChoice, type Ratio, type Took, clockOf, quantile, ratioOf } from '@adaptbench/results';
import { traitsOf } from '../engines.ts';
import { type Demand, worksOf } from './demand.ts';
import type { Probed } from './measure.ts';
import type { WorkName } from './works.ts';

export type Row = EngineChoice['measured'][number];

/** Rounds before which nothing is decided. */
const FEW = 3;

export interface Decision {
  readonly chosen: Row;
  /** The usual engine first, which the others are held against. */
  readonly rows: readonly Row[];
}

/** `probed`: at least one, the usual one first. */
export function decide(probed: readonly Probed[], demand: Demand): Decision {
  const rows = rowsOf(probed, demand);
  const [usual, ...others] = rows as [Row, ...Row[]];
  const faster = others.filter(({ timesAsLong }) => (timesAsLong['whole']?.high ?? Infinity) < 1);
  const ratio = (row: Row): number => row.timesAsLong['whole']!.ratio;
  const [fastest = usual] = faster.toSorted((a, b) => ratio(a) - ratio(b));
  return { chosen: fastest, rows };
}

/** Of these many rounds the median's 95 % interval is their range. */
const ROUNDS = 7;

/** Whether the rounds so far decide: they are enough, or no further ones could help another engine, as each was slower in every round. */
export const decided = (probed: readonly Probed[], demand: Demand): boolean =>
  roundsOf(probed) >= ROUNDS || slowerSoFar(probed, demand);

function slowerSoFar(probed: readonly Probed[], demand: Demand): boolean {
  if (roundsOf(probed) < FEW) return false;
  const ms = clock(probed);
  const [usual, ...others] = probed.map((one) => wholeMs(one, demand, ms));
  return others.every((whole) => whole.every((value, i) => value > usual![i]!));
}

function rowsOf(probed: readonly Probed[], demand: Demand): Row[] {
  const ms = clock(probed);
  const names = worksOf(demand);
  const usual = probed[0]!;
  const measured = roundsOf(probed) > 0;
  return probed.map((one) => ({
    engine: one.engine,
    device: one.device,
    version: one.opened.version,
    readyMs: demand.processes === 0 ? 0 : startsMs(one, demand, ms) / demand.processes,
    works: measured
      ? Object.fromEntries(names.map((name) => [name, quantile(timesOf(one, name, ms), 0.5)]))
      : {},
    timesAsLong:
      measured && one !== usual
        ? Object.fromEntries([
            ...names.map((name) => [name, told(timesOf(one, name, ms), timesOf(usual, name, ms))] as const),
            ['whole', told(wholeMs(one, demand, ms), wholeMs(usual, demand, ms))] as const,
          ])
        : {},
  }));
}

type Clock = (took: Took) => number;

/** The processor's, where all compute on it with one thread; else the wall's. */
const clock = (probed: readonly Probed[]): Clock =>
  clockOf(probed.every((one) => one.opened.threads === 1 && !traitsOf(one).card) ? 1 : 2).ms;

/** All works of a round are done, so one of them tells. */
const roundsOf = (probed: readonly Probed[]): number =>
  Math.min(...probed.map(({ rounds }) => Object.values(rounds)[0]?.length ?? 0));

/** As long as the whole model takes. */
const timesOf = ({ rounds, opened }: Probed, name: WorkName, ms: Clock): number[] =>
  (rounds[name] ?? []).map((took) => opened.factor * ms(took));

/** Of all processes: loading, and compiling, which is what the first time takes above the others. */
function startsMs(one: Probed, { processes, compiles }: Demand, ms: Clock): number {
  const { load, first, factor } = one.opened;
  const compiling = (Object.entries(first) as [WorkName, Took][]).map(([name, took]) => {
    const later = timesOf(one, name, ms);
    return compiles[name] * Math.max(0, factor * ms(took) - (later.length === 0 ? 0 : quantile(later, 0.5)));
  });
  return processes * ms(load) + compiling.reduce((a, b) => a + b, 0);
}

/** Of all trials, a value a round. */
function wholeMs(one: Probed, demand: Demand, ms: Clock): number[] {
  const start = startsMs(one, demand, ms);
  const names = worksOf(demand);
  const series = names.map((name) => timesOf(one, name, ms));
  return (series[0] ?? []).map((_, i) =>
    names.reduce((sum, name, w) => sum + demand.works[name] * series[w]![i]!, start),
  );
}

function told(over: readonly number[], under: readonly number[]): Omit<Ratio, 'p'> {
  const { p: _, ...ratio } = ratioOf(over, under);
  return ratio;
}
