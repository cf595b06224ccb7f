/** Accuracy against what it takes. A configuration is on the front where none is at least as accurate for less. */
import { once } from '../once.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Prices, money } from '../run/prices.ts';
import type { ProcessValue } from '../stats/processes.ts';
import type { Figure } from '../figures/figure.ts';
import { figures } from '../figures/index.ts';
import { barOf } from '../figures/read.ts';
import { batchedRequest } from '../figures/time.ts';
import { groupBy } from './group.ts';
import { type ScoreWords, endCell, metricColumn, scoreCell, scoreWords } from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** A figure that is weighed against accuracy. */
export interface Need {
  /** Fragment of a name, e.g. `latency`. */
  readonly name: string;
  /** E.g. `latency`. */
  readonly title: string;
  /** With its unit. */
  readonly label: string;
  /** What the ends of its bar are. */
  readonly bar: string;
  readonly of: (row: ConfigurationRow) => ProcessValue | null;
}

/** Cost is money where the user has given a price, else seconds of the machine. */
const needsOf = (prices: Prices): readonly Need[] =>
  figures.flatMap((figure): Need[] => {
    if (figure.tradeOff === undefined) return [];
    // 1,000 requests take as many seconds as one takes milliseconds.
    const price = figure === batchedRequest ? money(1, prices) : null;
    const factor = (price ?? 1) / figure.unit.per;
    const { name, title, label } = figure.tradeOff;
    return [
      {
        name,
        title,
        label: price === null ? label : label.replace('s of the machine', 'money'),
        bar: barText(figure),
        of: (row) => times(barOf(figure, row), factor),
      },
    ];
  });

const times = (bar: ProcessValue | null, factor: number): ProcessValue | null =>
  bar && {
    value: bar.value * factor,
    low: bar.low === null ? null : bar.low * factor,
    high: bar.high === null ? null : bar.high * factor,
  };

function barText({ noise, over }: Figure): string {
  if (noise === 'none') return 'none, it is always the same';
  return over === 'highest' ? 'lowest to highest over seeds; the highest counts' : '95 % interval';
}

export interface TradeOff {
  readonly task: string;
  readonly need: Need;
  readonly points: readonly TradeOffPoint[];
}

interface TradeOffPoint {
  readonly row: ConfigurationRow;
  readonly need: number;
  readonly needLow: number | null;
  readonly needHigh: number | null;
  /** Test score and its 95 % interval, on the unit scale. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly front: boolean;
}

/** By task and need; those with fewer than two points are left out. */
export const tradeOffs = (
  rows: readonly ConfigurationRow[],
  prices: Prices = noPrices,
): readonly TradeOff[] => tradeOffsOf(rows)(prices);

const noPrices: Prices = {};
const tradeOffsOf = once((rows: readonly ConfigurationRow[]) =>
  once((prices: Prices): readonly TradeOff[] =>
    groupBy(rows, (row) => row.task).flatMap((ofTask) =>
      needsOf(prices).flatMap((need): TradeOff[] => {
        const points = withFront(ofTask.flatMap((row) => pointOf(row, need) ?? []));
        return points.length < 2 ? [] : [{ task: ofTask[0]?.task ?? '', need, points }];
      }),
    ),
  ),
);

type Point = Omit<TradeOffPoint, 'front'>;

function pointOf(row: ConfigurationRow, need: Need): Point | null {
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
    const highest = equal.reduce((above, { mean }) => Math.max(above, mean), -Infinity);
    if (highest > best) for (const p of equal) if (p.mean === highest) front.add(p);
    best = Math.max(best, highest);
    from = end;
  }
  return points.map((p) => Object.assign({}, p, { front: front.has(p) }));
};

type Line = TradeOff & { readonly point: TradeOffPoint };

const columnsOf = ({ name, unit, digits }: ScoreWords): readonly Column<Line>[] => [
  { header: 'task', value: ({ task }) => task, ifVaried: true },
  { header: 'need', value: ({ need }) => need.label, ifVaried: true },
  { header: 'method', value: ({ point }) => point.row.method },
  { header: 'configuration', value: ({ point }) => point.row.configuration, kind: 'configuration' },
  { header: 'on the front', value: ({ point }) => (point.front ? 'yes' : '') },
  { header: 'needed', value: ({ point }) => point.need, digits: 1 },
  { header: 'low', value: ({ point }) => point.needLow, digits: 1 },
  { header: 'high', value: ({ point }) => point.needHigh, digits: 1 },
  metricColumn(({ point }: Line) => point.row),
  { header: `test ${name}${unit}`, value: ({ point }) => scoreCell(point.row, point), digits },
  { header: `95 % low${unit}`, value: ({ point }) => endCell(point.row, point, 'low'), digits },
  { header: `95 % high${unit}`, value: ({ point }) => endCell(point.row, point, 'high'), digits },
];

/** Of some trade-offs, or all. */
export const tradeOffsTable = (all: readonly TradeOff[]): Table =>
  makeTable(
    { name: 'pareto', title: 'Trade-offs', legend: [] },
    columnsOf(scoreWords(all.flatMap(({ points }) => points.map(({ row }) => row)))),
    all.flatMap((tradeOff) => tradeOff.points.map((point) => Object.assign({ point }, tradeOff))),
  );
