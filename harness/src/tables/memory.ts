/** Table 2: what each configuration needs, in memory and on disk. */
import type { DoneTrial, Liveness } from '../trial/record.ts';
import { identity, outcome } from './accuracy.ts';
import { type Row, mean } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const MiB = 2 ** 20;

/** The highest over seeds. */
const peak = (row: Row, bytes: (record: DoneTrial) => number | null): number | null => {
  const all = row.done.flatMap((record) => bytes(record) ?? []);
  return all.length === 0 ? null : Math.max(...all) / MiB;
};
const average = (row: Row, bytes: (record: DoneTrial) => number | null): number | null => {
  const value = mean(row.done.flatMap((record) => bytes(record) ?? []));
  return value === null ? null : value / MiB;
};
const live = (header: string, bytes: (liveness: Liveness) => number): Column<Row> => ({
  header,
  value: (row) => peak(row, ({ memory: { liveness } }) => (liveness === null ? null : bytes(liveness))),
  digits: 1,
  only: 'file',
});

const columns: readonly Column<Row>[] = [
  ...identity,
  { header: 'trainable parameters', value: (row) => mean(row.done.map((r) => r.memory.trainableParameters)) },
  {
    header: 'artefact (MiB)',
    value: (row) => average(row, (r) => r.memory.artifactBytes),
    digits: 2,
    spare: true,
  },
  { header: 'training peak (MiB)', value: (row) => peak(row, (r) => r.memory.trainPeakRssBytes) },
  { header: 'inference peak (MiB)', value: (row) => peak(row, (r) => r.memory.inferencePeakRssBytes) },
  { header: 'idle (MiB)', value: (row) => average(row, (r) => r.memory.idleRssBytes), spare: true },
  {
    header: 'training, computed (MiB)',
    value: (row) => peak(row, ({ memory: { liveness } }) => (liveness === null ? null : total(liveness))),
    only: 'screen',
    spare: true,
  },
  live('weights, computed (MiB)', (l) => l.weights),
  live('trainable, computed (MiB)', (l) => l.trainable),
  live('gradients, computed (MiB)', (l) => l.gradients),
  live('optimizer, computed (MiB)', (l) => l.optimizer),
  live('activations, computed (MiB)', (l) => l.activations),
  {
    header: 'KV cache a request (MiB)',
    value: (row) => average(row, (r) => r.memory.kvBytesPerRequest),
    digits: 2,
    spare: true,
  },
  ...outcome,
];

const total = (l: Liveness): number => l.weights + l.trainable + l.gradients + l.optimizer + l.activations;

export const memoryTable = (rows: readonly Row[]): Table =>
  makeTable(
    {
      name: 'memory',
      title: 'Memory and storage',
      legend: [
        'Peaks: highest resident memory of the process, which did nothing else; the highest over seeds. Training and inference have a process each. Weights that two programs of a process map count for each: training with validation maps them twice. 1 MiB = 1,048,576 bytes.',
        'idle: resident before the model is loaded (Node.js and libraries); it is part of the peaks.',
        'computed: what the training step needs at once according to its graph (weights, trainable tensors, gradients, optimizer, activations: a column each in the CSV).',
      ],
    },
    columns,
    rows,
  );
