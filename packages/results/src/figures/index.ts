/** Every figure that more than a table looks at: compared, weighed against accuracy, or limited. In this order everywhere. */
import { labelledItems, testAccuracy } from './accuracy.ts';
import type { Figure, Limit } from './figure.ts';
import { deviceMemory, inferenceMemory, trainingMemory, wholeMemory } from './memory.ts';
import { artifact, contextLeft, trainableParameters } from './size.ts';
import {
  batchedRequest,
  firstTokenP50,
  itemP50,
  itemP95,
  throughput,
  trainingStep,
  trainingTime,
} from './time.ts';

const literals = [
  labelledItems,
  trainingMemory,
  inferenceMemory,
  wholeMemory,
  deviceMemory,
  itemP50,
  itemP95,
  firstTokenP50,
  trainingStep,
  trainableParameters,
  artifact,
  batchedRequest,
  trainingTime,
  throughput,
  contextLeft,
  testAccuracy,
] as const;

export const figures: readonly Figure[] = literals;

/** Names of the limits that `recommend` may be asked for. */
export type LimitName = Extract<(typeof literals)[number], { readonly limit: Limit }>['limit']['name'];

type Limited = Figure & { readonly limit: Limit & { readonly name: LimitName } };
export const limitedFigures: readonly Limited[] = literals.filter((one) => 'limit' in one);
