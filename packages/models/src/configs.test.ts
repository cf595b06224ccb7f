/**
 * Configurations that say a thing in several places, leave it out, or say what has no effect: what transformers computes from them
 * (packages/testing/golden/configs.py makes the values), and what is refused because it would be computed otherwise.
 */
import { readFileSync } from 'node:fs';
import { type LoadedModel, LoadError, noPatch, patchedModel } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { byteTokenizer } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

type Config = Readonly<Record<string, unknown>>;
interface Case {
  readonly config: Config;
  readonly contextLength: number;
  readonly ids: number[];
  readonly logits: number[];
}
const { cases } = JSON.parse(readFileSync(new URL('__fixtures__/configs.json', import.meta.url), 'utf8')) as {
  cases: Record<string, Case>;
};

/** As in configs.py: numbers in [−½, ½) that depend on the name and the place; those of norms lie around 1. */
function hashed(name: string, shape: readonly number[]): Float32Array {
  const seed = [...Buffer.from(name)].reduce((sum, byte, i) => sum + (i + 1) * byte, 0);
  const norm = shape.length === 1 && name.endsWith('.weight');
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    let h = (Math.imul(i, 2_654_435_761) + Math.imul(seed, 40_503)) >>> 0;
    h ^= h >>> 15;
    h = Math.imul(h, 2_246_822_519);
    h = (h ^ (h >>> 13)) >>> 0;
    const x = h / 2 ** 32 - 0.5;
    return norm ? 1 + 0.2 * x : x;
  });
}

function modelOf(config: Config): LoadedModel {
  const architecture = architectureOf(config);
  const shapes = new Map(architecture.weights.map((w) => [w.name, w.shape]));
  return {
    reference: 'hashed',
    sha256: 'hashed',
    architecture,
    config,
    tokenizer: byteTokenizer,
    frozen: (name) => ({ data: hashed(name, shapes.get(name)!) }),
  };
}

describe('transformers’ logits come from', () => {
  it.each(Object.entries(cases))('%s', async (_, { config, contextLength, ids, logits }) => {
    const model = modelOf(config);
    expect(model.architecture.shape.contextLength).toBe(contextLength);
    const patched = patchedModel(model, referenceEngine, noPatch, new Map());
    const { data } = await patched.logits(ids);
    const last = data.slice(-model.architecture.shape.vocabulary);
    const largest = Math.max(1, ...logits.map(Math.abs));
    logits.forEach((x, i) => expect(Math.abs(last[i]! - x)).toBeLessThan(2e-5 * largest));
    await patched.dispose();
  });
});

const llama = cases['yarn']!.config;
const qwen2 = cases['qwen2 with use_sliding_window false']!.config;
/** What is said of the configuration with these changes, in one line. */
function fault(base: Config, change: Config): string {
  try {
    architectureOf({ ...base, ...change });
    return 'no error';
  } catch (error) {
    if (!(error instanceof LoadError) || error.message.includes('\n')) throw error;
    return error.message;
  }
}

