/** For tests only: the op cases, and what checks a gradient. */
export {
  type At,
  type Case,
  type CaseInput,
  type Row,
  buildCase,
  feed,
  feedsOf,
  normal,
  below,
} from './case.ts';
export { gradientError, gradientProgram } from './gradient.ts';
export { cases, refusals } from './op-cases.ts';
export { type Random, normalNumber, seeded } from './random.ts';
