/** Table 3: how long answers take, and training. */
import { largest } from '@adaptbench/core';
import type { DoneTrial } from '../record/record.ts';
import type { LatencyPass } from '../record/timing.ts';
import type { Figure, Serving } from '../figures/figure.ts';
import { valueOf } from '../figures/read.ts';
import {
  type Quantile,
  type Series,
  decodeRate,
  firstTokenP50,
  itemP50,
  itemP95,
  plainFigure,
  prefillRate,
  requestTime,
  sampleOf,
  seriesMeans,
  servingMeans,
  servingNames,
  throughput,
  trainingTime,
  trialTime,
} from '../figures/time.ts';
import { identity, outcome } from './accuracy.ts';
import { boundColumns, figureColumn, meaningsOf } from './figure-column.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, cellText, makeTable } from './table.ts';

const file = { only: 'file' } as const;
const ifRoom = { droppable: true, ifFilled: true } as const;

/** Times of requests that are looked at elsewhere have a literal of their own. */
const timeOf = (series: Series, quantile: Quantile): Figure =>
  [itemP50, itemP95, firstTokenP50].find(({ name }) => name === requestTime(series, quantile).name) ??
  requestTime(series, quantile);
const time = (
  series: Series,
  quantile: Quantile,
  more: Parameters<typeof figureColumn>[1] = {},
): Column<ConfigurationRow> => figureColumn(timeOf(series, quantile), { digits: 1, ...more });
const bounds = (
  series: Series,
  quantiles: readonly Quantile[],
  serving?: Serving,
): Column<ConfigurationRow>[] => quantiles.flatMap((p) => boundColumns(timeOf(series, p), serving));

/** The interval of the median, for people. */
const interval: Column<ConfigurationRow> = {
  header: '95 % interval (ms)',
  value(row) {
    const { low, high } = valueOf(itemP50, row) ?? { low: null, high: null };
    return low === null || high === null ? '' : `${cellText(low, 1)}–${cellText(high, 1)}`;
  },
  only: 'screen',
  ...ifRoom,
};

const calls = (serving: Serving, series: 'item' | 'firstToken'): Column<ConfigurationRow> => {
  const name = series === 'item' ? 'item n' : 'first token n';
  const ways: Figure['ways'] = [
    (trial) => sampleOf(trial, serving, series)?.n,
    ({ evaluationTimes }) => (serving === 'alone' && series === 'item' ? evaluationTimes?.n : null),
  ];
  return figureColumn({ ...plainFigure(`${servingNames[serving]}${name}`, 'calls', () => null), ways }, file);
};
const timed = (
  name: string,
  unit: string,
  value: (pass: LatencyPass) => number | null | undefined,
  more = {},
) =>
  figureColumn(
    plainFigure(name, unit, ({ timing }) => timing && value(timing)),
    { ...file, ...more },
  );
const trained = (
  name: string,
  unit: string,
  value: (training: NonNullable<DoneTrial['training']>) => number | null | undefined,
  more: Parameters<typeof figureColumn>[1] = file,
) =>
  figureColumn(
    plainFigure(name, unit, ({ training }) => training && value(training)),
    more,
  );

/** What the CSV has of a way of serving beside the main one. */
const beside = (serving: 'cached' | 'merged'): Column<ConfigurationRow>[] => [
  time('item', 'p50', { serving, ...ifRoom }),
  ...bounds('item', ['p50'], serving),
  time('item', 'p95', { serving, ...file }),
  calls(serving, 'item'),
  time('firstToken', 'p50', { serving, ...file }),
  ...bounds('firstToken', ['p50'], serving),
  time('perToken', 'p50', { serving, ...file }),
  ...bounds('perToken', ['p50'], serving),
];

const columns: readonly Column<ConfigurationRow>[] = [
  ...identity,
  time('item', 'p50'),
  interval,
  time('item', 'p90', file),
  time('item', 'p95'),
  time('item', 'p99', file),
  ...bounds('item', ['p50', 'p90', 'p95', 'p99']),
  calls('alone', 'item'),
  time('firstToken', 'p50', ifRoom),
  time('firstToken', 'p95', file),
  ...bounds('firstToken', ['p50', 'p95']),
  time('perToken', 'p50', { digits: 2, ...ifRoom }),
  time('perToken', 'p95', file),
  ...bounds('perToken', ['p50', 'p95']),
  calls('alone', 'firstToken'),
  timed('timed prompt', 'tokens', (t) => t.alone.promptTokens),
  timed('timed generation', 'tokens', (t) => t.alone.generatedTokens),
  figureColumn(throughput, { digits: 1 }),
  timed('throughput batch', 'items', (t) => t.throughput.batch),
  timed('throughput n', 'passes', (t) => t.throughput.n),
  ...beside('merged'),
  timed('merged: max |Δ logit|', 'logits', (t) => t.merged?.maxLogitDifference),
  timed('merged: answers changed', 'items', (t) => t.merged?.answersChanged),
  timed('merged: answers compared', 'items', (t) => t.merged?.answersCompared),
  timed('merged: load', 'ms', (t) => t.merged?.loadMs),
  ...beside('cached'),
  timed('cached: shared prompt', 'tokens', (t) => t.cached?.sharedTokens),
  timed('switch of task', 'ms', (t) => t.switchMs, { digits: 1 }),
  figureColumn(
    plainFigure('prompt', 'tokens', ({ requests }) => requests?.promptTokens),
    { digits: 1, droppable: true },
  ),
  figureColumn(
    plainFigure('generated', 'tokens', ({ requests }) => requests?.generatedTokens),
    { digits: 1, ...file },
  ),
  figureColumn(prefillRate, file),
  figureColumn(decodeRate, { digits: 1, ...file }),
  figureColumn(trainingTime, { digits: 1 }),
  trained('training steps', '', ({ steps }) => steps),
  trained('step p50', 'ms', ({ stepMs }) => stepMs?.p50),
  trained('step p95', 'ms', ({ stepMs }) => stepMs?.p95),
  trained('training', 'tokens/s', ({ tokensPerSecond }) => tokensPerSecond, { droppable: true }),
  trained('training', 'GFLOP/s', ({ gflopPerSecond }) => gflopPerSecond),
  figureColumn(trialTime, { digits: 1, ...file }),
  ...outcome,
];

export const latencyTable = (rows: readonly ConfigurationRow[]): Table =>
  makeTable({ name: 'latency', title: 'Latency and training time', legend: legend(rows) }, columns, rows);

function legend(rows: readonly ConfigurationRow[]): string[] {
  const passes = rows.flatMap((row) => row.done.flatMap((trial) => trial.timing ?? []));
  const means = (serving: Serving): string[] =>
    passes.some((pass) => pass[serving] !== null) ? [servingMeans[serving]] : [];
  return [
    ...meaningsOf([itemP50]),
    ...(passes.length === 0
      ? []
      : [
          `Timed in a process of their own, one seed per configuration unless --latency says otherwise (a seed does not change what a request costs); several: their mean.`,
          `${seriesMeans.firstToken} ${seriesMeans.perToken} Generated tokens: ${largest(passes.map((pass) => pass.alone.generatedTokens))}.`,
        ]),
    ...meaningsOf([throughput]),
    ...means('merged'),
    ...means('cached'),
    ...meaningsOf([trainingTime]),
    ...(rows.some((row) => row.done.some(({ requests }) => requests === null))
      ? ['A cell is empty where it was not measured: the time is unknown, not 0.']
      : []),
  ];
}
