/** Two small methods for the harness's own tests: one that only prompts, one whose patch has a parameter. */
import { type Prompt, defineMethod, unknownName } from '@adaptbench/core';
import { z } from 'zod';
import type { AnyMethod } from '../methods.ts';
import type { BenchConfig } from '../plan/bench.ts';
import type { TaskCatalog } from '../tasks.ts';

const prompt: Prompt = {
  bind() {
    throw new Error('internal: the fixtures ask nothing');
  },
};

const icl = defineMethod({
  name: 'icl',
  family: 'in-context learning',
  paper: { title: 'Language Models are Few-Shot Learners', url: 'https://arxiv.org/abs/2005.14165' },
  config: z.object({
    shots: z.int().min(0).max(64).default(4).describe('Exemplars in the prompt'),
    chooser: z.enum(['random', 'similar']).default('random').describe('How exemplars are chosen'),
  }),
  space: { shots: [0, 4] },
  prompt: () => prompt,
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
  training: { learningRate: 1e-3 },
  space: { rank: [4, 8] },
  patch({ rank }) {
    const param = { name: 'a', shape: [rank], init: () => new Float32Array(rank) };
    return { positions: 0, hooks: () => ({}), merge: null, artifact: null, params: [param] };
  },
});

export const fixtureMethods: readonly AnyMethod[] = [icl, lora];

const small: BenchConfig = { model: 'tiny', task: 'toy', methods: ['icl', 'lora'], sweep: false };
export const fixtureDefaults = {
  bench: { ...small, set: { 'icl.shots': 1, 'lora.rank': [2, 3], 'train.epochs': 2 } },
  quick: { ...small, methods: ['icl'] },
};

export const fixtureTasks: TaskCatalog = {
  entries: () =>
    Promise.resolve([{ name: 'toy', kind: 'classification', language: 'en', source: 'made up' }]),
  async check(task) {
    const { name, data } = task;
    if (data === undefined && name !== 'toy')
      throw unknownName('task', typeof name === 'string' ? name : '', ['toy'], 'task');
    return {
      spec: task,
      templates: ['plain', 'question', 'choice', 'cloze'],
      sizes: { validation: 40, test: 100 },
      notes: typeof data === 'string' ? [`files: ${data}`] : [],
    };
  },
};
