/** Reviews as running text, alone or with a rating in words. */
import type { Random } from '@adaptbench/core';
import { answer } from './answer.ts';
import { type Grade, chance, drawChineseReview, drawReview, pick } from '../worlds/index.ts';

const many = (r: Random, draw: () => string): string =>
  Array.from({ length: 2 + r.below(3) }, draw).join('\n');

export function reviewsDocument(r: Random): string {
  const domain = pick(r, ['restaurants', 'films', 'goods']);
  const heading = chance(r, 0.3) ? `Reviews of ${domain}\n` : '';
  return heading + many(r, () => drawReview(r, 'pretraining', { domain }).text);
}

export function chineseReviewsDocument(r: Random): string {
  const domain = pick(r, ['电影', '商品']);
  const heading = chance(r, 0.3) ? `${domain}评论\n` : '';
  return heading + many(r, () => drawChineseReview(r, 'pretraining', { domain }).text);
}

const ratings: Readonly<Record<Grade, readonly [english: string, stars: string, chinese: string]>> = {
  2: ['excellent', '5 stars', '五星'],
  1: ['good', '4 stars', '四星'],
  0: ['average', '3 stars', '三星'],
  [-1]: ['bad', '2 stars', '两星'],
  [-2]: ['terrible', '1 star', '一星'],
};

/** Two or three reviews of one form, each with its grade in words or stars. */
export function ratedReviewDocument(r: Random): string {
  const form = r.below(4);
  return Array.from({ length: 2 + r.below(2) }, () => {
    if (form === 3) {
      const { text, grade } = drawChineseReview(r, 'pretraining');
      return `${text}\n评分：${answer(ratings[grade][2])}`;
    }
    const { text, grade } = drawReview(r, 'pretraining');
    const [word, stars] = ratings[grade];
    if (form === 0) return `Review: ${text}\nRating:${answer(` ${word}`)}`;
    return form === 1 ? `${text} (${stars})` : `Overall ${word}: ${text}`;
  }).join('\n\n');
}
