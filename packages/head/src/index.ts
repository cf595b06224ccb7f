import { defineMethod, headed, noPatch, plainPrompt, rateByWidth, withHead } from '@adaptbench/core';
import { headConfig } from './config.ts';
import { headOf } from './method.ts';

export type { HeadConfig } from './config.ts';
export { headOn } from './method.ts';
export { headFromPeft } from './artifact.ts';

export default defineMethod({
  name: 'head',
  family: 'head',
  paper: {
    title:
      'BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding (Devlin et al. 2019)',
    url: 'https://arxiv.org/abs/1810.04805',
  },
  config: headConfig,
  rate: (_config, width) => rateByWidth(5e-3, width),
  space: { pool: ['last', 'mean'] },
  patch: (config, model, task) => withHead(noPatch, headOf(config, model, task), model.architecture),
  head: headOf,
  prompt: () => headed(plainPrompt, 'head'),
});
