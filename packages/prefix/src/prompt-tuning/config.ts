/** Prompt tuning's fields. */
import { ConfigError } from '@adaptbench/core';
import { z } from 'zod';

export const promptTuningConfig = z.strictObject({
  length: z.int().min(1).max(4096).default(20).describe('n, virtual tokens in front of every text'),
  init: z
    .enum(['vocabulary', 'labels', 'text', 'normal', 'uniform'])
    .default('vocabulary')
    .describe(
      'their embeddings at the start: of tokens drawn from the vocabulary, of the task’s label words (then of the vocabulary), of a text; or N(0, 1) (PEFT’s default), U(±0.5) (the paper’s)',
    ),
  text: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('the text of init text; repeated or cut to n tokens'),
});
export type PromptTuningConfig = z.infer<typeof promptTuningConfig>;

/** Throws ConfigError where the settings contradict each other. */
export function checkPromptTuning(c: PromptTuningConfig): void {
  if (c.init === 'text' && c.text === null)
    throw new ConfigError('prompt-tuning.init is text: expected prompt-tuning.text to say which.');
}
