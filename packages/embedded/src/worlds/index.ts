/**
 * Seeded generators of small worlds: reviews with graded sentiment in English and Chinese, topics, arithmetic in words, mappings, people.
 * Each draws from one of two halves: what the base model has seen, or what is held out for tasks.
 */
export * from './arithmetic.ts';
export * from './chinese/review.ts';
export * from './draw.ts';
export * from './facts.ts';
export * from './grade.ts';
export * from './held-out.ts';
export * from './mapping.ts';
export * from './reviews/review.ts';
export * from './topics.ts';
