/** What can be set of in-context learning. */
import { z } from 'zod';

export const iclConfig = z.strictObject({
  shots: z.int().min(0).max(256).default(4).describe('Exemplars in the prompt'),
  selection: z
    .enum(['balanced', 'random', 'bm25', 'embedding', 'fixed'])
    .default('balanced')
    .describe(
      'balanced: labels in turn; random: any; bm25: those whose words are nearest the item’s, anew for each item; embedding: the same by the model’s own hidden states; fixed: the first of train',
    ),
  order: z
    .enum(['auto', 'shuffled', 'best-first', 'best-last'])
    .default('auto')
    .describe(
      'shuffled by seed; best-first, best-last: as drawn (bm25, embedding: nearest first), or the reverse; auto: best-last for those two, best-first for fixed, else shuffled',
    ),
  // Without a default, as what follows, so that configurations that do not use it stay what they were.
  calibration: z
    .enum(['none', 'contextual', 'batch'])
    .optional()
    .describe(
      'Labels are compared with what they get whatever is asked: contextual: for questions without content; batch: on average over validation items, whose labels are not read; none unless told',
    ),
  labelScore: z
    .enum(['sum', 'per-token', 'per-byte', 'telling'])
    .optional()
    .describe(
      'A label’s log-probability as it is, or divided by its tokens or bytes; telling: that of its beginning, up to the token that tells it apart from the other labels; sum unless told',
    ),
  choose: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe(
      'Sets of exemplars that are drawn, of which the one is kept that is best on validation (selection balanced or random); 1 unless told',
    ),
});
export type IclConfig = z.output<typeof iclConfig>;
