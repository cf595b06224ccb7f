/** Table 2: what each configuration needs, in memory and on disk. */
import type { InferenceLiveness, Liveness, MemoryRecord } from '../record/record.ts';
import { identity, outcome } from './accuracy.ts';
import { type Row, mean } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const MiB = 2 ** 20;
type Bytes = number | null | undefined;

const known = (row: Row, bytes: (memory: MemoryRecord) => Bytes): number[] =>
  row.done.flatMap(({ memory }) => bytes(memory) ?? []);
/** The highest over seeds. */
const highest = (row: Row, bytes: (memory: MemoryRecord) => Bytes): number | null => {
  const all = known(row, bytes);
  return all.length === 0 ? null : Math.max(...all) / MiB;
};
const average = (row: Row, bytes: (memory: MemoryRecord) => Bytes): number | null => {
  const value = mean(known(row, bytes));
  return value === null ? null : value / MiB;
};

type Phase = 'training' | 'inference';
interface Measured {
  /** Each page once; in older runs once a mapping. */
  readonly peak: Bytes;
  readonly highWater: Bytes;
  readonly idle: Bytes;
  readonly explained: Bytes;
}
const measured: Readonly<Record<Phase, (m: MemoryRecord) => Measured>> = {
  training: (m) => ({
    peak: m.trainSampledPeakRssBytes ?? m.trainPeakRssBytes,
    highWater: m.trainPeakRssBytes,
    idle: m.trainIdleRssBytes ?? m.idleRssBytes,
    explained: ofTraining(m.liveness),
  }),
  inference: (m) => ({
    peak: m.inferenceSampledPeakRssBytes ?? m.inferencePeakRssBytes,
    highWater: m.inferencePeakRssBytes,
    idle: m.idleRssBytes,
    explained: ofInference(m.inferenceLiveness),
  }),
};
const ofTraining = (l: Liveness | null): Bytes =>
  l && l.weights + l.trainable + l.gradients + l.optimizer + l.activations;
const ofInference = (l: InferenceLiveness | null | undefined): Bytes =>
  l && l.weights + l.patch + l.activations + l.keyValues;

const less = (a: Bytes, b: Bytes): Bytes => (typeof a === 'number' && typeof b === 'number' ? a - b : null);
const above = ({ peak, idle }: Measured): Bytes => less(peak, idle);
/** Peak of a phase less what the process held before the model, bytes. */
export const aboveIdle = (of: Phase, memory: MemoryRecord): Bytes => above(measured[of](memory));
const rest = (m: Measured): Bytes => less(above(m), m.explained);

const peak = (of: Phase): Column<Row> => ({
  header: `${of} peak − idle (MiB)`,
  value: (row) => highest(row, (m) => above(measured[of](m))),
});
const parts = (of: Phase, explained: readonly Column<Row>[]): Column<Row>[] => [
  {
    header: `${of}, explained (MiB)`,
    value: (row) => highest(row, (m) => measured[of](m).explained),
    spare: true,
    filled: true,
  },
  {
    header: `${of}, rest (MiB)`,
    value: (row) => highest(row, (m) => rest(measured[of](m))),
    spare: true,
    filled: true,
  },
  ...explained,
  {
    header: `${of} high-water mark (MiB)`,
    value: (row) => highest(row, (m) => measured[of](m).highWater),
    digits: 1,
    only: 'file',
  },
  {
    header: `${of} idle (MiB)`,
    value: (row) =>
      of === 'training' && neverTrained(row) ? null : average(row, (m) => measured[of](m).idle),
    digits: 1,
    only: 'file',
  },
];
const neverTrained = (row: Row): boolean => row.done.every((r) => r.memory.trainPeakRssBytes === null);

const part = <T>(
  of: Phase,
  account: (m: MemoryRecord) => T | null | undefined,
  name: string,
  bytes: (parts: T) => number,
): Column<Row> => ({
  header: `${of}: ${name} (MiB)`,
  value: (row) =>
    highest(row, (m) => {
      const parts = account(m);
      return parts ? bytes(parts) : null;
    }),
  digits: 1,
  only: 'file',
});
const trained = (name: keyof Liveness): Column<Row> =>
  part(
    'training',
    (m) => m.liveness,
    name,
    (parts) => parts[name],
  );
const asked = (key: keyof InferenceLiveness, name: string): Column<Row> =>
  part(
    'inference',
    (m) => m.inferenceLiveness,
    name,
    (parts) => parts[key],
  );

const columns: readonly Column<Row>[] = [
  ...identity,
  { header: 'trainable parameters', value: (row) => mean(row.done.map((r) => r.memory.trainableParameters)) },
  {
    header: 'artefact (MiB)',
    value: (row) => average(row, (m) => m.artifactBytes),
    digits: 2,
    spare: true,
  },
  peak('training'),
  peak('inference'),
  {
    header: 'KV cache a request (MiB)',
    value: (row) => average(row, (m) => m.kvBytesPerRequest),
    digits: 2,
    spare: true,
  },
  {
    header: 'context left (tokens)',
    value: (row) => mean(known(row, (m) => m.contextTokensLeft)),
    spare: true,
    filled: true,
  },
  ...parts(
    'training',
    (['weights', 'trainable', 'gradients', 'optimizer', 'activations'] as const).map(trained),
  ),
  ...parts('inference', [
    asked('weights', 'weights'),
    asked('patch', 'patch'),
    asked('activations', 'activations'),
    asked('keyValues', 'KV cache'),
  ]),
  { header: 'device (MiB)', value: (row) => highest(row, (m) => m.deviceBytes), digits: 1, only: 'file' },
  {
    header: 'switch of task (MiB)',
    value: (row) => average(row, (m) => m.switchBytes),
    digits: 2,
    spare: true,
    filled: true,
  },
  ...outcome,
];

export const memoryTable = (rows: readonly Row[]): Table =>
  makeTable(
    {
      name: 'memory',
      title: 'Memory and storage',
      legend: [
        'peak − idle: highest resident memory while the phase’s process worked, less what it held when the program was loaded and the model not (Node.js and libraries). Training and inference have a process each; the highest over seeds. 1 MiB = 1,048,576 bytes.',
        ...(rows.some((row) => known(row, (m) => m.inferenceSampledPeakRssBytes).length > 0)
          ? [
              'Sampled every 25 ms, a page counted once however many sessions map it; the kernel’s high-water mark (CSV), which counts it for each mapping and misses no moment, is never less.',
            ]
          : [
              'The kernel’s high-water mark, in which weights count for each session that maps them: training with validation maps them twice.',
            ]),
        'explained: what must be alive at once according to the programs’ own lifetimes, for the largest batch that was run: weights, trained tensors, gradients, optimizer state, activations; at inference weights, patch, activations and keys and values (a column each in the CSV). rest: peak − idle − explained, which is the runtime’s: its arena and copies, compiled programs, JavaScript’s arrays; negative where not all of the weights were touched.',
        'switch of task: tensors that have to be replaced for another task while the model stays loaded; 0 where only the prompt changes. artefact: the same on disk.',
        'KV cache a request: keys and values of a test item’s prompt, answer and of the method’s own positions. context left: the model’s context less those positions and the prompt. Means over test items.',
      ],
    },
    columns,
    rows,
  );
