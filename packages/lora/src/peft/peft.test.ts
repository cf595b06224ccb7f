/** PEFT's folders: those it wrote are read, those written here are its own, others are refused in words. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type LoadedModel,
  type Patch,
  type Tensors,
  LoadError,
  mergedModel,
  noPatch,
  patchedModel,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, fixtures, relativeError } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import lora, { configFromPeft } from '../index.ts';

const runs = [
  ['tiny-llama', 'lora-qv'],
  ['tiny-llama', 'lora-qv-rslora'],
  ['tiny-llama', 'lora-all-linear'],
  ['tiny-llama', 'lora-dora'],
  ['tiny-llama', 'lora-patterns'],
  ['tiny-gpt2', 'lora-c_attn'],
  ['tiny-gpt2', 'lora-all-linear'],
  ['tiny-gpt2', 'lora-dora'],
  ['tiny-gpt2', 'lora-patterns'],
] as const;
type Files = ReadonlyMap<string, Uint8Array>;

async function peftFolder(name: string, run: string): Promise<Files> {
  const folder = join(fixtures, name, run, 'before');
  const names = await readdir(folder);
  return new Map(await Promise.all(names.map(async (n) => [n, await readFile(join(folder, n))] as const)));
}

async function open(
  name: string,
  run: string,
): Promise<{ model: LoadedModel; files: Files; patch: Patch; golden: Tensors; ids: number[] }> {
  const model = await fixtureModel(name, architectureOf);
  const files = await peftFolder(name, run);
  const patch = lora.patch(configFromPeft(files), model);
  const { cases } = JSON.parse(await readFile(join(fixtures, name, 'golden.json'), 'utf8')) as {
    cases: { plain: { inputIds: number[][] } };
  };
  const golden = readSafetensors(await readFile(join(fixtures, name, run, 'golden.safetensors')));
  return { model, files, patch, golden, ids: cases.plain.inputIds[0]! };
}

/** Logits at the last four positions. */
async function lastLogits(
  model: LoadedModel,
  patch: Patch,
  state: Tensors,
  ids: readonly number[],
): Promise<Float32Array> {
  const { data } = await patchedModel(model, referenceEngine, patch, state).logits(ids);
  return (data as Float32Array).slice(-4 * model.architecture.shape.vocabulary);
}

const tensorsOf = (f: Files): Record<string, unknown> =>
  Object.fromEntries(readSafetensors(f.get('adapter_model.safetensors')!));
const settingsOf = (f: Files): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(f.get('adapter_config.json'))) as Record<string, unknown>;
const text = (s: string): Uint8Array => new TextEncoder().encode(s);

describe.each(runs)('%s %s', (name, run) => {
  it('gives PEFT’s logits with the folder that PEFT wrote, merged or not, before and after training', async () => {
    const { model, files, patch, golden, ids } = await open(name, run);
    const before = patch.artifact!.read(files);
    expect(
      relativeError(await lastLogits(model, patch, before, ids), golden.get('logits.before')!.data),
    ).toBeLessThan(1e-5);
    const merged = mergedModel(model, patch.merge!(before));
    expect(
      relativeError(await lastLogits(merged, noPatch, new Map(), ids), golden.get('logits.merged')!.data),
    ).toBeLessThan(1e-5);
    const after = await readFile(join(fixtures, name, run, 'after.safetensors'));
    const trained = patch.artifact!.read(new Map([...files, ['adapter_model.safetensors', after]]));
    expect(
      relativeError(await lastLogits(model, patch, trained, ids), golden.get('logits.after')!.data),
    ).toBeLessThan(1e-5);
  });

  it('writes what PEFT wrote: the same tensors, and every setting of PEFT’s that it knows', async () => {
    const { files, patch } = await open(name, run);
    const ours = patch.artifact!.write(patch.artifact!.read(files), name);
    expect([...ours.keys()].toSorted()).toEqual([...files.keys()].toSorted());
    expect(tensorsOf(ours)).toEqual(tensorsOf(files));
    expect(settingsOf(files)).toMatchObject(settingsOf(ours));
    expect(configFromPeft(ours)).toEqual(configFromPeft(files));
  });
});

describe('a folder that names its modules by a rule', async () => {
  const { files, model } = await open('tiny-llama', 'lora-qv');
  const modules = [0, 1].flatMap((i) => ['q', 'v'].map((p) => `model.layers.${i}.self_attn.${p}_proj`));
  const settings = settingsOf(files);

  it.each([
    { target_modules: '.*(q|v)_proj' },
    { target_modules: null },
    { layers_to_transform: [0, 1] },
    { exclude_modules: ['k_proj'] },
  ])('%o: its tensors say which they are', (change) => {
    const changed = new Map([
      ...files,
      ['adapter_config.json', text(JSON.stringify({ ...settings, ...change }))],
    ]);
    const config = configFromPeft(changed);
    expect(config.targetModules).toEqual(modules);
    const patch = lora.patch(config, model);
    const ours = patch.artifact!.write(patch.artifact!.read(changed), 'tiny-llama');
    expect(settingsOf(ours)['target_modules']).toEqual(['q_proj', 'v_proj']);
  });
});

