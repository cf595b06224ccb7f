/**
 * The same configuration run twice with the same seeds, where a seed fixes every draw (exemplars, their order, samples) and nothing
 * is trained: each answer has a partner with the same item and the same draws, and seeds are no source of noise. With dᵢ the
 * difference of an item's mean scores over the seeds: Student's t of the mean of d, two items added, one won and one lost (Bonett &
 * Price 2012; `paired-items.ts`). It speaks of these draws alone. One seed of right and wrong answers: McNemar's exact test.
 *
 * What is trained must not be compared so: rounding elsewhere sends training another way, as another seed would.
 */
import { mcnemar } from './mcnemar.ts';
import { type PairedItems, pairedItems } from './paired-items.ts';
import type { Groups, Scores } from './scores.ts';
import { twoWay } from './two-way.ts';

/** Of each seed its scores, the same seeds in the same order and the same items; one seed and item at least. */
export function matched(
  first: readonly Scores[],
  second: readonly Scores[],
  groups: Groups = null,
): PairedItems {
  const digits = groups === null && [...first, ...second].every((row) => typeof row === 'string');
  const [one, other] = [first[0], second[0]];
  if (digits && first.length === 1 && typeof one === 'string' && typeof other === 'string') {
    const { difference, low, high, p } = mcnemar(one, other);
    return { difference, low, high, p };
  }
  const [a, b] = [twoWay(first), twoWay(second)];
  const d = a.ease.map((share, i) => share - b.ease[i]!);
  // Of right and wrong answers the added items differ by as much as an item of one seed can.
  return { ...pairedItems(d, groups, digits ? 1 / first.length : null), difference: a.mean - b.mean };
}
