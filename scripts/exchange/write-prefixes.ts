/**
 * Writes prefixes and virtual tokens of the tiny checkpoints as adaptbench saves them, for check_adapter.py to load into PEFT:
 *   node --import tsx scripts/exchange/write-prefixes.ts FOLDER
 * gives FOLDER/<model>/<case>/{adapter_config.json, adapter_model.safetensors} and FOLDER/<model>/<case>.json, the ids and logits.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AskingMethod,
  VIRTUAL_IDS,
  patchedModel,
  startingState,
  storedPatch,
  storedState,
  applyMethod,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { loadModel } from '@adaptbench/models';
import { pTuning, prefixTuning, promptTuning } from '@adaptbench/prefix';

const [out] = process.argv.slice(2);
if (!out) throw new Error('usage: write-prefixes.ts FOLDER');
const fixtures = join(import.meta.dirname, '../../packages/testing/fixtures');
const engine = await createOrtEngine({ device: 'cpu' });
const ids = [5, 211, 17, 99, 3, 64, 150, 8, 42, 7];

/** `front` virtual tokens stand in front of the text. */
async function write<C>(
  name: string,
  title: string,
  method: AskingMethod<C>,
  fields: object,
  front: number,
): Promise<void> {
  const model = await loadModel(join(fixtures, name));
  const { patch } = applyMethod(method, method.config.parse(fields), model);
  const start = await startingState({ model, engine, patch, seed: 1 });
  const state = await storedState(engine, patch, start);
  const form = storedPatch(patch);
  const patched = patchedModel(model, engine, form, state);
  const virtual = Array.from({ length: front }, (_, j) => VIRTUAL_IDS + j);
  const { shape, data } = await patched.logits([...virtual, ...ids]);
  await patched.dispose();
  const folder = join(out!, name, title);
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of form.artifact!.write(state, name)) await writeFile(join(folder, file), bytes);
  const V = shape[1]!;
  const logits = [ids.map((_, t) => Array.from(data.subarray((front + t) * V, (front + t + 1) * V)))];
  await writeFile(`${folder}.json`, JSON.stringify({ inputIds: [ids], logits }));
}

for (const name of ['tiny-llama', 'tiny-gpt2', 'tiny-qwen3']) {
  await write(name, 'prefix-direct', prefixTuning, { length: 5, projection: false }, 0);
  await write(name, 'prefix-mlp', prefixTuning, { length: 6, hidden: 20 }, 0);
  await write(
    name,
    'prefix-text',
    prefixTuning,
    { length: 4, projection: false, init: 'text', text: 'So' },
    0,
  );
  await write(name, 'prompt-tuning', promptTuning, { length: 7 }, 7);
  await write(name, 'p-tuning-mlp', pTuning, { layout: '5@start', encoder: 'mlp', hidden: 20 }, 5);
  await write(name, 'p-tuning-lstm', pTuning, { layout: '6@start', hidden: 10 }, 6);
}
