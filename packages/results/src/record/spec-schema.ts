/** A trial's specification as it stands in files. */
import { z } from 'zod';
import type { JsonObject, TrialSpec } from './spec.ts';

const count = z.int().min(0);
/** An object as JSON has it: what it holds came out of JSON and can be nothing else. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** Training settings as they were: an older or another program's may be others than today's ranges allow. */
const training = z.object({
  learningRate: z.number(),
  batchSize: count,
  accumulate: count,
  epochs: z.number(),
  maxSteps: count.nullable(),
  schedule: z.enum(['constant', 'linear', 'cosine']),
  warmup: z.number(),
  weightDecay: z.number(),
  clipNorm: z.number().nullable(),
  maxTokens: count,
  validations: count,
  validationItems: count,
});

export const specSchema = z.object({
  model: z.object({
    reference: z.string(),
    revision: z.string().exactOptional(),
    pinned: z.string().exactOptional(),
    tokenizer: z.string().exactOptional(),
    offline: z.boolean().exactOptional(),
  }),
  task: jsonObject,
  method: z.string().min(1),
  config: jsonObject,
  training: training.nullable(),
  seed: count,
  template: count,
  chat: z.boolean(),
  engine: z.string(),
  device: z.string(),
  threads: count.nullable(),
  screen: z.object({ steps: z.number(), items: count }).exactOptional(),
}) satisfies z.ZodType<TrialSpec>;
