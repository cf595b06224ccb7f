/** Three ways of training what stands in front of a text, or within it, while the model stays as it is. */
export {
  default as prefixTuning,
  type PrefixConfig,
  prefixConfig,
  prefixFromPeft,
} from './prefix-tuning/index.ts';
export {
  default as promptTuning,
  type PromptTuningConfig,
  promptTuningConfig,
  promptTuningFromPeft,
} from './prompt-tuning/index.ts';
export { default as pTuning, type PTuningConfig, pTuningConfig, pTuningFromPeft } from './p-tuning/index.ts';
