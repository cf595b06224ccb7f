/** How patches with parameters are trained: the fields of `--set train.…`, the same for every method so that none is favoured. */
import { z } from 'zod';
import type { TrainingSettings } from '../trial/spec.ts';

export const trainingSettings: z.ZodType<TrainingSettings> = z.object({
  learningRate: z.number().positive().max(1).default(3e-4).describe('Peak learning rate of AdamW'),
  batchSize: z.int().min(1).max(1024).default(8).describe('Items a step'),
  epochs: z.int().min(1).max(1000).default(3).describe('Passes over the training items'),
  maxSteps: z.int().min(1).nullable().default(null).describe('Most steps, whatever epochs says'),
  schedule: z
    .enum(['constant', 'linear', 'cosine'])
    .default('linear')
    .describe('How the learning rate falls after the warm-up: not at all, or to 0'),
  warmup: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('Share of all steps over which the learning rate rises'),
  weightDecay: z.number().min(0).max(1).default(0).describe('AdamW’s decoupled weight decay'),
  clipNorm: z.number().positive().nullable().default(1).describe('Largest global gradient norm'),
  maxTokens: z
    .int()
    .min(8)
    .max(1_000_000)
    .default(512)
    .describe('Longest sequence in tokens; longer ones lose their beginning'),
  validations: z
    .int()
    .min(0)
    .max(1000)
    .default(3)
    .describe('Times that validation is scored during training; the best state is kept (0: the last)'),
});
