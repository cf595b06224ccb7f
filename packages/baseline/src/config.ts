/** What can be set of the baselines. */
import { z } from 'zod';

/** The commonest answer has nothing to set. */
export const majorityConfig = z.strictObject({});

/** Values of C that are tried on validation where none is set. */
export const GRID = [0.1, 1, 10, 100] as const;

const C = z
  .number()
  .positive()
  .max(1e6)
  .nullable()
  .default(null)
  .describe(
    `inverse strength of the L2 penalty; null: chosen on validation from ${GRID.join(', ')} (1 where there are no validation items)`,
  );

export const tfidfConfig = z.strictObject({
  words: z.int().min(0).max(5).default(2).describe('longest run of words that is a term; 0: no words'),
  characters: z
    .int()
    .min(0)
    .max(10)
    .nullable()
    .default(null)
    .describe(
      'longest run of characters that is a term; 0: none; null: 3 where words stand without spaces, else 0',
    ),
  leastCharacters: z
    .int()
    .min(1)
    .max(10)
    .nullable()
    .default(null)
    .describe('shortest run of characters; null: 1 where words stand without spaces, else 2'),
  minDf: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('training items that a term must occur in; null: 1 of fewer than 1,000 items, else 2'),
  maxFeatures: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(50_000)
    .describe('most terms of words, and of characters: the most frequent are kept'),
  sublinear: z.boolean().default(true).describe('1 + ln tf in place of the count tf'),
  C,
});
export type TfidfConfig = z.output<typeof tfidfConfig>;

export const nearestConfig = z.strictObject({
  by: z
    .enum(['bm25', 'embedding'])
    .default('bm25')
    .describe(
      'bm25: the words in common; embedding: the model’s own hidden states, mean over a text’s tokens',
    ),
  neighbours: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('nearest training items that vote; of equally frequent answers the nearest wins'),
});

export const probeConfig = z.strictObject({
  pool: z
    .enum(['last', 'mean'])
    .default('last')
    .describe('the state of the last token, or the mean over all tokens'),
  text: z
    .enum(['prompt', 'item'])
    .default('prompt')
    .describe('what the model reads: the item as the template asks it, or its own text'),
  C,
});
