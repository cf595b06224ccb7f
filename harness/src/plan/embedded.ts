/**
 * What `pnpm bench` runs where nothing is named: every family on the embedded model and embedded tasks, sized for two cores, in
 * about three minutes with installation; `--quick` runs a part of it in about one. Rates and updates are the methods' own for a model of this width
 * and 128 items (`results/rates.md`): nothing is tuned for this model.
 */
import type { BenchConfig } from '@adaptbench/results';

/** One thread: products are so small that a second one costs more than it brings, and a sum's order cannot depend on the machine. */
const model = { model: 'embedded', threads: 1 } as const;

/** A solution has two equations of up to ten tokens each, and "The answer is 12." */
const rationales = {
  'cot.maxRationaleTokens': 32,
  'lora+cot.cot.maxRationaleTokens': 32,
  'lora+cot.cot.shots': 0,
  'lora+cot.lora.rank': 4,
};

/** What a language model has to beat; each is fitted in less than a second. */
const baselines = ['majority', 'nearest', 'tfidf'];

/** Methods by task: sentiment for all that need no solutions, arithmetic for those that do, and a mapping that only examples tell. */
const sentiment = [
  ...baselines,
  'probe',
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
  'head',
];
const reasoning = ['cot', 'lora+cot'];

const embeddedTasks = [
  { name: 'hotel', methods: sentiment, test: 200 },
  { name: 'word-problems', methods: [...reasoning, 'majority'], test: 200 },
  { name: 'mapping', methods: ['icl', 'lora', ...baselines], test: 200 },
];

export const embeddedBench: BenchConfig = {
  ...model,
  parallel: 'auto',
  latency: 'chosen',
  task: embeddedTasks,
  methods: [...sentiment, ...reasoning],
  sweep: false,
  set: {
    // 24 of the mapping fit the context; of reviews as many as do.
    'icl.shots': [0, 4, 8, 24],
    'cot.rationale': [true, false],
    ...rationales,
    // Two values show the choice, and each other's spread of seeds.
    'lora.rank': [1, 4],
    'lora+instruction.lora.rank': 4,
    'adapter.bottleneck': [8, 32],
    'prefix.length': [4, 16],
    'prefix.projection': false,
    'prompt-tuning.length': [4, 16],
    'p-tuning.layout': ['4@start', '16@start'],
    // PEFT's default; the paper's LSTM takes a step after another.
    'p-tuning.encoder': 'mlp',
    'partial.part': 'layer-norms',
    'train.validations': 2,
    // Each item is asked in twenty ways.
    'lora+instruction.train.validationItems': 20,
  },
  seeds: 2,
  train: 128,
  limitValidation: 100,
};

/** One configuration of each method, but both ends of in-context learning; what joins two methods is left out. */
export const quickBench: BenchConfig = {
  ...embeddedBench,
  task: [
    { name: 'hotel', methods: sentiment, test: 200 },
    { name: 'word-problems', methods: reasoning, test: 200 },
    { name: 'mapping', methods: ['icl'], test: 200 },
  ],
  methods: embeddedBench.methods.filter((name) => !name.includes('+')),
  set: {
    ...Object.fromEntries(Object.entries(embeddedBench.set ?? {}).filter(([key]) => !key.includes('+'))),
    'icl.shots': [0, 8],
    'cot.rationale': true,
    'instruction.form': 'cloze',
    'lora.rank': 4,
    'adapter.bottleneck': 8,
    'prefix.length': 4,
    'prompt-tuning.length': 4,
    'p-tuning.layout': '4@start',
  },
  seeds: 1,
  limitValidation: 40,
  limitTest: 140,
};
