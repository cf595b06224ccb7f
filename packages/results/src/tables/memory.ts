/** Table 2: what each configuration needs, in memory and on disk. */
import type { Figure } from '../figures/figure.ts';
import {
  type MeasuredPhase,
  deviceMemory,
  explainedMemory,
  highWaterMark,
  idleMemory,
  inferenceMemory,
  inferenceParts,
  peakMeans,
  restOfMemory,
  trainingMemory,
  trainingParts,
} from '../figures/memory.ts';
import { artifact, contextLeft, keyValueCache, switchSize, trainableParameters } from '../figures/size.ts';
import { identity, outcome } from './accuracy.ts';
import { figureColumn, meaningsOf } from './figure-column.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const forFiles = { digits: 1, only: 'file' } as const;
const ifRoom = { droppable: true, ifFilled: true } as const;

const explanation = (of: MeasuredPhase, parts: readonly Figure[]): Column<ConfigurationRow>[] => [
  figureColumn(explainedMemory(of), ifRoom),
  figureColumn(restOfMemory(of), ifRoom),
  ...[...parts, highWaterMark(of), idleMemory(of)].map((figure) => figureColumn(figure, forFiles)),
];

const columns = (device: boolean): readonly Column<ConfigurationRow>[] => [
  ...identity,
  figureColumn(trainableParameters),
  figureColumn(artifact, { digits: 2, droppable: true }),
  figureColumn(trainingMemory),
  figureColumn(inferenceMemory),
  figureColumn(keyValueCache, { digits: 2, droppable: true }),
  figureColumn(contextLeft, ifRoom),
  ...explanation('training', trainingParts),
  ...explanation('inference', inferenceParts),
  ...(device ? [figureColumn(deviceMemory, { digits: 1 })] : []),
  figureColumn(switchSize, { digits: 2, ...ifRoom }),
  ...outcome,
];

const isSampled = ({ done }: ConfigurationRow): boolean =>
  done.some(({ phases: { evaluate } }) => typeof evaluate?.sampledPeakBytes === 'number');

const onDevice = ({ done }: ConfigurationRow): boolean =>
  done.some(({ phases: { train, evaluate } }) =>
    [train?.deviceBytes, evaluate?.deviceBytes].some((bytes) => typeof bytes === 'number'),
  );

export function memoryTable(rows: readonly ConfigurationRow[]): Table {
  const device = rows.some(onDevice);
  return makeTable(
    {
      name: 'memory',
      title: 'Memory and storage',
      legend: [
        ...meaningsOf([inferenceMemory]),
        rows.some(isSampled) ? peakMeans.sampled : peakMeans.highWater,
        ...meaningsOf([explainedMemory('training'), switchSize, artifact, keyValueCache, contextLeft]),
        ...(device ? meaningsOf([deviceMemory]) : []),
      ],
    },
    columns(device),
    rows,
  );
}
