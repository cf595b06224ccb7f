/**
 * Which examples every step of a training sees, when it validates, and its share of the rate. These are pure functions of settings and seed,
 * so that a cut training goes on with what it would have seen.
 */
import { type Example, epochBatches } from './batches.ts';
import { schedule } from './schedule.ts';
import { defaultEpochs } from '../contracts/train-budget.ts';
import type { TrainSettings } from '../contracts/train-settings.ts';

export interface StepPlan {
  /** Updates of the whole run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** After these steps the state is judged. */
  readonly evaluateAt: ReadonlySet<number>;
  /** The examples of a step (from 1), a list for each pass between two updates. */
  examples(step: number): readonly (readonly Example[])[];
  /** Of the peak learning rate. */
  rateShare(step: number): number;
}

/** Updates of a whole run over `examples` texts, before any `maxSteps`. */
export function plannedSteps(examples: number, s: Sizes): number {
  const steps = stepsPerEpochOf(examples, s);
  return steps * (s.epochs ?? defaultEpochs(steps));
}

type Sizes = Pick<TrainSettings, 'batchSize' | 'accumulate' | 'epochs'>;

const stepsPerEpochOf = (examples: number, s: Sizes): number =>
  Math.ceil(Math.ceil(examples / s.batchSize) / s.accumulate);

export function stepPlan(examples: readonly Example[], s: TrainSettings, seed: number): StepPlan {
  const stepsPerEpoch = stepsPerEpochOf(examples.length, s);
  const steps = Math.min(plannedSteps(examples.length, s), s.maxSteps ?? Infinity);
  const warmup = Math.round(s.warmup * steps);
  let now = { epoch: -1, batches: [] as number[][] };
  const batchesOf = (epoch: number): number[][] => {
    if (epoch !== now.epoch) now = { epoch, batches: epochBatches(examples, s.batchSize, seed, epoch) };
    return now.batches;
  };
  return {
    steps,
    stepsPerEpoch,
    evaluateAt: new Set(
      Array.from({ length: s.validations }, (_, i) => Math.round(((i + 1) * steps) / s.validations)),
    ),
    examples(step) {
      const first = ((step - 1) % stepsPerEpoch) * s.accumulate;
      return batchesOf(Math.floor((step - 1) / stepsPerEpoch))
        .slice(first, first + s.accumulate)
        .map((group) => group.map((i) => examples[i]!));
    },
    rateShare: (step) => schedule(s.schedule, step, steps, warmup),
  };
}