describe('a configuration is refused by the field', () => {
  it.each<[string, unknown]>([
    ['embedding_multiplier', 12],
    ['attention_multiplier', 0.0078125],
    ['logit_scale', 0.0625],
    ['final_logit_softcapping', 30],
    ['query_pre_attn_scalar', 256],
    ['clip_qkv', 8],
    ['use_qk_norm', true],
    ['num_local_experts', 8],
    ['no_rope_layers', [1, 0]],
    ['is_causal', false],
    ['rope_interleaved', true],
    ['per_layer_config', { 1: { skip: ['attention'] } }],
    ['configuration_files', ['config.4.0.0.json']],
  ])('%s that says %j, which would give other numbers', (name, value) => {
    expect(fault(llama, { [name]: value })).toMatch(
      new RegExp(
        String.raw`^config\.json: ${name} is .*: "llama" as it is computed here has no such thing, and passing over it would`,
      ),
    );
  });

  it.each<[string, string]>([
    ['gptq', 'GPTQ'],
    ['awq', 'AWQ'],
    ['fp8', 'FP8'],
    ['compressed-tensors', 'compressed-tensors'],
    ['mxfp4', 'MXFP4'],
    ['somebody’s', '"somebody’s"'],
  ])('quantization_config of method %s', (quant_method, name) => {
    expect(fault(llama, { quantization_config: { quant_method, bits: 4 } })).toBe(
      `config.json: quantization_config says that the weights are quantised by ${name}: ${name} weights cannot be read here, only GGUF's. Use the original checkpoint, or a .gguf file of the same model.`,
    );
  });

  it('quantization_config of bitsandbytes, where it did quantise', () => {
    const quant_method = 'bitsandbytes';
    expect(fault(llama, { quantization_config: { quant_method, load_in_4bit: true } })).toContain(
      'quantised by bitsandbytes',
    );
    expect(fault(llama, { quantization_config: { quant_method, load_in_4bit: false } })).toBe('no error');
  });

  it.each<[string, Config, RegExp]>([
    [
      'a window of 0',
      { use_sliding_window: true, sliding_window: 0, max_window_layers: 0 },
      /sliding_window is 0: expected a positive number, or null/,
    ],
    [
      'a windowed layer without a window',
      { layer_types: ['sliding_attention', 'full_attention'] },
      /names sliding_attention, but no window is set/,
    ],
    ['too few layer types', { layer_types: ['full_attention'] }, /layer_types has 1 entries for 2 layers/],
    [
      'a layer of another kind',
      { layer_types: ['full_attention', 'chunked_attention'] },
      /layer_types names "chunked_attention", which qwen2 does not have/,
    ],
    [
      'rope_theta null',
      { rope_theta: null },
      /rope_parameters \(default\): rope_theta is null: expected number/,
    ],
    [
      'rotations by layer',
      { rope_parameters: { full_attention: { rope_type: 'default' } } },
      /rope_parameters has settings of its own for "full_attention"/,
    ],
    [
      'linear without a factor',
      { rope_scaling: { type: 'linear' } },
      /rope_scaling \(linear\): factor is missing: expected number/,
    ],
    [
      'yarn without a factor',
      { rope_scaling: { type: 'yarn' } },
      /rope_scaling \(yarn\): factor is missing: expected number/,
    ],
    [
      'longrope of another width',
      { rope_scaling: { type: 'longrope', short_factor: [1], long_factor: [1] } },
      /\(longrope\) gives 0 frequencies for heads of width 8/,
    ],
    [
      'half a head turned',
      { rope_scaling: { type: 'linear', factor: 2, partial_rotary_factor: 0.5 } },
      /gives 2 frequencies for heads of width 8: expected 4/,
    ],
    ['rope_scaling a text', { rope_scaling: 'linear' }, /rope_scaling is "linear": expected an object/],
    ['heads that do not go together', { num_key_value_heads: 3 }, /4 heads, 3 key\/value heads/],
    ['heads wider than any', { head_dim: 12_000_000 }, /head_dim is 12000000: expected at most/],
    [
      'more heads than any',
      { num_attention_heads: 4_000_000 },
      /num_attention_heads is 4000000: expected at most/,
    ],
  ])('%s', (_, change, message) => {
    expect(fault(qwen2, change)).toMatch(message);
  });

  it('however deeply a value is nested', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(fault(llama, { model_type: deep })).toMatch(
      /^config\.json: model_type is a list: expected one of/,
    );
    expect(fault(llama, { rope_theta: deep })).toMatch(/rope_theta is a list: expected number/);
    expect(fault(llama, { rope_scaling: { rope_type: deep } })).toMatch(
      /the type is a list: expected one of/,
    );
    expect(fault(llama, { embedding_multiplier: deep })).toMatch(/embedding_multiplier is a list/);
    expect(fault(llama, { anything: deep })).toBe('no error');
  });
});

describe('what is neither read nor known to mean nothing', () => {
  it('is named in a note, and what is known to mean nothing is not', () => {
    const stray = {
      my_note: 'x',
      unsloth_version: '2024.9',
      torch_dtype: 'float16',
      quantization_config: null,
    };
    const kept = {
      embedding_multiplier: 1,
      no_rope_layers: [1, 1],
      per_layer_config: {},
      rope_interleaved: false,
    };
    expect(architectureOf({ ...llama, ...stray, ...kept, mup: 1 }).notes).toEqual([
      'config.json: passed over, as transformers passes over them: mup, my_note.',
    ]);
    expect(architectureOf(llama).notes).toEqual([]);
  });

  it('may be named like what every object has', () => {
    const stray = '"__proto__": {"head_dim": 4}, "constructor": 1, "toString": 2';
    const rope = '"rope_scaling": {"__proto__": {"factor": 9}, "type": "linear", "factor": 2}';
    const config = JSON.parse(`{${stray}, ${JSON.stringify(llama).slice(1, -1)}, ${rope}}`) as Config;
    const refused = 'settings of its own for "__proto__"';
    expect(fault(config, {})).toContain(refused);
    const { shape, notes } = architectureOf({ ...config, rope_scaling: null });
    expect(shape.dHead).toBe(8);
    expect(notes).toEqual([
      'config.json: passed over, as transformers passes over them: __proto__, constructor, toString.',
    ]);
  });

  it('may be a field that another class has', () => {
    const { config } = cases['mistral with attention_bias and mlp_bias']!;
    expect(architectureOf(config).notes).toEqual([
      'config.json: passed over, as transformers passes over them: attention_bias, mlp_bias.',
    ]);
  });
});
