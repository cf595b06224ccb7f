/** Table 3: how long answers take, and training. */
import type { DoneTrial } from '../trial/record.ts';
import { identity, outcome } from './accuracy.ts';
import { type Row, mean } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** Mean over seeds of what is known. */
const over = (row: Row, value: (record: DoneTrial) => number | null | undefined): number | null =>
  mean(row.done.flatMap((record) => value(record) ?? []));

const columns: readonly Column<Row>[] = [
  ...identity,
  { header: 'item p50 (ms)', value: (row) => over(row, (r) => r.latency?.itemMs.p50), digits: 1 },
  {
    header: 'item p90 (ms)',
    value: (row) => over(row, (r) => r.latency?.itemMs.p90),
    digits: 1,
    only: 'file',
  },
  { header: 'item p95 (ms)', value: (row) => over(row, (r) => r.latency?.itemMs.p95), digits: 1 },
  {
    header: 'item p99 (ms)',
    value: (row) => over(row, (r) => r.latency?.itemMs.p99),
    digits: 1,
    only: 'file',
  },
  { header: 'timed calls', value: (row) => over(row, (r) => r.latency?.itemMs.n), only: 'file' },
  {
    header: 'prompt (tokens)',
    value: (row) => over(row, (r) => r.latency?.promptTokens),
    digits: 1,
    spare: true,
  },
  {
    header: 'generated (tokens)',
    value: (row) => over(row, (r) => r.latency?.generatedTokens),
    digits: 1,
    only: 'file',
  },
  {
    header: 'prefill (tokens/s)',
    value: (row) => over(row, (r) => r.latency?.prefillTokensPerSecond),
    only: 'file',
  },
  {
    header: 'decode (tokens/s)',
    value: (row) => over(row, (r) => r.latency?.decodeTokensPerSecond),
    digits: 1,
    only: 'file',
  },
  {
    header: 'throughput (items/s)',
    value: (row) => over(row, (r) => r.latency?.throughputItemsPerSecond),
    digits: 1,
  },
  { header: 'training (s)', value: (row) => over(row, (r) => r.training?.seconds), digits: 1 },
  { header: 'training steps', value: (row) => over(row, (r) => r.training?.steps), only: 'file' },
  { header: 'step p50 (ms)', value: (row) => over(row, (r) => r.training?.stepMs?.p50), only: 'file' },
  { header: 'step p95 (ms)', value: (row) => over(row, (r) => r.training?.stepMs?.p95), only: 'file' },
  {
    header: 'training (tokens/s)',
    value: (row) => over(row, (r) => r.training?.tokensPerSecond),
    spare: true,
  },
  {
    header: 'training (GFLOP/s)',
    value: (row) => over(row, (r) => r.training?.gflopPerSecond),
    only: 'file',
  },
  { header: 'whole trial (s)', value: (row) => over(row, (r) => r.seconds), digits: 1, only: 'file' },
  ...outcome,
];

export const latencyTable = (rows: readonly Row[]): Table =>
  makeTable(
    {
      name: 'latency',
      title: 'Latency and training time',
      legend: [
        'item: one test item after the other (batch 1), from its text to its answer, tokenizing included, after warm-ups; p50 and the like interpolate linearly between the sorted times. Mean over seeds.',
        'throughput: all test items at the evaluation’s batch size, loading left out.',
        'training: the steps alone, without loading, compiling and validation.',
        ...(rows.some((row) => row.done.some((record) => record.latency === null))
          ? ['A cell is empty where nobody measured: the time is unknown, not 0.']
          : []),
      ],
    },
    columns,
    rows,
  );
