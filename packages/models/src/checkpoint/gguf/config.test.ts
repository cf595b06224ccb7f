/** What a GGUF's keys say of the rotation and of the model, as llama.cpp reads them (`llama-model.cpp`, `llama-context.cpp`). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { afterAll, describe, expect, it, test } from 'vitest';
import { ggufForms } from '../../architectures.ts';
import { openGguf } from './index.ts';
import { llama3Factors } from '../../llama/gguf-rope-factors.ts';
import { ggufValue, writeGguf } from '../../gguf/__fixtures__/write-gguf.ts';
import type { GgufTensorData } from '../../gguf/__fixtures__/write-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { f32, flag, text, u32 } = ggufValue;

const keys: Record<string, Uint8Array> = {
  'general.architecture': text('llama'),
  'llama.embedding_length': u32(32),
  'llama.block_count': u32(2),
  'llama.attention.head_count': u32(4),
  'llama.feed_forward_length': u32(48),
  'llama.context_length': u32(128),
  'llama.attention.layer_norm_rms_epsilon': f32(1e-5),
};
let files = 0;
async function config(
  more: Record<string, Uint8Array>,
  tensors: GgufTensorData[] = [],
): Promise<Record<string, unknown>> {
  const path = join(folder, `${files++}.gguf`);
  writeFileSync(path, writeGguf({ metadata: { ...keys, ...more }, tensors }));
  return (await openGguf(path)).config;
}
async function fault(more: Record<string, Uint8Array>, tensors?: GgufTensorData[]): Promise<string> {
  const error: unknown = await config(more, tensors).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LoadError);
  const { message } = error as LoadError;
  expect(message).not.toContain('\n');
  return message.replace(/^\S+\.gguf/, 'FILE');
}
const scaling = (values: Record<string, Uint8Array>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`llama.rope.scaling.${name}`, value]));
const rope = async (values: Record<string, Uint8Array>): Promise<unknown> =>
  (await config(scaling(values)))['rope_scaling'];

describe('rope.scaling', () => {
  const yarn = { type: text('yarn'), factor: f32(8), original_context_length: u32(16) };
  it('of YaRN keeps its original length', async () => {
    expect(await rope(yarn)).toEqual({
      rope_type: 'yarn',
      factor: 8,
      original_max_position_embeddings: 16,
    });
  });

  it('attn_factor multiplies YaRN’s own stretch (vllm#48351, sglang#22711)', async () => {
    const own = 0.1 * Math.log(8) + 1;
    const { attention_factor: cancelled } = (await rope({ ...yarn, attn_factor: f32(1 / own) })) as {
      attention_factor: number;
    };
    expect(cancelled).toBeCloseTo(1, 6);
    expect(await rope({ ...yarn, attn_factor: f32(1.5) })).toMatchObject({ attention_factor: 1.5 * own });
  });

  it('attn_factor alone is a stretch too', async () => {
    expect(await rope({ type: text('yarn'), attn_factor: f32(2) })).toEqual({
      rope_type: 'yarn',
      factor: 1,
      attention_factor: 2,
    });
  });

  it('is linear where it names no type, and nothing where the factor is absent, 0 or 1', async () => {
    expect(await rope({ factor: f32(4) })).toEqual({ rope_type: 'linear', factor: 4 });
    expect(await rope({ type: text('yarn'), original_context_length: u32(16) })).toBeNull();
    expect(await rope({ factor: f32(0) })).toBeNull();
    expect(await rope({ type: text('linear'), factor: f32(1) })).toBeNull();
    expect(await rope({ type: text('none'), factor: f32(4) })).toBeNull();
  });

  it('has an older name', async () => {
    const old = { 'llama.rope.scale_linear': f32(2) };
    expect((await config(old))['rope_scaling']).toEqual({ rope_type: 'linear', factor: 2 });
    expect((await config({ ...old, 'llama.rope.scaling.factor': f32(4) }))['rope_scaling']).toMatchObject({
      factor: 4,
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['yarn_beta_fast', f32(16), 'is 16: expected 32'],
    ['yarn_ext_factor', f32(0), 'is 0: expected 1'],
    ['yarn_attn_factor', f32(0.5), 'is 0.5: expected 1'],
    ['yarn_log_multiplier', f32(1), 'is 1: expected 0'],
    ['alpha', f32(1000), 'is 1000: expected 0'],
    ['type', text('longrope'), 'is "longrope": expected none, linear or yarn'],
    ['factor', f32(-1), 'is -1: expected a positive number'],
  ])('is refused with a %s that other architectures read', async (name, value, said) => {
    expect(await fault(scaling({ ...yarn, [name]: value }))).toBe(
      `FILE: metadata "llama.rope.scaling.${name}" ${said}. This rotation cannot be computed; use the original Hugging Face checkpoint.`,
    );
  });

  it('is refused with an attn_factor that no YaRN holds, or beside finished factors', async () => {
    expect(await fault(scaling({ factor: f32(2), attn_factor: f32(0.5) }))).toContain(
      'attn_factor" is 0.5: expected 1 with type linear',
    );
    const factors = Float32Array.from(llama3Factors(4, 10_000, 8));
    const finished = {
      name: 'rope_freqs.weight',
      dims: [4],
      type: 'F32' as const,
      data: new Uint8Array(factors.buffer),
    };
    expect(await fault(scaling({ factor: f32(2) }), [finished])).toContain(
      'FILE: both rope_freqs.weight and rope.scaling ({"rope_type":"linear","factor":2}) stretch',
    );
  });
});

test('the base is llama.cpp’s where the file names none', async () => {
  expect((await config({}))['rope_theta']).toBe(10_000);
});

test.each<[string, Uint8Array, string]>([
  ['rope.dimension_count', u32(4), 'is 4 for heads of width 8: expected 8'],
  ['attention.value_length', u32(4), 'is 4 for heads of width 8: expected 8'],
  ['expert_count', u32(8), 'is 8: llama as it is computed here has no such thing'],
  ['logit_scale', f32(0.125), 'is 0.125: llama as it is computed here has no such thing'],
  ['residual_scale', f32(0.5), 'is 0.5: llama as it is computed here has no such thing'],
  ['final_logit_softcapping', f32(30), 'is 30: llama as it is computed here has no such thing'],
  ['attention.clamp_kqv', f32(8), 'is 8: llama as it is computed here has no such thing'],
  ['attention.causal', flag(false), 'is false: llama as it is computed here has no such thing'],
])('%s that makes another computation of it is refused by name', async (name, value, said) => {
  const width = { 'llama.attention.key_length': u32(8) };
  expect(await fault({ ...width, [`llama.${name}`]: value })).toContain(
    `FILE: metadata "llama.${name}" ${said}`,
  );
});

test('what says nothing is no obstacle', async () => {
  const nothing = {
    'llama.expert_count': u32(0),
    'llama.logit_scale': f32(1),
    'llama.attention.causal': flag(true),
  };
  expect(await config({ ...nothing, 'llama.unheard_of': u32(3) })).toMatchObject({ model_type: 'llama' });
});

test('a file without an architecture is told so', async () => {
  const path = join(folder, 'none.gguf');
  writeFileSync(path, writeGguf({ metadata: { 'general.name': text('x') } }));
  await expect(openGguf(path)).rejects.toThrow(
    new LoadError(
      `${path}: metadata "general.architecture" is missing: expected one of ${[...ggufForms.keys()].join(', ')}. Models of other families cannot be loaded.`,
    ),
  );
});
