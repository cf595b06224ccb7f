/**
 * Writes adapters of the tiny checkpoints as adaptbench saves them, for check_adapter.py to load into PEFT:
 *   node --import tsx scripts/exchange/write-adapters.ts FOLDER
 * gives FOLDER/<model>/<case>/{adapter_config.json, adapter_model.safetensors} and FOLDER/<model>/<case>.json, the ids and logits.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initialState, patchedModel, random } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import lora from '@adaptbench/lora';
import { loadModel } from '@adaptbench/models';

const cases: readonly (readonly [model: string, name: string, config: Record<string, unknown>])[] = [
  ['tiny-llama', 'default', {}],
  ['tiny-llama', 'all-linear', { rank: 3, alpha: 7, rsLora: true, targetModules: 'all-linear' }],
  ['tiny-llama', 'dora', { dora: true, targetModules: 'mlp', rankPattern: { down_proj: 2 } }],
  ['tiny-gpt2', 'default', {}],
  ['tiny-gpt2', 'all-linear', { rank: 3, targetModules: 'all-linear' }],
  ['tiny-gpt2', 'mlp', { targetModules: 'mlp', alphaPattern: { c_proj: 3 } }],
  ['tiny-gpt2', 'dora', { dora: true, targetModules: 'attention' }],
];

const [out] = process.argv.slice(2);
if (!out) throw new Error('usage: write-adapters.ts FOLDER');
const fixtures = join(import.meta.dirname, '../../packages/testing/fixtures');
const engine = await createOrtEngine({ device: 'cpu' });
const ids = [5, 211, 17, 99, 3, 64, 150, 8, 42, 7];

for (const [name, title, config] of cases) {
  const model = await loadModel(join(fixtures, name));
  const patch = lora.patch(lora.config.parse(config), model);
  // Away from B = 0, so that the adapter does something.
  const state = new Map(
    [...initialState(model, patch, 1)].map(([tensor, { shape, data }]) => {
      const r = random(2, tensor);
      return [tensor, { shape, data: data.map((x) => x + 0.1 * r.normal()) }];
    }),
  );
  const patched = patchedModel(model, engine, patch, state);
  const { shape, data } = await patched.logits(ids);
  await patched.dispose();
  const folder = join(out, name, title);
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of patch.artifact!.write(state, name)) await writeFile(join(folder, file), bytes);
  const V = shape[1]!;
  const logits = [ids.map((_, t) => Array.from(data.subarray(t * V, (t + 1) * V)))];
  await writeFile(`${folder}.json`, JSON.stringify({ inputIds: [ids], logits }));
}
