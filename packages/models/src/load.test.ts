/** From folders on disk to logits, on the engine that trials use; and what is said of folders that do not fit. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LoadError,
  type SafetensorsTensor,
  noPatch,
  patchedModel,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { fixtures } from '@adaptbench/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModel } from './load.ts';

const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-load-'));
const cacheDir = join(scratch, 'cache');
afterAll(() => rmSync(scratch, { recursive: true }));
const TINY = join(fixtures, 'tiny-llama');
/** Also of the fixtures that were saved without one. */
const options = { cacheDir, tokenizer: TINY, offline: true };

describe.each([
  ['tiny-llama', 1e-4],
  ['tiny-gpt2', 1e-4],
  ['tiny-llama-f16', 1e-2],
  ['tiny-llama-bf16-sharded', 1e-2],
])('%s', (name, tolerance) => {
  it(`gives transformers’ logits within ${tolerance} on onnxruntime`, async () => {
    const folder = join(fixtures, name);
    const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as {
      cases: Record<string, { inputIds: number[][]; attentionMask?: number[][] }>;
    };
    const values = readSafetensors(readFileSync(join(folder, 'golden.safetensors')));
    const model = await loadModel(folder, options);
    expect(model).toMatchObject({ reference: folder });
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    const engine = await createOrtEngine({ device: 'cpu', threads: 1 });
    const patched = patchedModel(model, engine, noPatch, new Map());
    const V = model.architecture.shape.vocabulary;
    const entries = Object.entries(golden.cases);
    expect(entries.length).toBeGreaterThan(0);
    for (const [id, { inputIds, attentionMask }] of entries) {
      const want = values.get(`logits.${id}`)!;
      for (const [b, row] of inputIds.entries()) {
        const ids = row.filter((_, t) => attentionMask?.[b]![t] !== 0);
        const data = Float64Array.from((await patched.logits(ids)).data);
        const start = b * row.length * V;
        const worst = data.reduce((most, x, i) => Math.max(most, Math.abs(x - want.data[start + i]!)), 0);
        expect(worst).toBeLessThan(tolerance);
      }
    }
    await patched.dispose();
  });
});

const weights = new Map(readSafetensors(readFileSync(join(TINY, 'model.safetensors'))));
let folders = 0;
/** The tiny checkpoint with other weights or another configuration. */
function changed(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  config: Record<string, unknown> = {},
): string {
  const folder = join(scratch, `model${folders++}`);
  mkdirSync(folder);
  cpSync(join(TINY, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  cpSync(join(TINY, 'tokenizer_config.json'), join(folder, 'tokenizer_config.json'));
  const own = JSON.parse(readFileSync(join(TINY, 'config.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...own, ...config }));
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors));
  return folder;
}
async function fault(folder: string): Promise<string> {
  const error: unknown = await loadModel(folder, { cacheDir, offline: true }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LoadError);
  return (error as LoadError).message.replaceAll(folder, 'FOLDER');
}
const without = (drop: (name: string) => boolean): Map<string, SafetensorsTensor> =>
  new Map([...weights].filter(([name]) => !drop(name)));
const mend = "The checkpoint is incomplete or config.json is another model's.";

describe('a checkpoint is refused in one line', () => {
  it('where a tensor is missing', async () => {
    expect(await fault(changed(without((n) => n === 'model.norm.weight')))).toBe(
      `FOLDER: 1 tensor does not fit config.json: model.norm.weight is missing. ${mend}`,
    );
  });

  it('where a tensor has another shape, and another is missing: both at once', async () => {
    const tensors = without((n) => n === 'lm_head.weight');
    const q = weights.get('model.layers.0.self_attn.q_proj.weight')!;
    tensors.set('model.layers.0.self_attn.q_proj.weight', { ...q, shape: [16, 64] });
    expect(await fault(changed(tensors))).toBe(
      `FOLDER: 2 tensors do not fit config.json: lm_head.weight is missing; model.layers.0.self_attn.q_proj.weight is [16,64], expected [32,32]. ${mend}`,
    );
  });

  it('where many are: the first eight by name, and their number', async () => {
    const message = await fault(changed(without((n) => n.startsWith('model.layers.1.'))));
    expect(message).toBe(
      `FOLDER: 9 tensors do not fit config.json: ${[
        'input_layernorm',
        'mlp.down_proj',
        'mlp.gate_proj',
        'mlp.up_proj',
        'post_attention_layernorm',
        'self_attn.k_proj',
        'self_attn.o_proj',
        'self_attn.q_proj',
      ]
        .map((n) => `model.layers.1.${n}.weight is missing`)
        .join('; ')}; …. ${mend}`,
    );
  });

  it('where config.json is of a larger model', async () => {
    expect(await fault(changed(weights, { num_hidden_layers: 3 }))).toMatch(
      /^FOLDER: 9 tensors do not fit config\.json: model\.layers\.2\./,
    );
    expect(await fault(changed(weights, { vocab_size: 2 ** 24, hidden_size: 2 ** 20 }))).toMatch(
      /^FOLDER: \d+ tensors do not fit config\.json: lm_head\.weight is \[288,32\], expected \[16777216,1048576\]/,
    );
  });

  it('where config.json is of another family', async () => {
    expect(await fault(changed(weights, { model_type: 'bert' }))).toBe(
      'config.json: model_type is "bert": expected one of gpt2, llama, mistral, ministral, qwen2, qwen3. Models of other families cannot be loaded.',
    );
  });

  it('but not for tensors that nobody asks for', async () => {
    const more = new Map(weights).set('model.rotary_emb.inv_freq', { shape: [1], data: Float32Array.of(1) });
    const model = await loadModel(changed(more), { cacheDir, offline: true });
    expect(model.frozen('model.norm.weight')).toMatchObject({ bytes: 32 * 4 });
    expect(() => model.frozen('model.rotary_emb.inv_freq')).toThrow('internal: no weight');
  });
});
