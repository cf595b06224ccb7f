import { defineMethod, rateByWidth } from '@adaptbench/core';
import { checkRoom } from '../room.ts';
import { pTuningConfig } from './config.ts';
import { parseLayout, standsWithin, tokenCount, tokensAt } from './layout.ts';
import { pTuningPatch } from './method.ts';
import { withinPrompt } from './within.ts';

export { type PTuningConfig, pTuningConfig } from './config.ts';
export { pTuningFromPeft } from './peft.ts';

export default defineMethod({
  name: 'p-tuning',
  family: 'prefix',
  paper: { title: 'GPT Understands, Too (Liu et al. 2021)', url: 'https://arxiv.org/abs/2103.10385' },
  config: pTuningConfig,
  rate: (_config, width) => rateByWidth(2e-3, width),
  space: {
    layout: ['20@start', '10@start+10@end', '5@start+10@after:*+5@end'],
    encoder: ['lstm', 'mlp'],
  },
  patch(config, model) {
    const n = tokenCount(parseLayout(config.layout));
    checkRoom(`p-tuning.layout: ${n} virtual tokens`, n, model);
    return pTuningPatch(config, model.architecture.sites);
  },
  prompt(config) {
    const layout = parseLayout(config.layout);
    return layout.some(standsWithin)
      ? withinPrompt(layout)
      : { field: 'p-tuning.layout', before: tokensAt(layout, 'start'), after: tokensAt(layout, 'end') };
  },
});
