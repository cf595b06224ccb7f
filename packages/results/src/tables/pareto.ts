/** Accuracy against what it takes. A configuration is on the front where none is at least as accurate for less. */
import type { Row } from './rows.ts';
import { type Prices, money } from '../run/prices.ts';
import { scaled } from '../stats/estimate.ts';
import { inferencePeak, requestMs, wholePeak } from './needs.ts';
import { groupBy } from './group.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** One thing that a configuration needs. */
export interface Need {
  /** Fragment of a name, e.g. `latency`. */
  readonly name: string;
  /** E.g. `latency`. */
  readonly title: string;
  /** With its unit. */
  readonly label: string;
  /** What the ends of its bar are. */
  readonly bar: string;
  readonly of: (
    row: Row,
  ) => { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
}

const highest = (peak: { readonly value: number; readonly low: number } | null) =>
  peak === null ? null : { ...peak, high: peak.value };

/** Cost is money where the user has given a price, else seconds of the machine. */
const needsOf = (prices: Prices): readonly Need[] => [
  {
    name: 'inference-memory',
    title: 'memory of answering',
    label: 'peak memory of answering above idle (MiB)',
    bar: 'lowest to highest over seeds; the highest counts',
    of: (row) => highest(inferencePeak(row)),
  },
  {
    name: 'whole-memory',
    title: 'memory of training and answering',
    label: 'peak memory of either above idle (MiB)',
    bar: 'lowest to highest over seeds; the highest counts',
    of: (row) => highest(wholePeak(row)),
  },
  {
    name: 'latency',
    title: 'latency',
    label: 'median request (ms)',
    bar: '95 % interval',
    of: (row) => requestMs(row, 'alone'),
  },
  {
    name: 'storage',
    title: 'storage',
    label: 'what was learned, on disk (MiB)',
    bar: 'none, it is always the same',
    of(row) {
      const bytes = row.done[0]?.memory.artifactBytes;
      return bytes === undefined ? null : { value: bytes / 2 ** 20, low: null, high: null };
    },
  },
  {
    name: 'cost',
    title: 'cost',
    label: `1,000 requests in batches (${money(1, prices) === null ? 's of the machine' : 'money'})`,
    bar: '95 % interval',
    of(row) {
      // 1,000 requests take as many seconds as one takes milliseconds.
      const seconds = requestMs(row, 'batch');
      return seconds === null ? null : scaled(seconds, money(1, prices) ?? 1);
    },
  },
];

export interface TradeOff {
  readonly task: string;
  readonly need: Need;
  readonly points: readonly TradeOffPoint[];
}

export interface TradeOffPoint {
  readonly row: Row;
  readonly need: number;
  readonly needLow: number | null;
  readonly needHigh: number | null;
  /** Test accuracy and its 95 % interval, in [0, 1]. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly front: boolean;
}

/** By task and need; those with fewer than two points are left out. */
export const tradeOffs = (rows: readonly Row[], prices: Prices = {}): TradeOff[] =>
  groupBy(rows, (row) => row.task).flatMap((own) =>
    needsOf(prices).flatMap((need): TradeOff[] => {
      const points = withFront(own.flatMap((row) => pointOf(row, need) ?? []));
      return points.length < 2 ? [] : [{ task: own[0]?.task ?? '', need, points }];
    }),
  );

type Point = Omit<TradeOffPoint, 'front'>;

function pointOf(row: Row, need: Need): Point | null {
  const needed = need.of(row);
  if (needed === null || row.test === null) return null;
  const { mean, low, high } = row.test;
  return { row, need: needed.value, needLow: needed.low, needHigh: needed.high, mean, low, high };
}

/** Of equals in both, all are on the front. */
export const withFront = <P extends { readonly need: number; readonly mean: number }>(
  points: readonly P[],
): (P & { readonly front: boolean })[] => {
  const front = new Set<P>();
  /** The most accurate for less than what is looked at. */
  let best = -Infinity;
  const byNeed = points.toSorted((a, b) => a.need - b.need);
  for (let from = 0; from < byNeed.length;) {
    const { need } = byNeed[from]!;
    let end = from;
    while (byNeed[end]?.need === need) end++;
    const equal = byNeed.slice(from, end);
    const highest = equal.reduce((most, { mean }) => Math.max(most, mean), -Infinity);
    if (highest > best) for (const p of equal) if (p.mean === highest) front.add(p);
    best = Math.max(best, highest);
    from = end;
  }
  return points.map((p) => Object.assign({}, p, { front: front.has(p) }));
};

const columns: readonly Column<TradeOff & { readonly point: TradeOffPoint }>[] = [
  { header: 'task', value: ({ task }) => task, telling: true },
  { header: 'need', value: ({ need }) => need.label, telling: true },
  { header: 'method', value: ({ point }) => point.row.method },
  { header: 'configuration', value: ({ point }) => point.row.configuration },
  { header: 'on the front', value: ({ point }) => (point.front ? 'yes' : '') },
  { header: 'needed', value: ({ point }) => point.need, digits: 1 },
  { header: 'low', value: ({ point }) => point.needLow, digits: 1 },
  { header: 'high', value: ({ point }) => point.needHigh, digits: 1 },
  { header: 'test accuracy (%)', value: ({ point }) => point.mean * 100, digits: 1 },
  { header: '95 % low (%)', value: ({ point }) => point.low * 100, digits: 1 },
  { header: '95 % high (%)', value: ({ point }) => point.high * 100, digits: 1 },
];

/** Of some trade-offs, or all. */
export const tradeOffsTable = (all: readonly TradeOff[]): Table =>
  makeTable(
    { name: 'pareto', title: 'Trade-offs', legend: [] },
    columns,
    all.flatMap((tradeOff) => tradeOff.points.map((point) => Object.assign({ point }, tradeOff))),
  );
