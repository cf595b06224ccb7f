/** P-tuning's fields. */
import { z } from 'zod';
import { layoutPattern } from './layout.ts';

export const pTuningConfig = z.strictObject({
  layout: z
    .string()
    .regex(layoutPattern, 'expected e.g. 20@start or 4@start+2@after:text+4@end')
    .default('20@start')
    .describe(
      'how many virtual tokens stand where: <count>@<place>, joined by +; places: start, end, before:<field>, after:<field>, line:<k>; * is each field',
    ),
  encoder: z
    .enum(['lstm', 'mlp'])
    .default('lstm')
    .describe('what makes the embeddings while training: BiLSTM and MLP, or MLP'),
  hidden: z.int().min(1).max(65_536).default(128).describe('width of the encoder; of the LSTM, a direction'),
  layers: z.int().min(1).max(8).default(2).describe('LSTM layers; the MLP always has three'),
  dropout: z
    .number()
    .min(0)
    .max(0.99)
    .default(0)
    .describe('share of what an LSTM layer gives to the next that is dropped in training'),
});
export type PTuningConfig = z.infer<typeof pTuningConfig>;