describe('a folder that does not fit', async () => {
  const { files, patch } = await open('tiny-llama', 'lora-qv');
  const CONFIG = 'adapter_config.json';
  const WEIGHTS = 'adapter_model.safetensors';
  const tensors = readSafetensors(files.get(WEIGHTS)!);
  const first = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';
  const settings = settingsOf(files);
  const withConfig = (change: Record<string, unknown>): Files =>
    new Map([...files, [CONFIG, text(JSON.stringify({ ...settings, ...change }))]]);
  const withTensors = (
    change: (t: Map<string, Tensors extends ReadonlyMap<string, infer V> ? V : never>) => void,
  ): Files => {
    const copy = new Map(tensors);
    change(copy);
    return new Map([...files, [WEIGHTS, writeSafetensors(copy)]]);
  };
  const told = (f: Files): string => {
    try {
      patch.artifact!.read(f);
    } catch (e) {
      expect(e).toBeInstanceOf(LoadError);
      return (e as Error).message;
    }
    return 'nothing was thrown';
  };

  it('lacks a file', () => {
    expect(told(new Map())).toMatchInlineSnapshot(
      `"adapter: no adapter_config.json: expected a PEFT folder, found nothing."`,
    );
    expect(told(new Map([[CONFIG, files.get(CONFIG)!]]))).toMatchInlineSnapshot(
      `"adapter: no adapter_model.safetensors: expected a PEFT folder, found adapter_config.json."`,
    );
  });

  it('has no JSON, or settings that change the computation in a way that is not known', () => {
    expect(told(new Map([...files, [CONFIG, text('{')]]))).toMatchInlineSnapshot(
      `"adapter_config.json: not JSON: Expected property name or '}' in JSON at position 1."`,
    );
    expect(told(withConfig({ peft_type: 'IA3' }))).toMatchInlineSnapshot(
      `"adapter_config.json: peft_type is "IA3": expected "LORA". Read it as what it is; kinds that are not known here can be merged into their model with PEFT (merge_and_unload()) and used as a model."`,
    );
    expect(told(withConfig({ r: 'all' }))).toMatchInlineSnapshot(
      `"adapter_config.json: r is "all": expected number."`,
    );
    expect(told(withConfig({ bias: 'all' }))).toMatchInlineSnapshot(`"nothing was thrown"`);
    expect(told(withConfig({ modules_to_save: ['lm_head'] }))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: lm_head.weight is missing, though adapter_config.json has "lm_head" in modules_to_save. Save the adapter again with save_pretrained."`,
    );
  });

  it('was written with another rank or scale, or as DoRA', () => {
    expect(told(withConfig({ use_dora: true }))).toMatchInlineSnapshot(
      `"adapter_config.json: rank 4, scale 2, DoRA at model.layers.0.self_attn.q_proj: expected rank 4, scale 2. Read the folder with the configuration it was written with (configFromPeft gives it)."`,
    );
    expect(told(withConfig({ rank_pattern: { v_proj: 2 } }))).toMatchInlineSnapshot(
      `"adapter_config.json: rank 2, scale 4 at model.layers.0.self_attn.v_proj: expected rank 4, scale 2. Read the folder with the configuration it was written with (configFromPeft gives it)."`,
    );
    expect(told(withConfig({ r: 8 }))).toMatchInlineSnapshot(
      `"adapter_config.json: rank 8, scale 1 at model.layers.0.self_attn.q_proj: expected rank 4, scale 2. Read the folder with the configuration it was written with (configFromPeft gives it)."`,
    );
    expect(told(withConfig({ lora_alpha: 1 }))).toMatchInlineSnapshot(
      `"adapter_config.json: rank 4, scale 0.25 at model.layers.0.self_attn.q_proj: expected rank 4, scale 2. Read the folder with the configuration it was written with (configFromPeft gives it)."`,
    );
  });

  it('holds too few, too many or misshapen tensors: every fault is told at once', () => {
    expect(
      told(
        withTensors((t) => {
          t.delete(first);
          t.set('base_model.model.model.layers.7.mlp.up_proj.lora_A.weight', tensors.get(first)!);
          t.set('base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight', {
            shape: [2, 2],
            data: new Float32Array(4),
          });
        }),
      ),
    ).toMatchInlineSnapshot(
      `"adapter_model.safetensors: it adapts model.layers.7.mlp.up_proj, which adapter_config.json does not choose (target_modules is ["q_proj","v_proj"]) and PEFT would pass over. Do the two files belong together?"`,
    );
  });

  it('is truncated or lies about its size', () => {
    const bytes = files.get(WEIGHTS)!;
    expect(told(new Map([...files, [WEIGHTS, bytes.subarray(0, 100)]]))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: truncated: the header takes 1016 bytes but only 92 follow. Download it again."`,
    );
    expect(told(new Map([...files, [WEIGHTS, bytes.subarray(0, bytes.length - 4)]]))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: tensor "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight" ends at byte 3584 of 3580: the file is truncated"`,
    );
    const huge = new Uint8Array(16).fill(0x7f);
    expect(told(new Map([...files, [WEIGHTS, huge]]))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: not a safetensors file: its header would take 9187201950435737471 bytes, at most 100000000 are allowed."`,
    );
  });
});
