export { type Sampling, arrange, classOf } from './arrange.ts';
export { type AnswerLengths, answerLengths } from './answer-lengths.ts';
export { type Draft, type OpenedTask, type TaskDefinition, defineTask } from './definition.ts';
export { type TaskDescription, describeTask } from './describe-task.ts';
export * from './extract/index.ts';
export { type LoadedTask, loadTask } from './load-task.ts';
export { allTasks, findTask } from './registry.ts';
export { type SplitOptions, makeSplits } from './splits.ts';
export { TaskSpec, type TaskSpecInput, parseTaskSpec, taskSettings } from './task-spec.ts';
