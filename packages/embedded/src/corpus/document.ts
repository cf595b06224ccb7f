/** A document of the corpus is text of some kind; each kind is drawn by its share in a mixture. */
import { type Random, random } from '@adaptbench/core';
import { type Piece, piecesOf } from './answer.ts';
import { arithmeticDocument, equationsDocument } from './arithmetic.ts';
import { factsDocument, kindsDocument, knownFactsDocument } from './facts.ts';
import { fewShotDocument, shortFewShotDocument } from './few-shot.ts';
import { instructionsDocument } from './instructions.ts';
import { mappingDocument, recallDocument, repeatDocument } from './patterns.ts';
import { chineseReviewsDocument, ratedReviewDocument, reviewsDocument } from './reviews.ts';
import { topicDocument } from './topics.ts';

/** `repeats`: rows of words that are repeated; `patterns`: what is learnt by looking back; `everything`: the corpus proper. */
export type Mixture = 'repeats' | 'patterns' | 'everything';

interface Kind {
  readonly name: string;
  readonly draw: (r: Random) => string;
  /** Weight in each mixture, by documents. */
  readonly weight: Readonly<Record<Mixture, number>>;
}
const kind = (
  name: string,
  draw: Kind['draw'],
  ...[repeats, patterns, everything]: [number, number, number]
): Kind => ({
  name,
  draw,
  weight: { repeats, patterns, everything },
});

const kinds: readonly Kind[] = [
  kind('reviews', reviewsDocument, 0, 0, 40),
  kind('Chinese reviews', chineseReviewsDocument, 0, 0, 40),
  kind('rated reviews', ratedReviewDocument, 0, 150, 90),
  kind('few-shot', fewShotDocument, 0, 0, 150),
  kind('short few-shot', shortFewShotDocument, 0, 300, 80),
  kind('mapping', mappingDocument, 0, 250, 150),
  kind('recall', recallDocument, 0, 200, 50),
  kind('repeats', repeatDocument, 1, 100, 20),
  kind('kinds', kindsDocument, 0, 200, 120),
  kind('topics', topicDocument, 0, 0, 40),
  kind('facts', factsDocument, 0, 0, 60),
  kind('known facts', knownFactsDocument, 0, 0, 20),
  kind('equations', equationsDocument, 0, 100, 140),
  kind('arithmetic', arithmeticDocument, 0, 0, 200),
  kind('instructions', instructionsDocument, 0, 0, 40),
];
const total = (mixture: Mixture): number => kinds.reduce((sum, { weight }) => sum + weight[mixture], 0);

/** The kinds with their shares of a mixture's documents, of 1. */
export const shares = (mixture: Mixture): readonly (readonly [name: string, share: number])[] =>
  kinds.flatMap(({ name, weight }) =>
    weight[mixture] > 0 ? [[name, weight[mixture] / total(mixture)] as const] : [],
  );

export interface Document {
  readonly kind: string;
  readonly text: string;
  /** The text in pieces, answers apart. */
  readonly pieces: readonly Piece[];
}

/** What is trained on, and what is never trained on but measured on. */
export type Part = 'train' | 'held back';

/** Document `index` of the endless corpus of a seed. */
export function drawDocument(seed: number, mixture: Mixture, part: Part, index: number): Document {
  const r = random(seed, 'corpus', mixture, part, index);
  let at = r.uniform() * total(mixture);
  const { name, draw } = kinds.find(({ weight }) => (at -= weight[mixture]) < 0) ?? kinds[0]!;
  const pieces = piecesOf(draw(r));
  return { kind: name, text: pieces.map((p) => p.text).join(''), pieces };
}
