/**
 * The fields of config.json that the Llama family reads, with the defaults of transformers' config classes: they differ by model type
 * (configuration_llama.py, configuration_mistral.py, configuration_qwen2.py, configuration_qwen3.py).
 */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { activationNames, type Activation } from '../activations.ts';
import { excerpt } from '../config/excerpt.ts';
import { checkFields } from '../config/fields.ts';
import { parseFields } from '../config/parse.ts';
import { type Rotation, rotation } from './rope.ts';
import { ropeFields, ropePositions, ropeSettings } from './rope-settings.ts';

const size = z
  .int()
  .positive()
  .max(1 << 24);
/** Far above any model; rotary angles are computed for every dimension of a head before weights are looked at. */
const width = size.max(1 << 20);
const head = size.max(1 << 14);
export const modelTypes = ['llama', 'mistral', 'ministral', 'qwen2', 'qwen3'] as const;
const fields = {
  model_type: z.enum(modelTypes),
  vocab_size: size.optional(),
  hidden_size: width.optional(),
  intermediate_size: size.optional(),
  num_hidden_layers: size.max(4096).optional(),
  num_attention_heads: head.optional(),
  /** Null: as many as heads. */
  num_key_value_heads: head.nullish(),
  head_dim: head.nullish(),
  hidden_act: z.enum(activationNames).default('silu'),
  max_position_embeddings: size.max(1 << 30).optional(),
  rms_norm_eps: z.number().nonnegative().default(1e-6),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  sliding_window: z.int().nullish(),
  use_sliding_window: z.boolean().default(false),
  max_window_layers: z.int().default(28),
  layer_types: z.array(z.string()).max(4096).nullish(),
} as const;
const schema = z.object(fields);
type Fields = z.infer<typeof schema>;
type ModelType = Fields['model_type'];

interface Defaults {
  readonly vocabulary: number;
  readonly intermediate: number;
  /** Null: as many as heads. */
  readonly keyValueHeads: number | null;
  readonly dHead: number | null;
  readonly positions: number;
}
const HIDDEN = 4096;
const LAYERS = 32;
const HEADS = 32;
const WINDOW = 4096;
const qwen: Defaults = {
  vocabulary: 151_936,
  intermediate: 22_016,
  keyValueHeads: 32,
  dHead: null,
  positions: 32_768,
};
const mistral: Defaults = {
  vocabulary: 32_000,
  intermediate: 14_336,
  keyValueHeads: 8,
  dHead: null,
  positions: 131_072,
};
const defaults: Readonly<Record<ModelType, Defaults>> = {
  llama: { vocabulary: 32_000, intermediate: 11_008, keyValueHeads: null, dHead: null, positions: 2048 },
  mistral,
  ministral: mistral,
  qwen2: qwen,
  qwen3: { ...qwen, dHead: 128 },
};

/** What a class's modules have, where the field that says so is another class's. */
const biases: Readonly<Record<ModelType, (c: Fields) => LlamaConfig['bias']>> = {
  llama: (c) => ({ qkv: c.attention_bias, o: c.attention_bias, mlp: c.mlp_bias }),
  mistral: () => ({ qkv: false, o: false, mlp: false }),
  ministral: () => ({ qkv: false, o: false, mlp: false }),
  qwen2: () => ({ qkv: true, o: false, mlp: false }),
  qwen3: (c) => ({ qkv: c.attention_bias, o: c.attention_bias, mlp: false }),
};

/** Fields of the others that a class does not have: passed over, as it passes over them, and named in a note. */
const lacks: Readonly<Record<ModelType, readonly string[]>> = {
  // Windows of a Llama are left by models that were renamed.
  llama: [],
  mistral: ['attention_bias', 'mlp_bias', 'use_sliding_window', 'max_window_layers'],
  ministral: ['attention_bias', 'mlp_bias', 'use_sliding_window', 'max_window_layers'],
  qwen2: ['mlp_bias'],
  qwen3: ['mlp_bias'],
};

function readBy(type: ModelType): ReadonlySet<string> {
  const all = [...Object.keys(fields), ...ropeFields];
  return new Set(all.filter((name) => !lacks[type].includes(name)));
}

export interface LlamaConfig {
  readonly modelType: string;
  readonly vocabulary: number;
  readonly d: number;
  readonly dMlp: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly dHead: number;
  readonly eps: number;
  readonly rotation: Rotation;
  readonly contextLength: number;
  readonly tied: boolean;
  readonly activation: Activation;
  readonly bias: { readonly qkv: boolean; readonly o: boolean; readonly mlp: boolean };
  /** RMS norm of each head's queries and keys (Qwen 3). */
  readonly qkNorm: boolean;
  /** Fields that were passed over and are not known to mean nothing. */
  readonly unknown: readonly string[];
}

