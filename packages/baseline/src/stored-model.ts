/** A label model in an artefact: its labels as JSON, W and b as float32 tensors. */
import type { Tensors } from '@adaptbench/core';
import { z } from 'zod';
import type { LabelModel } from './logistic/choice.ts';
import { outputsOf } from './logistic/logistic.ts';

/** What the JSON has of it. */
export const labelModelSchema = z.object({ labels: z.array(z.string()).min(1), C: z.number() });

/** `width`: features of a row. */
export function storedNumbers({ coefficients, outputs }: LabelModel, width: number): Tensors {
  return new Map([
    [
      'coefficients',
      { shape: [width, outputs], data: Float32Array.from(coefficients.subarray(0, width * outputs)) },
    ],
    ['intercept', { shape: [outputs], data: Float32Array.from(coefficients.subarray(width * outputs)) }],
  ]);
}

export function readLabelModel(
  labels: readonly string[],
  width: number,
  numbers: (name: string, shape: readonly number[]) => Float32Array,
): LabelModel {
  const [classes, outputs] = [labels.length, outputsOf(labels.length)];
  const coefficients = new Float64Array((width + 1) * outputs);
  coefficients.set(numbers('coefficients', [width, outputs]));
  coefficients.set(numbers('intercept', [outputs]), width * outputs);
  return { labels, classes, outputs, coefficients };
}
