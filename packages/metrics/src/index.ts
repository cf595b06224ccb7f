// Which metrics a task has.
export * from './registry.ts';
export * from './scorer.ts';
// Answers in texts.
export * from './fields/json-metrics.ts';
export { normalised, sameJson } from './fields/leaves.ts';
export * from './fields/read-json.ts';
export * from './fields/schema.ts';
export * from './fields/slots.ts';
export * from './sets/set-metrics.ts';
export * from './sets/set-text.ts';
export * from './text/text-metrics.ts';
// Labels.
export { accuracy, balancedAccuracy, macroF1, matthews } from './labels/class-metrics.ts';
export * from './labels/class-table.ts';
export { meanAbsoluteError, quadraticKappa } from './labels/ordered-metrics.ts';
// What answers look like.
export * from './answer-shape.ts';
// To make more of them.
export * from './grading/corpus-metric.ts';
export * from './grading/item-metric.ts';
