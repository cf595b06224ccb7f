/**
 * How a patch is trained; the same fields for every method, so that comparisons differ in the method alone. What is left open (null) a
 * trial settles: the learning rate from the method and the model's width (`train/rate.ts`), the epochs from the number of training texts
 * (`train/budget.ts`).
 */
import { z } from 'zod';
import { budgetText } from './train-budget.ts';

const fields = z.strictObject({
  learningRate: z
    .number()
    .positive()
    .max(1)
    .nullable()
    .default(null)
    .describe("peak learning rate of AdamW; null: the method's own for the model's width, times rateFactor"),
  // Without a default, so that trials with a rate of their own stay what they were.
  rateFactor: z
    .number()
    .positive()
    .max(1000)
    .exactOptional()
    .describe("factor on the method's own learning rate, 1 unless told; only where learningRate is null"),
  batchSize: z.int().min(1).max(4096).default(8).describe('items a forward and backward pass'),
  accumulate: z
    .int()
    .min(1)
    .max(4096)
    .default(1)
    .describe('passes an update; the gradient is that of all their tokens'),
  epochs: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe(`passes over the training items; null: ${budgetText}`),
  maxSteps: z.int().min(1).nullable().default(null).describe('most updates, whatever epochs says'),
  schedule: z
    .enum(['constant', 'linear', 'cosine'])
    .default('linear')
    .describe('how the learning rate falls after the warm-up: not at all, or to 0'),
  warmup: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of all updates over which the rate rises from 0'),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('decoupled weight decay, per unit of learning rate'),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('gradients are clipped to this global norm; null: never'),
  maxTokens: z
    .int()
    .min(8)
    .max(1_000_000)
    .default(512)
    .describe('longer training texts lose tokens at their beginning'),
  validations: z
    .int()
    .min(0)
    .max(1000)
    .default(3)
    .describe('validations over the run; the best state is kept (0: the last)'),
  validationItems: z
    .int()
    .min(1)
    .default(256)
    .describe('items of the validation split that a validation looks at'),
});

export const trainSettings = fields.refine(
  ({ learningRate, rateFactor }) => learningRate === null || rateFactor === undefined,
  "rateFactor is a factor on the method's own learning rate: leave out it or learningRate",
);
export type TrainSettings = z.infer<typeof trainSettings>;

/** Settings with the learning rate that they come to: what a training runs with (see `settledRate`). */
export type SettledTraining = Omit<TrainSettings, 'rateFactor' | 'learningRate'> & {
  readonly learningRate: number;
};
