/** Baselines: what must be beaten before a language model is worth its cost. Each is fitted in seconds. */
export { majority } from './majority.ts';
export { nearest } from './nearest.ts';
export { probe } from './probe.ts';
export { tfidf } from './tfidf.ts';
