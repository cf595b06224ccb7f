import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { fixtures, testArchitecture } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf, families, modelTypes } from './architectures.ts';

const checkpoints = readdirSync(fixtures).filter((name) =>
  existsSync(join(fixtures, name, 'model.safetensors')),
);
for (const name of checkpoints) testArchitecture(name, architectureOf);

const configOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(fixtures, name, 'config.json'), 'utf8')) as Record<string, unknown>;
/** What is said of the configuration with these changes, in one line. */
function fault(name: string, change: Record<string, unknown>): string {
  try {
    architectureOf({ ...configOf(name), ...change });
    return 'no error';
  } catch (error) {
    if (!(error instanceof LoadError) || error.message.includes('\n')) throw error;
    return error.message;
  }
}

it('each has a tiny checkpoint that holds it to the contract', () => {
  const tested = new Set(checkpoints.map((name) => configOf(name)['model_type']));
  for (const { modelTypes: types } of families) expect(types.some((type) => tested.has(type))).toBe(true);
});

describe('config.json', () => {
  it.each([undefined, 7, 'bert', 'constructor', '__proto__', 'toString'])(
    'of model_type %j is refused with the types that are known',
    (type) => {
      expect(fault('tiny-llama', { model_type: type })).toBe(
        `config.json: model_type is ${JSON.stringify(type) ?? 'missing'}: expected one of ${modelTypes.join(', ')}. Models of other families cannot be loaded.`,
      );
    },
  );

  it('is refused where a field is of another kind, with what it is', () => {
    expect(fault('tiny-llama', { max_position_embeddings: '128' })).toBe(
      'config.json: max_position_embeddings is "128": expected number.',
    );
    expect(fault('tiny-llama', { rms_norm_eps: { __float__: 'NaN' }, hidden_size: 0 })).toMatch(
      /^config\.json: hidden_size is 0: expected (?:at least|more than) \d; rms_norm_eps is \{"__float__":"NaN"\}: expected number\.$/,
    );
  });

  it('is refused where its sizes do not go together', () => {
    const heads = (change: Record<string, unknown>): string => fault('tiny-llama', change);
    expect(heads({ num_key_value_heads: 3 })).toBe(
      'config.json: width 32, 4 heads, 3 key/value heads, head width 8: expected heads divisible by key/value heads, an even head width and a width divisible by heads.',
    );
    expect(heads({ head_dim: null, num_attention_heads: 3, num_key_value_heads: 1 })).toMatch(
      /^config\.json: width 32, 3 heads, 1 key\/value heads, head width 10: expected /,
    );
    expect(heads({ head_dim: 7 })).toContain('head width 7: expected');
    expect(fault('tiny-gpt2', { n_head: 5 })).toMatch(
      /^config\.json: n_embd \d+ is not divisible by n_head 5\.$/,
    );
  });

  it.each([
    ['tiny-llama', 'vocab_size', 2 ** 40],
    ['tiny-llama', 'num_hidden_layers', 5000],
    ['tiny-llama', 'hidden_size', -32],
    ['tiny-llama', 'hidden_size', 0.5],
    ['tiny-llama', 'intermediate_size', '48'],
    ['tiny-llama', 'num_attention_heads', null],
    ['tiny-llama', 'rms_norm_eps', -1e-6],
    ['tiny-llama', 'rms_norm_eps', null],
    ['tiny-llama', 'hidden_act', 'mish'],
    ['tiny-gpt2', 'n_embd', 2 ** 30],
    ['tiny-gpt2', 'n_layer', 0],
    ['tiny-gpt2', 'activation_function', 'xielu'],
    ['tiny-gpt2', 'scale_attn_by_inverse_layer_idx', 1],
  ])('of %s is refused with %s = %s, which it names', (name, field, value) => {
    expect(fault(name, { [field]: value })).toMatch(new RegExp(`^config\\.json: ${field} is `));
  });

  it.each(['toString', 'mrope', 7])('is refused with the rotation %j', (rope_type) => {
    expect(fault('tiny-llama', { rope_parameters: { rope_type, rope_theta: 1e4 } })).toBe(
      `config.json: rope_parameters: the type is ${JSON.stringify(rope_type)}: expected one of default, linear, dynamic, llama3, yarn, longrope, proportional. This model's rotation cannot be computed.`,
    );
  });

  it.each(['fast', -1, 0])('is refused with a rotation of base %j', (rope_theta) => {
    expect(fault('tiny-llama', { rope_parameters: { rope_type: 'default', rope_theta } })).toMatch(
      /^config\.json: rope_parameters \(default\): rope_theta is .*: expected (?:number|more than 0)\.$/,
    );
  });

  it('has the usual base where it names none', () => {
    expect(fault('tiny-llama', { rope_parameters: null })).toBe('no error');
  });
});