/** @throws LoadError naming what is missing, contradicts itself or cannot be computed */
export function parseLlamaConfig(json: Readonly<Record<string, unknown>>): LlamaConfig {
  const c = parseFields(schema, json, 'config.json');
  const unknown = checkFields(json, readBy(c.model_type));
  const of = defaults[c.model_type];
  const d = c.hidden_size ?? HIDDEN;
  const heads = c.num_attention_heads ?? HEADS;
  const keyValueHeads =
    c.num_key_value_heads === undefined ? (of.keyValueHeads ?? heads) : (c.num_key_value_heads ?? heads);
  const dHead = c.head_dim ?? of.dHead ?? Math.floor(d / heads);
  if (
    heads % keyValueHeads !== 0 ||
    dHead % 2 !== 0 ||
    dHead === 0 ||
    (c.model_type === 'llama' && d % heads !== 0)
  )
    throw new LoadError(
      `config.json: width ${d}, ${heads} heads, ${keyValueHeads} key/value heads, head width ${dHead}: expected heads divisible by key/value heads, an even head width${c.model_type === 'llama' ? ' and a width divisible by heads' : ''}.`,
    );
  const layers = c.num_hidden_layers ?? LAYERS;
  const maxPositions = c.max_position_embeddings ?? of.positions;
  const rope = ropeSettings(json, maxPositions);
  return {
    modelType: c.model_type,
    vocabulary: c.vocab_size ?? of.vocabulary,
    d,
    dMlp: c.intermediate_size ?? of.intermediate,
    layers,
    heads,
    keyValueHeads,
    dHead,
    eps: c.rms_norm_eps,
    rotation: rotation(rope, dHead, maxPositions),
    // Within the window a sliding-window model is an ordinary one.
    contextLength: Math.min(maxPositions, windowOf(c, layers) ?? Infinity, ropePositions(rope)),
    tied: c.tie_word_embeddings,
    activation: c.hidden_act,
    bias: biases[c.model_type](c),
    qkNorm: c.model_type === 'qwen3',
    unknown,
  };
}

/** The window of the layers that have one, or null where none has. */
function windowOf(c: Fields, layers: number): number | null {
  if (c.layer_types && c.layer_types.length !== layers)
    throw new LoadError(
      `config.json: layer_types has ${c.layer_types.length} entries for ${layers} layers (num_hidden_layers).`,
    );
  const types = c.layer_types?.map((t) => (t === 'attention' ? 'full_attention' : t));
  const odd = types?.find(
    (t) => t !== 'full_attention' && (t !== 'sliding_attention' || c.model_type === 'llama'),
  );
  if (odd !== undefined)
    throw new LoadError(
      `config.json: layer_types names ${excerpt(odd)}, which ${c.model_type} does not have: expected full_attention${c.model_type === 'llama' ? '' : ' or sliding_attention'}.`,
    );
  const window = windows[c.model_type](c, types, layers);
  if (window !== null && window <= 0)
    throw new LoadError(
      `config.json: sliding_window is ${window}: expected a positive number, or null where no layer has a window.`,
    );
  return window;
}

type WindowRule = (c: Fields, types: readonly string[] | undefined, layers: number) => number | null;
const byLayer: WindowRule = (c, types, layers) => {
  const window = c.use_sliding_window ? (c.sliding_window === undefined ? WINDOW : c.sliding_window) : null;
  if (types === undefined) return c.max_window_layers < layers ? window : null;
  if (!types.includes('sliding_attention')) return null;
  if (window === null) throw noWindow('use_sliding_window true and a sliding_window');
  return window;
};
/** Every layer, unless the layers say otherwise: transformers then reads a Mistral as a Ministral. */
const inAll: WindowRule = (c, types) => {
  const window = c.sliding_window === undefined ? WINDOW : c.sliding_window;
  if (types !== undefined && !types.includes('sliding_attention')) return null;
  if (types !== undefined && window === null) throw noWindow('a sliding_window');
  return window;
};
const windows: Readonly<Record<ModelType, WindowRule>> = {
  llama: () => null,
  mistral: inAll,
  ministral: inAll,
  qwen2: byLayer,
  qwen3: byLayer,
};

const noWindow = (expected: string): LoadError =>
  new LoadError(
    `config.json: layer_types names sliding_attention, but no window is set: expected ${expected}.`,
  );
