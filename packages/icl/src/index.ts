/**
 * In-context learning: labelled examples stand in the prompt, nothing is trained (Brown et al. 2020, §2). All that a request costs more
 * than the bare question is the exemplars' tokens.
 */
import { defineMethod } from '@adaptbench/core';
import { iclConfig } from './config.ts';
import { iclPrompt } from './method.ts';

export { type IclConfig, iclConfig } from './config.ts';

export default defineMethod({
  name: 'icl',
  family: 'in-context learning',
  paper: {
    title: 'Language Models are Few-Shot Learners (Brown et al. 2020)',
    url: 'https://arxiv.org/abs/2005.14165',
  },
  config: iclConfig,
  space: { shots: [0, 1, 4, 16], calibration: ['contextual', 'batch'], labelScore: ['per-token'] },
  prompt: iclPrompt,
});
