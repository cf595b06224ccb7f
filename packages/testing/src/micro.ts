/**
 * How microbenchmarks are timed and where they report. All cases of a package take turns: six rounds over the list, so that a minute in
 * which the machine is busy falls on all of them. A case's rows are printed and written to `runs/micro/<package>.jsonl` (or the folder that
 * ADAPTBENCH_MICRO names), from where `pnpm bench:micro` makes one table of all packages.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { Bench } from 'tinybench';
import { inTurn } from './in-turn.ts';

export interface MicroCase {
  /** What is timed, e.g. `prompt of 64 tokens`. */
  readonly name: string;
  /** Which way of doing it, e.g. `merged`. */
  readonly variant: string;
  /** What is varied and its value here, e.g. `['rank', 8]`. */
  readonly parameter?: readonly [name: string, value: string | number];
  /** Default `ms`. */
  readonly unit?: 'ms' | 'µs';
  /** Pieces of work in one call; times are of one. Default 1. */
  readonly pieces?: number;
  readonly run: () => void | Promise<void>;
}

/** A line of `runs/micro/<package>.jsonl`. */
export interface MicroRow {
  readonly package: string;
  readonly name: string;
  readonly variant: string;
  readonly parameter: string | null;
  readonly value: string | number | null;
  readonly unit: string;
  /** Median over all timed calls. */
  readonly p50: number;
  /** The fastest call: what the machine can do when nothing else runs. */
  readonly least: number;
  /** Lowest and highest of the rounds' medians: with six rounds a 96.9 % interval of a round's median, whatever its distribution. */
  readonly low: number;
  readonly high: number;
  /** Timed calls, all rounds together. */
  readonly n: number;
  readonly rounds: number;
  /** Running processes averaged over the last minute, at the end: above 1 means that the machine was shared. */
  readonly load1: number;
}

const ROUNDS = 6;
/** Least milliseconds and calls of a case in a round. */
const ROUND = { time: 120, iterations: 3 };
const WARM_UP = { warmupTime: 60, warmupIterations: 2 };

/** Times the cases in turn, reports them and gives back a row each. Throws what a case throws. */
export async function microbench(packageName: string, cases: readonly MicroCase[]): Promise<MicroRow[]> {
  const works = Object.fromEntries(
    cases.map((one, i) => [String(i), (round: number) => timeOnce(one, round === 0)]),
  );
  const samples = await inTurn(works, ROUNDS);
  const rows = cases.map((one, i) => microRow(packageName, one, samples[String(i)]!));
  reportMicro(packageName, rows);
  return rows;
}

/** Milliseconds of each call in one round. */
async function timeOnce({ name, run }: MicroCase, first: boolean): Promise<number[]> {
  const warmUp = first ? WARM_UP : { warmup: false };
  const bench = new Bench({ ...ROUND, ...warmUp, retainSamples: true, throws: true }).add(name, run);
  await bench.run();
  const { result } = bench.tasks[0]!;
  if (result.state !== 'completed') throw new Error(`${name}: the benchmark ended as ${result.state}`);
  return [...(result.latency.samples ?? [])];
}

/** `rounds`: milliseconds of each call, by round. */
export function microRow(
  packageName: string,
  one: Omit<MicroCase, 'run'>,
  rounds: readonly (readonly number[])[],
): MicroRow {
  const unit = one.unit ?? 'ms';
  const each = (ms: number): number => ((unit === 'ms' ? 1 : 1000) * ms) / (one.pieces ?? 1);
  const all = rounds.flat().toSorted((a, b) => a - b);
  const medians = rounds.map(median).map(each);
  return {
    package: packageName,
    name: one.name,
    variant: one.variant,
    parameter: one.parameter?.[0] ?? null,
    value: one.parameter?.[1] ?? null,
    unit,
    p50: each(median(all)),
    least: each(all[0] ?? NaN),
    low: Math.min(...medians),
    high: Math.max(...medians),
    n: all.length,
    rounds: rounds.length,
    load1: loadavg()[0]!,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

/** Prints rows, and writes them as the package's: those of an earlier run are replaced. */
export function reportMicro(packageName: string, rows: readonly MicroRow[]): void {
  const folder = process.env['ADAPTBENCH_MICRO'] ?? path.join(import.meta.dirname, '../../../runs/micro');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, `${packageName}.jsonl`),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  );
  console.table(
    rows.map(({ name, variant, parameter, value, unit, p50, least, low, high, n }) => ({
      name,
      variant,
      parameter: parameter === null ? '' : `${parameter} ${value}`,
      p50: `${p50.toPrecision(3)} ${unit}`,
      least: least.toPrecision(3),
      rounds: `${low.toPrecision(3)}–${high.toPrecision(3)}`,
      n,
    })),
  );
}
