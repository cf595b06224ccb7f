/** What can be set of in-context learning. */
import { z } from 'zod';

export const iclConfig = z.strictObject({
  shots: z.int().min(0).max(256).default(4).describe('Exemplars in the prompt'),
  selection: z
    .enum(['balanced', 'random', 'bm25', 'fixed'])
    .default('balanced')
    .describe(
      'balanced: labels in turn; random: any; bm25: those whose words are nearest the item’s, anew for each item; fixed: the first of train',
    ),
  order: z
    .enum(['auto', 'shuffled', 'best-first', 'best-last'])
    .default('auto')
    .describe(
      'shuffled by seed; best-first, best-last: as drawn (bm25: nearest first), or the reverse; auto: best-last for bm25, best-first for fixed, else shuffled',
    ),
});
export type IclConfig = z.output<typeof iclConfig>;
