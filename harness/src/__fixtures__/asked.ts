/** What the harness's own tests ask for: a small run, and a task that is made up. */
import { unknownName } from '@adaptbench/core';
import type { BenchConfig } from '@adaptbench/results';
import type { TaskCatalog } from '../tasks.ts';

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
      sizes: { train: 20, validation: 40, test: 100 },
      generates: false,
      notes: typeof data === 'string' ? [`files: ${data}`] : [],
      ownData: false,
      description: [],
      chat: false,
    };
  },
};
