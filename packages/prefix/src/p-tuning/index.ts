import { defineMethod } from '@adaptbench/core';
import { dressedPrompt } from '../prompt.ts';
import { pTuningConfig } from './config.ts';
import { parseLayout, placeWithin, tokensAt } from './layout.ts';
import { pTuningPatch } from './method.ts';

export { type PTuningConfig, pTuningConfig } from './config.ts';
export { pTuningFromPeft } from './peft.ts';

export default defineMethod({
  name: 'p-tuning',
  family: 'prefix',
  paper: { title: 'GPT Understands, Too (Liu et al. 2021)', url: 'https://arxiv.org/abs/2103.10385' },
  config: pTuningConfig,
  training: { learningRate: 1e-3 },
  space: {
    layout: ['20@start', '10@start+10@end', '5@start+10@after:*+5@end'],
    encoder: ['lstm', 'mlp'],
  },
  apply(config, sites) {
    const layout = parseLayout(config.layout);
    return {
      prompt: dressedPrompt('p-tuning.layout', {
        front: tokensAt(layout, 'start'),
        body: (context, item) => placeWithin(layout, context, item),
        end: tokensAt(layout, 'end'),
      }),
      patch: pTuningPatch(config, sites),
    };
  },
});
