/** Two small methods for tests: one that only prompts, one whose patch has a parameter. */
import { type AnyMethod, type Prompt, defineMethod, rateByWidth } from '@adaptbench/core';
import { z } from 'zod';

const prompt = (shots: number): Prompt => ({
  draws: shots > 0,
  bind() {
    throw new Error('internal: the fixtures ask nothing');
  },
});

const icl = defineMethod({
  name: 'icl',
  family: 'in-context learning',
  paper: { title: 'Language Models are Few-Shot Learners', url: 'https://arxiv.org/abs/2005.14165' },
  config: z.object({
    shots: z.int().min(0).max(64).default(4).describe('Exemplars in the prompt'),
    chooser: z.enum(['random', 'similar']).default('random').describe('How exemplars are chosen'),
  }),
  space: { shots: [0, 4] },
  prompt: ({ shots }) => prompt(shots),
});

const lora = defineMethod({
  name: 'lora',
  family: 'low-rank update',
  paper: { title: 'LoRA', url: 'https://arxiv.org/abs/2106.09685' },
  config: z.object({
    rank: z.int().min(1).max(256).default(8).describe('Rank of the update'),
    roles: z
      .array(z.enum(['q', 'k', 'v', 'o']))
      .min(1)
      .default(['q', 'v'])
      .describe('Projections that get one'),
  }),
  rate: (_config, width) => rateByWidth(1e-3, width),
  space: { rank: [4, 8] },
  patch({ rank }) {
    const param = { name: 'a', shape: [rank], init: () => new Float32Array(rank) };
    return { positions: 0, hooks: () => ({}), merge: null, artifact: null, params: [param] };
  },
});

export const fixtureMethods: readonly AnyMethod[] = [icl, lora];
