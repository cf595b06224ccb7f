/**
 * A model of the same shapes, small enough to be measured in a moment: a large model's first layers with a short vocabulary, and a small
 * model whole. Its weights are random numbers, since what a product takes does not depend on them.
 */
import { type LoadedModel, random } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';

export interface Miniature {
  /** Prompts are ids with blanks between; generation goes on whatever comes. */
  readonly model: LoadedModel;
  /** Layers of the whole model for each of these. */
  readonly factor: number;
}

/** Weights up to which a model is measured whole. */
const SMALL = 8e6;
/** Words of a model that is not. */
const WORDS = 1024;

/** `config`: the whole model's config.json. Both names are those that every family takes. */
export function miniatureOf(config: LoadedModel['config']): Miniature {
  const whole = architectureOf(config);
  const weights = whole.weights.reduce((sum, { shape }) => sum + size(shape), 0);
  if (weights <= SMALL) return { model: filled(config), factor: 1 };
  const { layers, vocabulary, d } = whole.shape;
  const perLayer = (weights - vocabulary * d) / layers;
  const few = Math.max(1, Math.min(layers, Math.floor(SMALL / perLayer)));
  const { layer_types: _, ...rest } = config;
  const vocab_size = Math.min(vocabulary, WORDS);
  return { model: filled({ ...rest, num_hidden_layers: few, vocab_size }), factor: layers / few };
}

function filled(config: LoadedModel['config']): LoadedModel {
  const architecture = architectureOf(config);
  const weights = new Map(architecture.weights.map(({ name, shape }) => [name, numbers(size(shape))]));
  return {
    reference: 'miniature',
    sha256: '',
    architecture,
    config,
    tokenizer: {
      vocabularySize: architecture.shape.vocabulary,
      bos: null,
      eos: [-1],
      encode: (text) => text.split(' ').map(Number),
      decode: (ids) => ids.join(' '),
      chat: null,
    },
    frozen(name) {
      const data = weights.get(name);
      if (data === undefined) throw new Error(`internal: no weight "${name}"`);
      return { data };
    },
  };
}

/** The same few random numbers again and again: drawing millions would take longer than what is measured. */
function numbers(count: number): Float32Array {
  const all = new Float32Array(count);
  for (let at = 0; at < count; at += DRAWN.length) all.set(DRAWN.subarray(0, count - at), at);
  return all;
}

const r = random(0, 'miniature');
const DRAWN = Float32Array.from({ length: 4093 }, () => 0.04 * (r.uniform() - 0.5));

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
