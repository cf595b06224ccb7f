/**
 * Adapters of the tiny checkpoints with random configurations, as adaptbench saves them, for PEFT to load:
 *   node --import tsx scripts/exchange/write-random-adapters.ts FOLDER COUNT SEED
 * gives FOLDER/<i>/{adapter_config.json, adapter_model.safetensors, case.json, expected.safetensors}; `random_adapters.py check FOLDER` reads them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  VIRTUAL_IDS,
  initialState,
  patchedModel,
  random,
  storedPatch,
  storedState,
  writeSafetensors,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import lora from '@adaptbench/lora';
import { loadModel } from '@adaptbench/models';
import { pTuning, prefixTuning, promptTuning } from '@adaptbench/prefix';

const [out, count, seed] = process.argv.slice(2);
if (out === undefined || count === undefined || seed === undefined)
  throw new Error('usage: write-random-adapters.ts FOLDER COUNT SEED');
const fixtures = join(import.meta.dirname, '../../packages/testing/fixtures');
const engine = await createOrtEngine({ device: 'cpu' });
const names = ['tiny-llama', 'tiny-qwen2', 'tiny-gpt2', 'tiny-llama3-rope', 'tiny-qwen3'] as const;
const models = await Promise.all(names.map((name) => loadModel(join(fixtures, name))));

for (let i = 0; i < Number(count); i++) {
  const r = random(Number(seed), `adapter ${i}`);
  const chance = (p: number): boolean => r.uniform() < p;
  const one = <T>(values: readonly T[]): T => values[Math.floor(r.uniform() * values.length)]!;
  const at = Math.floor(r.uniform() * names.length);
  const [name, model] = [names[at]!, models[at]!];
  const gpt2 = name === 'tiny-gpt2';
  const modules = gpt2
    ? ['c_attn', 'mlp.c_proj', 'attn.c_proj', 'c_fc']
    : ['q_proj', 'k_proj', 'o_proj', 'down_proj', 'up_proj'];
  const targetModules = chance(0.4)
    ? one(['default', 'attention', 'mlp', 'all-linear'] as const)
    : modules.filter((_, j) => j === 0 || chance(0.5));
  const last = typeof targetModules === 'string' ? null : targetModules.at(-1)!;
  const saved = gpt2
    ? ['wte', 'ln_f', '1.attn.c_attn.bias', 'wpe', 'h.0.mlp.c_proj']
    : [
        'embed_tokens',
        'norm',
        '0.input_layernorm',
        'layers.1.mlp.gate_proj',
        ...(name === 'tiny-llama' ? ['lm_head'] : []),
      ];
  const kind = one(['lora', 'lora', 'lora', 'lora', 'prefix', 'prompt', 'p'] as const);
  const n = 1 + Math.floor(r.uniform() * 6);
  const apply = (): { patch: ReturnType<typeof lora.patch>; front: number } => {
    if (kind === 'prefix')
      return {
        patch: prefixTuning.patch(
          prefixTuning.config.parse({ length: n, projection: chance(0.5), hidden: one([8, 32]) }),
          model,
        ),
        front: 0,
      };
    if (kind === 'prompt')
      return {
        patch: promptTuning.patch(promptTuning.config.parse({ length: n, init: 'normal' }), model),
        front: n,
      };
    if (kind === 'p')
      return {
        patch: pTuning.patch(
          pTuning.config.parse({ layout: `${n}@start`, encoder: one(['lstm', 'mlp'] as const), hidden: 16 }),
          model,
        ),
        front: n,
      };
    const config = lora.config.parse({
      rank: one([1, 2, 3, 8, 40]),
      alpha: one([1, 2.5, 8, 16]),
      rsLora: chance(0.3),
      dropout: one([0, 0.1]),
      dora: chance(0.3),
      targetModules,
      ...(last !== null && chance(0.4) ? { rankPattern: { [`.*0.*${last}`]: 2, [last]: 5 } } : {}),
      ...(last !== null && chance(0.4) ? { alphaPattern: { [`(${last})`]: 3 } } : {}),
      modulesToSave: chance(0.4) ? saved.filter(() => chance(0.4)) : [],
    });
    return { patch: lora.patch(config, model), front: 0 };
  };
  const { patch, front } = apply();
  const trained = new Map(
    [...initialState(model, patch, 1)].map(([tensor, { shape, data }]) => {
      const noise = random(Number(seed) + i, tensor);
      return [tensor, { shape, data: data.map((x) => x + 0.1 * noise.normal()) }];
    }),
  );
  const state = await storedState(engine, patch, trained);
  const stored = storedPatch(patch);
  const ids = Array.from({ length: 8 }, () => Math.floor(r.uniform() * 288));
  const adapted = patchedModel(model, engine, stored, state);
  const V = model.architecture.shape.vocabulary;
  const { data } = await adapted.logits([
    ...Array.from({ length: front }, (_, j) => VIRTUAL_IDS + j),
    ...ids,
  ]);
  await adapted.dispose();
  const folder = join(out, String(i).padStart(5, '0'));
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of stored.artifact!.write(state, name)) await writeFile(join(folder, file), bytes);
  const logits = { shape: [ids.length, V], data: (data as Float32Array).slice(-ids.length * V) };
  await writeFile(join(folder, 'expected.safetensors'), writeSafetensors(new Map([['logits', logits]])));
  await writeFile(join(folder, 'case.json'), JSON.stringify({ model: name, ids, kind }));
}
