import { defineMethod, rateByWidth } from '@adaptbench/core';
import { checkRoom } from '../room.ts';
import { prefixConfig } from './config.ts';
import { prefixPatch } from './method.ts';

export { type PrefixConfig, prefixConfig } from './config.ts';
export { prefixFromPeft } from './peft.ts';

export default defineMethod({
  name: 'prefix',
  family: 'prefix',
  paper: {
    title: 'Prefix-Tuning: Optimizing Continuous Prompts for Generation (Li & Liang 2021)',
    url: 'https://arxiv.org/abs/2101.00190',
  },
  config: prefixConfig,
  // Keys and values move by the rate itself where no MLP makes them.
  rate: ({ projection }, width) => rateByWidth(projection ? 3e-4 : 8e-2, width),
  space: { length: [1, 4, 16, 64], projection: [true, false] },
  patch(config, model) {
    checkRoom(`prefix.length is ${config.length}`, config.length, model);
    return prefixPatch(config, model.architecture.sites);
  },
});
