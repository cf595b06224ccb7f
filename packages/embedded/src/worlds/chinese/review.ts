/** Chinese reviews: one to three clauses about things of a domain, set apart by commas, 但是 where they disagree; with a grade. */
import type { Random } from '@adaptbench/core';
import { type Half, chance, fill, pick, pickMany } from '../draw.ts';
import { type Review, clauseGrades, grades } from '../grade.ts';
import type { ReviewOptions } from '../reviews/review.ts';
import { chineseDomains, chineseFrames, sharedDescriptions } from './lexicon.ts';

/** `heldOut` gives takeaway meals. */
export function drawChineseReview(r: Random, half: Half, options: ReviewOptions = {}): Review {
  const domain =
    chineseDomains[half].find(({ name }) => name === options.domain) ?? pick(r, chineseDomains[half]);
  const grade = options.grade ?? pick(r, grades);
  const nouns = pickMany(r, domain.nouns, pick(r, [1, 2, 2, 3]));
  const marks = clauseGrades(r, grade, nouns.length);
  let text = chance(r, 0.3) ? pick(r, domain.openings) : '';
  for (const [i, n] of nouns.entries()) {
    const mark = marks[i]!;
    if (i > 0) text += Math.sign(mark) * Math.sign(marks[i - 1]!) < 0 ? '，但是' : '，';
    const a = pick(r, chance(r, 0.35) ? domain.adjectives[mark] : sharedDescriptions[mark]);
    text += fill(pick(r, chineseFrames[half]), { n, a });
  }
  text += chance(r, 0.2) ? `。${pick(r, domain.closings[grade])}` : '。';
  return { text, grade, domain: domain.name };
}
