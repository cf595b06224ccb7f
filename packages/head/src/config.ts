/** The head's fields. */
import { z } from 'zod';

export const headConfig = z.strictObject({
  pool: z
    .enum(['last', 'mean'])
    .default('last')
    .describe(
      'hidden state that the head reads: the last token’s, or the mean over all tokens of the prompt',
    ),
  bias: z.boolean().default(false).describe('add a number per label; transformers’ heads have none'),
});
export type HeadConfig = z.infer<typeof headConfig>;
