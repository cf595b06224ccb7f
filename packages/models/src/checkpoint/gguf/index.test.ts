import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadError, readSafetensors } from '@adaptbench/core';
import { afterAll, expect, test } from 'vitest';
import { float32Weights } from '../float32.ts';
import { openCheckpoint } from '../open.ts';
import { ggufForms } from '../../architectures.ts';
import { llama3Factors } from '../../llama/gguf-rope-factors.ts';
import { ggufMetadata } from '../../gguf/metadata.ts';
import { huggingFaceName, openGguf } from './index.ts';
import { ggufValue, writeGguf } from '../../gguf/__fixtures__/write-gguf.ts';
import type { GgufTensorData } from '../../gguf/__fixtures__/write-gguf.ts';
import type { GgufHeader } from '../../family.ts';

const FIXTURES = new URL('../../../../testing/fixtures/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** What llama.cpp's converter writes for these weights: names, q and k rows interleaved, Conv1D transposed. */
function converted(architecture: string, weights: Weights): GgufTensorData[] {
  const form = ggufForms.get(architecture)!;
  const header: GgufHeader = {
    architecture,
    keys: ggufMetadata('', { 'attention.head_count': 4, 'attention.head_count_kv': 2 }),
    tensors: new Set(),
    floats: () => Promise.resolve(undefined),
  };
  const parts = architecture === 'gpt2' ? gpt2Parts : llamaParts;
  const names = [
    ...parts.top,
    ...Array.from({ length: 2 }, (_, i) => parts.layer.map((p) => `blk.${i}.${p}`)).flat(),
  ].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
  return names.flatMap((name) => {
    const tensor = weights.get(huggingFaceName(form, name) ?? '');
    if (!tensor) return [];
    const as = form.storedAs(name, header);
    const [rows, columns = 1] = tensor.shape as [number, number?];
    const at = (r: number, c: number): number => tensor.data[r * columns + c]!;
    const data = new Float32Array(tensor.data.length);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        if (as?.kind === 'transposed') data[c * rows + r] = at(r, c);
        else
          data[interleaved(r, as?.kind === 'rotaryInterleaved' ? rows / as.heads : 0) * columns + c] = at(
            r,
            c,
          );
    const dims = as?.kind === 'transposed' ? tensor.shape : tensor.shape.toReversed();
    return [{ name, dims, type: 'F32' as const, data: new Uint8Array(data.buffer) }];
  });
}

/** Row of a head j K/2 + i → 2 i + j; K rows a head. */
function interleaved(row: number, K: number): number {
  if (K === 0) return row;
  const inHead = row % K;
  return row - inHead + 2 * (inHead % (K / 2)) + Math.floor(inHead / (K / 2));
}

const llamaParts = {
  top: ['token_embd', 'output_norm', 'output'],
  layer: [
    'attn_norm',
    'attn_q',
    'attn_k',
    'attn_v',
    'attn_output',
    'attn_q_norm',
    'attn_k_norm',
    'ffn_norm',
  ].concat(['ffn_gate', 'ffn_up', 'ffn_down']),
};
const gpt2Parts = {
  top: ['token_embd', 'position_embd', 'output_norm', 'output'],
  layer: ['attn_norm', 'attn_qkv', 'attn_output', 'ffn_norm', 'ffn_up', 'ffn_down'],
};

const { u32, f32, text, texts, i32s } = ggufValue;

const vocabulary: Record<string, Uint8Array> = {
  'tokenizer.ggml.model': text('gpt2'),
  'tokenizer.ggml.pre': text('gpt-2'),
  'tokenizer.ggml.tokens': texts(['<|end|>', 'a', 'b', 'ab']),
  'tokenizer.ggml.token_type': i32s([3, 1, 1, 1]),
  'tokenizer.ggml.merges': texts(['a b']),
  'tokenizer.ggml.eos_token_id': u32(0),
};

const llamaKeys = (architecture: string, epsilon = 1e-5): Record<string, Uint8Array> => ({
  'general.architecture': text(architecture),
  [`${architecture}.embedding_length`]: u32(32),
  [`${architecture}.block_count`]: u32(2),
  [`${architecture}.attention.head_count`]: u32(4),
  [`${architecture}.attention.head_count_kv`]: u32(2),
  [`${architecture}.feed_forward_length`]: u32(48),
  [`${architecture}.context_length`]: u32(128),
  [`${architecture}.attention.layer_norm_rms_epsilon`]: f32(epsilon),
  [`${architecture}.rope.freq_base`]: f32(10000),
  ...vocabulary,
});

const models: Record<string, { folder: string; keys: Record<string, Uint8Array> }> = {
  llama: { folder: 'tiny-llama', keys: llamaKeys('llama') },
  qwen2: { folder: 'tiny-qwen2', keys: llamaKeys('qwen2', 1e-6) },
  qwen3: {
    folder: 'tiny-qwen3',
    keys: { ...llamaKeys('qwen3', 1e-6), 'qwen3.attention.key_length': u32(12) },
  },
  gpt2: {
    folder: 'tiny-gpt2',
    keys: {
      'general.architecture': text('gpt2'),
      'gpt2.embedding_length': u32(32),
      'gpt2.block_count': u32(2),
      'gpt2.attention.head_count': u32(4),
      'gpt2.context_length': u32(64),
      'gpt2.feed_forward_length': u32(128),
      'gpt2.attention.layer_norm_epsilon': f32(1e-5),
      ...vocabulary,
    },
  },
};

function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, `${name}.gguf`);
  writeFileSync(path, bytes);
  return path;
}

