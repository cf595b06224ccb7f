export type { Environment } from './cli/environment.ts';
export { main as bench } from './cli/program.ts';
export { findMethod } from './find-method.ts';
export { machine } from './measure/machine.ts';
export { methods } from './methods.ts';
export { expand } from './plan/expand.ts';
export { stages } from './plan/halving.ts';
export * from './trial/contract.ts';
export { tasks } from './tasks.ts';
