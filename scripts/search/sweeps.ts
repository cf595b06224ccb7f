/** The sweeps on which searches are tried out, as users write them. */
import type { BenchConfig } from '@adaptbench/results';

type Sweep = Omit<BenchConfig, 'task'>;

/** Rates are factors 1/3, 1 and 3 of a method's usual one on this model, where there are three. */
const small: Sweep = {
  model: 'embedded',
  threads: 1,
  methods: ['icl', 'lora', 'adapter', 'prefix', 'prompt-tuning', 'full', 'partial'],
  sweep: false,
  set: {
    'icl.shots': [0, 8],
    'lora.rank': 4,
    'lora.train.learningRate': [1e-2, 3e-2, 1e-1],
    'adapter.bottleneck': 8,
    'adapter.train.learningRate': [3e-3, 1e-2, 3e-2],
    'prefix.length': [4, 16],
    'prefix.projection': false,
    'prefix.train.learningRate': 3e-1,
    'prompt-tuning.length': 16,
    'prompt-tuning.train.learningRate': [3e-2, 1e-1],
    'full.train.learningRate': [3e-4, 1e-3, 3e-3],
    'partial.part': 'layer-norms',
    'partial.train.learningRate': [1e-2, 3e-2],
    'train.epochs': 4,
    'train.validations': 2,
  },
};

/** Every method with the values of its fields, each at three rates: 39 configurations that train and three that do not. */
const large: Sweep = {
  ...small,
  methods: ['icl', 'lora', 'adapter', 'prefix', 'prompt-tuning', 'full', 'partial', 'head'],
  set: {
    'icl.shots': [0, 4, 16],
    'lora.rank': [2, 8],
    'lora.targetModules': ['default', 'all-linear'],
    'adapter.bottleneck': [8, 32],
    'prefix.length': [4, 16],
    'prefix.projection': false,
    'prompt-tuning.length': 16,
    'full.embeddings': true,
    'partial.part': ['layer-norms', 'bitfit'],
    'head.pool': 'last',
    'train.rateFactor': [0.3, 1, 3],
    'train.epochs': 4,
    'train.validations': 2,
  },
};

export interface SweepTable {
  readonly sweep: Sweep;
  /** Answered in validation, and in the test. */
  readonly validation: number;
  readonly test: number;
  /** Steps with answers on the way. */
  readonly looks: readonly number[];
  /** In `results/regret`. */
  readonly file: string;
}

export const sweeps: ReadonlyMap<string, SweepTable> = new Map([
  ['small', { sweep: small, validation: 80, test: 200, looks: [4, 8, 16, 24, 32, 48], file: 'curves.jsonl' }],
  [
    'large',
    { sweep: large, validation: 100, test: 300, looks: [2, 4, 8, 16, 32], file: 'large-curves.jsonl' },
  ],
]);