for (const [architecture, model] of Object.entries(models))
  test(`a ${architecture} GGUF gives the tensors and config of the Hugging Face checkpoint it was made from`, async () => {
    const source = new URL(`${model.folder}/`, FIXTURES);
    const weights = readSafetensors(readFileSync(new URL('model.safetensors', source)));
    const tensors = converted(architecture, weights);
    const path = saved(architecture, writeGguf({ metadata: model.keys, tensors }));
    const checkpoint = await openCheckpoint(path, { cacheDir: folder });
    expect([...checkpoint.tensors.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
    const mapped = await float32Weights([...checkpoint.tensors.values()], checkpoint.sha256, folder);
    for (const [name, { shape, data }] of weights) {
      const found = mapped.get(name)!;
      expect(found.shape).toEqual(shape);
      expect(found.offset % 64).toBe(0);
      const bytes = readFileSync(found.file).subarray(found.offset, found.offset + found.bytes);
      expect([name, new Float32Array(Uint8Array.from(bytes).buffer)]).toEqual([name, data]);
    }
    const original = JSON.parse(readFileSync(new URL('config.json', source), 'utf8')) as Record<
      string,
      unknown
    >;
    const shared = Object.keys(checkpoint.config).filter(
      (key) => key in original && !/_token_id|vocab|n_inner/.test(key),
    );
    expect(shared.length).toBeGreaterThan(5);
    for (const key of shared)
      expect([key, checkpoint.config[key] ?? null]).toEqual([key, original[key] ?? null]);
  });

const rope = (factors: readonly number[]): GgufTensorData => ({
  name: 'rope_freqs.weight',
  dims: [factors.length],
  type: 'F32',
  data: new Uint8Array(Float32Array.from(factors).buffer),
});

test("Llama 3's rotary factors become rope_scaling; others are refused", async () => {
  const metadata = { ...llamaKeys('llama'), 'llama.rope.freq_base': f32(500_000) };
  const good = saved('rope', writeGguf({ metadata, tensors: [rope(llama3Factors(32, 500_000, 32))] }));
  expect((await openGguf(good)).config['rope_scaling']).toEqual({
    rope_type: 'llama3',
    factor: 32,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  });
  const odd = saved('odd', writeGguf({ metadata, tensors: [rope([1, 2, 3, 4])] }));
  await expect(openGguf(odd)).rejects.toThrow(/other factors than Llama 3's with factor 4/);
});

test('experts, parts of a split file and other things that no model here has are refused', async () => {
  const experts = {
    name: 'blk.0.ffn_up_exps.weight',
    dims: [1],
    type: 'F32',
    data: new Uint8Array(4),
  } as const;
  const moe = saved('moe', writeGguf({ metadata: llamaKeys('llama'), tensors: [experts] }));
  await expect(openGguf(moe)).rejects.toThrow(
    new LoadError(
      `${moe}: tensor "blk.0.ffn_up_exps.weight" has no counterpart in a Hugging Face llama model`,
    ),
  );
  const part = saved('part', writeGguf({ metadata: { ...llamaKeys('llama'), 'split.count': u32(3) } }));
  await expect(openGguf(part)).rejects.toThrow(
    /one of 3 parts of a split GGUF\. Join them: llama-gguf-split/,
  );
});

test('an architecture that is not known and a key that is missing are named', async () => {
  const mamba = saved('mamba', writeGguf({ metadata: { 'general.architecture': text('mamba') } }));
  await expect(openGguf(mamba)).rejects.toThrow(
    new LoadError(
      `${mamba}: architecture "mamba": expected one of ${[...ggufForms.keys()].join(', ')}. Models of other families cannot be loaded.`,
    ),
  );
  const bare = saved('bare', writeGguf({ metadata: { 'general.architecture': text('llama') } }));
  await expect(openGguf(bare)).rejects.toThrow(
    new LoadError(`${bare}: metadata "llama.embedding_length" is missing. Convert the model again.`),
  );
});

test.each([
  ['adapter', 'is an adapter, not a model. Only adapters in the form of PEFT can be read'],
  ['mmproj', 'is what a model sees images with, not a language model.'],
  ['vocab', 'is of type "vocab", not a language model.'],
])('a file of type %s is called what it is', async (type, message) => {
  const path = join(folder, `${type}.gguf`);
  writeFileSync(
    path,
    writeGguf({ metadata: { ...llamaKeys('llama'), 'general.type': text(type) }, tensors: [] }),
  );
  await expect(openGguf(path)).rejects.toThrow(`${path}: ${message}`);
});
