/** All that the base model is made of; the same recipe gives the same corpus, tokenizer and batches. */
import type { TrainSettings } from '@adaptbench/core';
import type { Mixture } from './corpus/document.ts';

export const seed = 1;

/** Longest text that the model is made for, in tokens. */
export const CONTEXT = 384;
export const VOCABULARY = 3072;
/** Documents that the tokenizer is trained on. */
export const TOKENIZER_DOCUMENTS = 12_000;
/** Sequences of documents that are never trained on, of each stage; the last stage's give the loss in the card. */
export const HELD_BACK = 48;

/** config.json. */
export const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: VOCABULARY,
  hidden_size: 160,
  intermediate_size: 448,
  num_hidden_layers: 5,
  num_attention_heads: 5,
  num_key_value_heads: 5,
  head_dim: 32,
  hidden_act: 'silu',
  max_position_embeddings: CONTEXT,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: true,
  // Queries and keys can so prefer a distance whatever the tokens are.
  attention_bias: true,
  mlp_bias: false,
  bos_token_id: 0,
  eos_token_id: 0,
} as const;

/** Standard deviation of initial embeddings and of what reads the residual stream. */
export const INITIAL_SD = 0.08;

/** Tokens of answers count so much more in the loss than others. */
export const ANSWER_WEIGHT = 5;

export interface Stage {
  readonly mixture: Mixture;
  /** Tokens of a training sequence. */
  readonly length: number;
  /** Each is seen once. */
  readonly sequences: number;
  readonly settings: TrainSettings;
}

const common = {
  accumulate: 1,
  epochs: 1,
  maxSteps: null,
  weightDecay: 0.05,
  clipNorm: 1,
  maxTokens: CONTEXT + 1,
  validationItems: 1,
} as const;

const rates = { learningRate: 3e-3, schedule: 'cosine', warmup: 0.03 } as const;

/** First copying is learnt, in many small steps on short texts; then what rests on it; then everything. */
export const stages: readonly Stage[] = [
  {
    mixture: 'repeats',
    length: 64,
    sequences: 4800,
    settings: { ...common, ...rates, batchSize: 16, validations: 4 },
  },
  {
    mixture: 'patterns',
    length: 128,
    sequences: 19_200,
    settings: { ...common, ...rates, batchSize: 16, validations: 8 },
  },
  {
    mixture: 'everything',
    length: CONTEXT,
    sequences: 24_000,
    settings: { ...common, ...rates, batchSize: 8, validations: 20 },
  },
];

/** AdamW forgets the large gradients of the beginning sooner than by its usual 0.999. */
export const BETA2 = 0.95;
