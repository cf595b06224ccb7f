/**
 * What programs beside the bench take from it: the bench itself, what it knows by name, its plans, searches, the work of a trial for those that
 * measure no memory, and the machine.
 */
/** Types a configuration file: `export default { … } satisfies BenchConfig`. */
export type { BenchConfig } from '@adaptbench/results';
export type { Environment } from './cli/environment.ts';
export { main as bench } from './cli/program.ts';
export { findMethod } from './find-method.ts';
export { machine, packageVersions, sourceCommit } from './measure/machine.ts';
export { methods } from './methods.ts';
export { expand, tasksOf } from './plan/expand.ts';
export { search } from './plan/search/chosen.ts';
export type { Action, Observation, Problem, Stage } from './plan/search/contract.ts';
export {
  accuracy,
  fallenLoss,
  goldProbability,
  jointly,
  lowLoss,
  recentredAccuracy,
  type Score,
} from './plan/search/evidence.ts';
export { pausing } from './plan/search/pausing.ts';
export { tasks } from './tasks.ts';
export { type Curve, curveOf } from './trial/curve-work.ts';
export { splitOutcome } from './trial/split-outcome.ts';
export { work } from './trial/work.ts';
