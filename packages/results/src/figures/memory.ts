/** Memory: what a phase's process holds above idle, and what explains it. */
import { parseSize, sizeText } from '../amounts.ts';
import type { DoneTrial } from '../record/record.ts';
import { type Figure, type Way, figure, mebibytes } from './figure.ts';

export type MeasuredPhase = 'training' | 'inference';
const phases = {
  training: ({ phases: { train } }: DoneTrial) => train,
  inference: ({ phases: { evaluate } }: DoneTrial) => evaluate,
} as const;

type Bytes = number | null | undefined;
/** How a peak was measured: sampled, a page counted once; in older runs the high-water mark alone, a page once per mapping. */
type Peak = 'sampledPeakBytes' | 'peakRssBytes';
const peaks: readonly Peak[] = ['sampledPeakBytes', 'peakRssBytes'];

const less = (a: Bytes, b: Bytes): number | null =>
  typeof a === 'number' && typeof b === 'number' ? a - b : null;
/** A phase of milliseconds may give back more than it takes: nothing is held above idle then. */
const notBelowIdle = (bytes: number | null): number | null => (bytes === null ? null : Math.max(0, bytes));
const aboveIdle = (of: MeasuredPhase, peak: Peak, trial: DoneTrial): number | null => {
  const phase = phases[of](trial);
  return phase && notBelowIdle(less(phase[peak], phase.idleRssBytes));
};
const sum = (parts: readonly number[]): number => parts.reduce((total, bytes) => total + bytes, 0);
/** The sum of what is alive at once; a line may hold other fields than these. */
const explained = {
  training({ phases: { train } }: DoneTrial): number | null {
    const parts = train?.explained;
    if (!parts) return null;
    return sum([parts.weights, parts.trainable, parts.gradients, parts.optimizer, parts.activations]);
  },
  inference({ phases: { evaluate } }: DoneTrial): number | null {
    const parts = evaluate?.explained;
    return parts ? sum([parts.weights, parts.patch, parts.activations, parts.keyValues]) : null;
  },
} as const;

const bytes = { unit: mebibytes, better: 'less', noise: 'process', over: 'highest' } as const;
const ABOVE_IDLE =
  'peak − idle: highest resident memory while the phase’s process worked, less what it held when the program was loaded and the model not (Node.js and libraries). Training and inference have a process each (where chosen configurations alone are measured, the others’ inference has none, and training has one in the first seed); the highest over seeds that were measured. 1 MiB = 1,048,576 bytes.';
const EXPLAINED =
  'explained: what must be alive at once according to the programs’ own lifetimes, for the largest batch that was run: weights, trained tensors, gradients, optimizer state, activations; at inference weights, patch, activations and keys and values (a column each in the CSV). rest: peak − idle − explained, which is the runtime’s: its arena and copies, compiled programs, JavaScript’s arrays; negative where not all of the weights were touched.';
const waysAboveIdle = (of: MeasuredPhase): Way[] =>
  peaks.map((peak) => (trial) => aboveIdle(of, peak, trial));

/** What the sampled peak is, and what the high-water mark is where there is no other. */
export const peakMeans = {
  sampled:
    'Sampled every 25 ms, a page counted once however many sessions map it; the kernel’s high-water mark (CSV), which counts it for each mapping and misses no moment, is never less.',
  highWater:
    'The kernel’s high-water mark, in which weights count for each session that maps them: training with validation maps them twice.',
} as const;

export const trainingMemory = figure({
  ...bytes,
  name: 'training peak − idle',
  means: ABOVE_IDLE,
  ofTraining: true,
  ways: waysAboveIdle('training'),
  compared: 'memory',
  glance: true,
  limit: {
    name: 'maxTrainMemory',
    takes: '<size>',
    help: 'peak memory of training, above the idle process',
    read: parseSize,
    says: () => 'training takes, above the idle process,',
    text: sizeText,
  },
});

export const inferenceMemory = figure({
  ...bytes,
  name: 'inference peak − idle',
  means: ABOVE_IDLE,
  ways: waysAboveIdle('inference'),
  compared: 'memory',
  glance: true,
  tradeOff: {
    name: 'inference-memory',
    title: 'memory of answering',
    label: 'peak memory of answering above idle (MiB)',
  },
  limit: {
    name: 'maxMemory',
    takes: '<size>',
    help: 'peak memory of serving, above the idle process',
    read: parseSize,
    says: () => 'serving takes, above the idle process,',
    text: sizeText,
  },
});

/** The larger of training's and answering's. */
export const wholeMemory = figure({
  ...bytes,
  name: 'peak − idle of either',
  ways: peaks.map((peak): Way => (trial) => {
    const both = [aboveIdle('inference', peak, trial), aboveIdle('training', peak, trial)];
    const measured = both.flatMap((value) => value ?? []);
    return measured.length === 0 ? null : Math.max(...measured);
  }),
  tradeOff: {
    name: 'whole-memory',
    title: 'memory of training and answering',
    label: 'peak memory of either above idle (MiB)',
  },
});

export const deviceMemory = figure({
  ...bytes,
  name: 'device memory',
  means:
    'device memory: highest memory of the GPU that the trial’s process had in training or answering, sampled by nvidia-smi twice a second; where nvidia-smi does not see the process (in a container), what all processes had at most, less what they had at first.',
  ways: [
    ({ phases: { train, evaluate } }) => {
      const told = [train?.deviceBytes, evaluate?.deviceBytes].flatMap((value) => value ?? []);
      return told.length === 0 ? null : Math.max(...told);
    },
  ],
  compared: 'memory',
});

/** The parts that explain a peak; those of training, then of inference. */
export const explainedMemory = (of: MeasuredPhase): Figure => ({
  ...bytes,
  name: `${of}, explained`,
  means: EXPLAINED,
  ways: [explained[of]],
});
export const restOfMemory = (of: MeasuredPhase): Figure => ({
  ...bytes,
  name: `${of}, rest`,
  means: EXPLAINED,
  ways: peaks.map((peak) => (trial) => less(aboveIdle(of, peak, trial), explained[of](trial))),
});
export const highWaterMark = (of: MeasuredPhase): Figure => ({
  ...bytes,
  name: `${of} high-water mark`,
  ways: [(trial) => phases[of](trial)?.peakRssBytes],
});
export const idleMemory = (of: MeasuredPhase): Figure => ({
  ...bytes,
  name: `${of} idle`,
  over: 'mean',
  ways: [(trial) => phases[of](trial)?.idleRssBytes],
});

const part = (name: string, way: Way): Figure => ({ ...bytes, name, ways: [way] });
export const trainingParts: readonly Figure[] = (
  ['weights', 'trainable', 'gradients', 'optimizer', 'activations'] as const
).map((key) => part(`training: ${key}`, ({ phases: { train } }) => train?.explained?.[key]));
export const inferenceParts: readonly Figure[] = (
  [
    ['weights', 'weights'],
    ['patch', 'patch'],
    ['activations', 'activations'],
    ['keyValues', 'KV cache'],
  ] as const
).map(([key, name]) => part(`inference: ${name}`, ({ phases: { evaluate } }) => evaluate?.explained?.[key]));
