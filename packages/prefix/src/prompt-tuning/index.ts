import { defineMethod, virtualTokens } from '@adaptbench/core';
import { dressedPrompt, plainBody } from '../prompt.ts';
import { promptTuningConfig } from './config.ts';
import { promptTuningPatch } from './method.ts';

export { type PromptTuningConfig, promptTuningConfig } from './config.ts';
export { promptTuningFromPeft } from './peft.ts';

export default defineMethod({
  name: 'prompt-tuning',
  family: 'prefix',
  paper: {
    title: 'The Power of Scale for Parameter-Efficient Prompt Tuning (Lester et al. 2021)',
    url: 'https://arxiv.org/abs/2104.08691',
  },
  config: promptTuningConfig,
  training: { learningRate: 3e-3 },
  space: { length: [1, 5, 20, 100], init: ['vocabulary', 'normal'] },
  apply: (config, sites) => ({
    prompt: dressedPrompt('prompt-tuning.length', {
      front: virtualTokens(config.length),
      body: plainBody,
      end: '',
    }),
    patch: promptTuningPatch(config, sites),
  }),
});
