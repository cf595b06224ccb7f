import { defineMethod, rateByWidth, virtualTokens } from '@adaptbench/core';
import { checkRoom } from '../room.ts';
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
  rate: (_config, width) => rateByWidth(1e-2, width),
  space: { length: [1, 5, 20, 100], init: ['vocabulary', 'normal'] },
  patch(config, model) {
    checkRoom(`prompt-tuning.length: ${config.length} virtual tokens`, config.length, model);
    return promptTuningPatch(config, model.architecture.sites);
  },
  prompt: ({ length }) => ({
    field: 'prompt-tuning.length',
    before: virtualTokens(length),
    after: '',
  }),
});
