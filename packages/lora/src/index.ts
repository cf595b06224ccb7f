import { defineMethod } from '@adaptbench/core';
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
  training: { learningRate: 1e-3 },
  space: { rank: [1, 4, 16] },
  patch: loraPatch,
});
