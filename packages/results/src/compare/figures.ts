/** What is compared besides accuracy: sizes, which are exact, and memory and times, which are measured. Less is better in all of them. */
import type { ProcessValue } from '../stats/processes.ts';
import type { DoneTrial, LatencyPass } from '../record/record.ts';
import type { Finding } from './schema.ts';

export interface Figure {
  readonly name: string;
  readonly group: Exclude<Finding['group'], 'accuracy'>;
  readonly unit: string;
  /** How it may have been measured, the better way first. Two runs are compared by the first that both have. */
  readonly ways: readonly ((trial: DoneTrial) => ProcessValue | null)[];
}

const plain = (value: number | null | undefined): ProcessValue | null =>
  value === null || value === undefined ? null : { value, low: null, high: null };
const MiB = (bytes: number | null | undefined): ProcessValue | null =>
  plain(bytes === null || bytes === undefined ? bytes : bytes / 2 ** 20);

export const sizes: readonly Figure[] = [
  {
    name: 'trainable parameters',
    group: 'size',
    unit: 'parameters',
    ways: [({ memory }) => plain(memory.trainableParameters)],
  },
  { name: 'artefact', group: 'size', unit: 'bytes', ways: [({ memory }) => plain(memory.artifactBytes)] },
];

const item = (p: 'p50' | 'p95'): Figure => ({
  name: `item ${p}`,
  group: 'latency',
  unit: 'ms',
  ways: [
    ({ timing }) => (timing ? requests(timing, p) : null),
    // Runs from before requests had a process of their own.
    ({ timing, latency }) => (timing ? null : plain(latency?.itemMs?.[p])),
  ],
});

function requests({ alone }: LatencyPass, p: 'p50' | 'p95'): ProcessValue {
  const { item: of } = alone;
  return { value: of[p], low: of[`${p}Low`], high: of[`${p}High`] };
}

const measured: readonly Figure[] = [
  {
    name: 'training peak',
    group: 'memory',
    unit: 'MiB',
    ways: [
      ({ memory }) => MiB(memory.trainSampledPeakRssBytes),
      ({ memory }) => MiB(memory.trainPeakRssBytes),
    ],
  },
  {
    name: 'inference peak',
    group: 'memory',
    unit: 'MiB',
    ways: [
      ({ memory }) => MiB(memory.inferenceSampledPeakRssBytes),
      ({ memory }) => MiB(memory.inferencePeakRssBytes),
    ],
  },
  { name: 'device memory', group: 'memory', unit: 'MiB', ways: [({ memory }) => MiB(memory.deviceBytes)] },
  item('p50'),
  item('p95'),
  {
    name: 'training step, mean',
    group: 'latency',
    unit: 'ms',
    ways: [({ training }) => (training ? plain((training.seconds / training.steps) * 1000) : null)],
  },
];

/** Those of imported results too, as far as they are bytes or seconds. */
export function measuredFigures(trials: readonly DoneTrial[]): Figure[] {
  const names = trials.flatMap(({ imported }) => Object.keys(imported?.figures ?? {}));
  return [
    ...measured,
    ...[...new Set(names)].flatMap((name): Figure[] => {
      const [, what, unit] = /^(.*) \((bytes|s)\)$/.exec(name) ?? [];
      if (what === undefined || unit === undefined) return [];
      return [
        { name: what, group: 'published', unit, ways: [({ imported }) => plain(imported?.figures[name])] },
      ];
    }),
  ];
}

/** One value a process. */
export interface Values {
  readonly old: readonly ProcessValue[];
  readonly new: readonly ProcessValue[];
  /** Whether both sides were measured the same way. */
  readonly sameWay: boolean;
}

/** By the first way that both sides have, else each side by its own; null where a side has none. */
export function valuesOf(
  figure: Figure,
  old: readonly DoneTrial[],
  now: readonly DoneTrial[],
): Values | null {
  const by = (trials: readonly DoneTrial[]): ProcessValue[][] =>
    figure.ways.map((way) => trials.flatMap((trial) => way(trial) ?? []));
  const [before, after] = [by(old), by(now)];
  const some = (values: readonly ProcessValue[] | undefined): boolean => (values?.length ?? 0) > 0;
  const same = before.findIndex((values, i) => some(values) && some(after[i]));
  const [a, b] = same === -1 ? [before.find(some), after.find(some)] : [before[same], after[same]];
  return a && b ? { old: a, new: b, sameWay: same !== -1 } : null;
}
