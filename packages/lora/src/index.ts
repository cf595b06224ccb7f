import { defineMethod, rateByWidth } from '@adaptbench/core';
import { loraConfig } from './config.ts';
import { loraPatch } from './method.ts';

export { type LoraConfig, loraConfig } from './config.ts';
export { configFromPeft } from './peft/config.ts';

export default defineMethod({
  name: 'lora',
  family: 'lora',
  paper: {
    title: 'LoRA: Low-Rank Adaptation of Large Language Models (Hu et al. 2021)',
    url: 'https://arxiv.org/abs/2106.09685',
  },
  config: loraConfig,
  rate: (_config, width) => rateByWidth(2e-3, width),
  space: { rank: [1, 8, 32], targetModules: ['default', 'all-linear'] },
  patch: loraPatch,
});
