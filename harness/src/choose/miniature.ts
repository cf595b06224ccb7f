/**
 * A model of the same shapes, small enough to be measured in a moment: a model's first layers with a short vocabulary, or a tiny model
 * whole. Its weights are random numbers, since what a product takes does not depend on them.
 */
import { type LoadedModel, random } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';

export interface Miniature {
  /** Prompts are ids with blanks between; generation goes on whatever comes. */
  readonly model: LoadedModel;
  /** Layers of the whole model for each of these. */
  readonly factor: number;
}

/** Weights up to which a model is measured whole; of a larger one as many layers as have so many, two at least. */
const SMALL = 6e5;
/** Words of a model that is not. */
const WORDS = 1024;

/** `config`: the whole model's config.json. Both names are those that every family takes. */
export function miniatureOf(config: LoadedModel['config']): Miniature {
  const original = architectureOf(config);
  const weights = original.weights.reduce((sum, { shape }) => sum + size(shape), 0);
  if (weights <= SMALL) return { model: filled(config), factor: 1 };
  const { layers, vocabulary, d } = original.shape;
  const perLayer = (weights - vocabulary * d) / layers;
  const few = Math.min(layers, Math.max(2, Math.floor(SMALL / perLayer)));
  const { layer_types: _, ...rest } = config;
  const vocab_size = Math.min(vocabulary, WORDS);
  const model = filled({ ...rest, num_hidden_layers: few, vocab_size });
  // Of the last layer little is computed but keys and values.
  return { model, factor: few === layers ? 1 : (layers - 1) / (few - 1) };
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
