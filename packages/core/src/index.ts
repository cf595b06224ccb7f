// What everything else speaks of: types, in the order in which to read them.
export * from './contracts/method.ts';
export * from './contracts/described.ts';
export * from './contracts/fitted-method.ts';
export * from './contracts/prompt.ts';
export * from './contracts/task.ts';
export * from './contracts/metric.ts';
export * from './contracts/site.ts';
export * from './contracts/architecture.ts';
export * from './contracts/model.ts';
export * from './contracts/language-model.ts';
export * from './contracts/tokenizer.ts';
export * from './contracts/train-settings.ts';
// From items to answers.
export * from './ask/ask.ts';
export * from './ask/bm25.ts';
export * from './ask/chat.ts';
export * from './ask/choose.ts';
export * from './ask/encode.ts';
export * from './ask/exemplars.ts';
export * from './ask/item-key.ts';
export * from './ask/item-text.ts';
export * from './ask/label-form.ts';
export type { Calibration, LabelScore, Scoring } from './ask/label-scores.ts';
export * from './ask/plain-prompt.ts';
export * from './ask/remember.ts';
export * from './ask/template.ts';
export * from './ask/vote.ts';
export * from './ask/words.ts';
export * from './ask/write.ts';
export { takenNote } from './ask/around.ts';
// What methods do to a model.
export * from './patch/apply.ts';
export * from './patch/compose.ts';
export * from './patch/head.ts';
export * from './patch/no-patch.ts';
export * from './patch/norm-weights.ts';
export * from './patch/settled.ts';
export * from './patch/stored-form.ts';
// Running.
export * from './run/forward.ts';
export * from './run/patched-model.ts';
export { type Programs, continueProgram, embedProgram, programsOf, scoreProgram } from './run/programs.ts';
export type { PatchedModelOptions, RunCounters } from './run/runner.ts';
export * from './run/tuned.ts';
export type { InferenceAccount } from './run/inference-account.ts';
export { argmax, sample } from './run/sample.ts';
// Training.
export * from './train/batches.ts';
export * from './train/initial.ts';
export { type Pack, packsOf } from './train/packs.ts';
export * from './train/program.ts';
export * from './train/schedule.ts';
export { type TrainingCost, trainingCost } from './train/cost.ts';
export * from './train/state.ts';
export * from './train/stepper.ts';
export * from './train/train.ts';
export { plannedSteps } from './train/plan.ts';
export { RATE_FACTORS, rateByWidth, settledRate } from './train/rate.ts';
// What users set.
export * from './settings/field-names.ts';
export * from './settings/setting.ts';
// Files and what they may be.
export * from './files/adapter-folder.ts';
export * from './files/file-error.ts';
export * from './files/fit-tensors.ts';
export * from './files/floats.ts';
export * from './files/foreign.ts';
export * from './files/hub-access.ts';
export * from './files/plain-path.ts';
export * from './files/safetensors.ts';
export {
  type SafetensorsDtype,
  type SafetensorsEntry,
  type SafetensorsHeader,
  parseSafetensorsHeader,
  safetensorsHeader,
  safetensorsHeaderBytes,
  throwFaults,
} from './files/safetensors-header.ts';
// Work within bounds of time and memory.
export * from './bounded/call.ts';
// Needed everywhere.
export * from './basics/errors.ts';
export * from './basics/extremes.ts';
export * from './basics/random.ts';
export * from './basics/shown.ts';
export * from './basics/suggest.ts';
