/** How a patch is trained; the same fields for every method, so that comparisons differ in the method alone. */
import { z } from 'zod';

export const trainSettings = z.strictObject({
  epochs: z.int().min(1).default(3).describe('passes over the training items'),
  batchSize: z.int().min(1).default(8).describe('items a forward and backward pass'),
  accumulate: z
    .int()
    .min(1)
    .default(1)
    .describe('passes an update; the gradient is that of all their tokens'),
  learningRate: z.number().positive().default(1e-3).describe('peak learning rate'),
  warmup: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('share of the updates over which the rate rises linearly'),
  decay: z
    .enum(['constant', 'linear', 'cosine'])
    .default('linear')
    .describe('course of the rate after warm-up'),
  weightDecay: z.number().min(0).default(0).describe('decoupled weight decay, per unit of learning rate'),
  maxGradientNorm: z.number().positive().default(1).describe('gradients are clipped to this global norm'),
  maxTokens: z.int().min(2).default(1024).describe('longer training texts lose tokens at their beginning'),
  evaluations: z
    .int()
    .min(0)
    .default(3)
    .describe('validations over the run; the best state is kept; 0: the last state is kept'),
  validationItems: z
    .int()
    .min(1)
    .default(256)
    .describe('items of the validation split that a validation looks at'),
});
export type TrainSettings = z.infer<typeof trainSettings>;
