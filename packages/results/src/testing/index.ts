export { comparedPlan, comparedSession, runOf } from '../compare/__fixtures__/runs.ts';
export { peftResult } from '../import/__fixtures__/peft.ts';
export { fixtureMethods } from './methods.ts';
export { done, failed, gradedSplit, linesOf, manifestOf, session, skipped, specs, split } from './records.ts';
export { timingFixture } from './timing.ts';
export { simulate, type World } from './simulate.ts';
