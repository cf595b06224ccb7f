/**
 * What `pnpm bench` runs where nothing is named: every family on the embedded model and embedded tasks, sized for two cores, in under five
 * minutes with installation; `--quick` runs a part of it in under one. Training settings are the model's, found on validation: it is a
 * hundred times smaller than what the methods' own defaults are meant for.
 */
import type { Json } from '../trial/spec.ts';
import type { BenchConfig } from './bench.ts';

/** One thread: products are so small that a second one costs more than it brings, and a sum's order cannot depend on the machine. */
const model = { model: 'embedded', threads: 1 } as const;

/** Of all methods that train, and where one needs another. */
const training: Record<string, Json> = {
  'train.learningRate': 3e-3,
  'train.epochs': 4,
  'train.validations': 2,
  'prefix.train.learningRate': 1e-2,
  'prompt-tuning.train.learningRate': 3e-2,
  'p-tuning.train.learningRate': 1e-2,
  'full.train.learningRate': 1e-3,
};

/** A solution has two equations of up to ten tokens each, and "The answer is 12." */
const rationales = { 'cot.maxRationaleTokens': 48 };

export const embeddedBench: BenchConfig = {
  ...model,
  task: [
    {
      name: 'hotel',
      methods: [
        'icl',
        'instruction',
        'lora',
        'lora+instruction',
        'adapter',
        'prefix',
        'prompt-tuning',
        'p-tuning',
        'full',
        'partial',
      ],
    },
    { name: 'word-problems', methods: ['cot'] },
  ],
  methods: [
    'icl',
    'instruction',
    'cot',
    'lora',
    'lora+instruction',
    'adapter',
    'prefix',
    'prompt-tuning',
    'p-tuning',
    'full',
    'partial',
  ],
  set: {
    'icl.shots': [0, 1, 4, 8],
    'instruction.form': ['all'],
    ...rationales,
    'cot.mode': 'few-shot',
    'cot.rationale': [true, false],
    'lora.rank': [1, 4, 16],
    'lora+instruction.lora.rank': 4,
    'adapter.bottleneck': [8, 32],
    'prefix.length': [4, 16],
    'prefix.projection': false,
    'prompt-tuning.length': [4, 16],
    'p-tuning.layout': ['4@start', '16@start'],
    'full.embeddings': true,
    'partial.part': 'bitfit',
    ...training,
  },
  seeds: 2,
  train: 128,
  limitValidation: 100,
  limitTest: 200,
};

export const quickBench: BenchConfig = {
  ...embeddedBench,
  set: {
    ...embeddedBench.set,
    'icl.shots': [0, 8],
    'lora.rank': 4,
    'adapter.bottleneck': 8,
    'prefix.length': 4,
    'prompt-tuning.length': 4,
    'p-tuning.layout': '4@start',
    'train.epochs': 2,
  },
  seeds: 1,
  limitValidation: 64,
  limitTest: 200,
};
