/**
 * Which of the measured engines a run takes: the usual one, unless another is faster at the run as a whole by more than the measurement
 * spreads. Pure.
 */
import { type EngineChoice, type Ratio, type Took, clockOf, quantile, ratioOf } from '@adaptbench/results';
import { type Named, traitsOf } from '../engines.ts';
import { type Demand, worksOf } from './demand.ts';
import type { Probed } from './measure.ts';
import type { WorkName } from './works.ts';

export type Row = EngineChoice['measured'][number];

/** Rounds before which nothing is decided. */
const FEW = 3;

/** An engine whose start alone decided against it. */
export interface Hopeless extends Named {
  /** Milliseconds that the run's processes would take to start, as far as it was measured; and that the run takes on the usual engine. */
  readonly startsMs: number;
  readonly usualMs: number;
}

export interface Decision {
  readonly chosen: Row;
  /** The usual engine first, which the others are held against. */
  readonly rows: readonly Row[];
  readonly hopeless: readonly Hopeless[];
}

/** `probed`: at least one, the usual one first. */
export function decide(probed: readonly Probed[], demand: Demand): Decision {
  const rows = rowsOf(probed, demand);
  const [usual, ...others] = rows as [Row, ...Row[]];
  const faster = others.filter(({ timesAsLong }) => (timesAsLong['whole']?.high ?? Infinity) < 1);
  const ratio = (row: Row): number => row.timesAsLong['whole']!.ratio;
  const [fastest = usual] = faster.toSorted((a, b) => ratio(a) - ratio(b));
  const noHope = probed.slice(1).flatMap((one) => hopelessness(one, probed[0]!, demand) ?? []);
  return { chosen: fastest, rows, hopeless: noHope };
}

/** Of these many rounds the median's 95 % interval is their range. */
const ROUNDS = 7;

/**
 * Whether no speed could make the other engine the faster one: its processes take longer to start than the whole run takes on the usual
 * one, as far as both are measured.
 */
export const hopeless = (other: Probed, usual: Probed, demand: Demand): boolean =>
  hopelessness(other, usual, demand) !== null;

function hopelessness(other: Probed, usual: Probed, demand: Demand): Hopeless | null {
  const ms = clock([usual, other]);
  const [starts, whole] = [startsMs(other, demand, ms), wholeMs(usual, demand, ms)];
  if (roundsOf(other) > 0 || whole.length === 0 || starts <= Math.max(...whole)) return null;
  return { engine: other.engine, device: other.device, startsMs: starts, usualMs: quantile(whole, 0.5) };
}

/** Whether the rounds so far decide: they are enough, or no further ones could help another engine. */
export function decided(probed: readonly Probed[], demand: Demand): boolean {
  const [usual, ...others] = probed as [Probed, ...Probed[]];
  const hopeful = others.filter((one) => !hopeless(one, usual, demand));
  const rounds = Math.min(...hopeful.map(roundsOf));
  return (
    hopeful.length === 0 || rounds >= ROUNDS || (rounds >= FEW && slowerSoFar([usual, ...hopeful], demand))
  );
}

/** Each was slower in every round so far. */
function slowerSoFar(probed: readonly Probed[], demand: Demand): boolean {
  const ms = clock(probed);
  const [usual, ...others] = probed.map((one) => wholeMs(one, demand, ms));
  return others.every((whole) => whole.every((value, i) => value > usual![i]!));
}

function rowsOf(probed: readonly Probed[], demand: Demand): Row[] {
  const ms = clock(probed);
  const names = worksOf(demand);
  const usual = probed[0]!;
  return probed.map((one) => {
    const measured = roundsOf(one) > 0;
    const times = names.map((name) => [name, timesOf(one, name, ms)] as const);
    return {
      engine: one.engine,
      device: one.device,
      version: one.opened.version,
      readyMs: demand.processes === 0 ? 0 : startsMs(one, demand, ms) / demand.processes,
      works: measured ? Object.fromEntries(times.map(([name, series]) => [name, quantile(series, 0.5)])) : {},
      timesAsLong:
        measured && one !== usual
          ? Object.fromEntries([
              ...times.map(([name, series]) => [name, told(series, timesOf(usual, name, ms))] as const),
              ['whole', told(wholeMs(one, demand, ms), wholeMs(usual, demand, ms))] as const,
            ])
          : {},
    };
  });
}

type Clock = (took: Took) => number;

/** The processor's, where all compute on it with one thread; else the wall's. */
const clock = (probed: readonly Probed[]): Clock =>
  clockOf(probed.every((one) => one.opened.threads === 1 && !traitsOf(one).card) ? 1 : 2).ms;

/** All works of a round are done, so one of them tells. */
const roundsOf = ({ rounds }: Probed): number => Object.values(rounds)[0]?.length ?? 0;

/** As long as the whole model takes. */
const timesOf = ({ rounds, opened }: Probed, name: WorkName, ms: Clock): number[] =>
  (rounds[name] ?? []).map((took) => opened.factor * ms(took));

/**
 * Of all processes: loading, and compiling, which is what the first time takes above the others. Where there are no others it is the first
 * time whole, which each process has at least.
 */
function startsMs(one: Probed, { processes, compiles }: Demand, ms: Clock): number {
  const { first } = one;
  const { load, factor } = one.opened;
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
