/** PEFT's folders: those it wrote are read, those written here are its own, others are refused in words. */
import {
  LoadError,
  type LoadedModel,
  type Patch,
  type Tensors,
  patchedModel,
  readSafetensors,
  storedPatch,
  storedState,
  writeSafetensors,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { relativeError } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { pTuningFromPeft, prefixFromPeft, promptTuning, promptTuningFromPeft } from './index.ts';
import type { Files } from './peft.ts';
import { golden, runs } from '../testing/golden.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const tensors = (files: Files): Tensors => readSafetensors(files.get(WEIGHTS)!);
const config = (files: Files): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(files.get(CONFIG))) as Record<string, unknown>;

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

describe.each(runs)('%s %s', (name, run) => {
  it('gives PEFT’s logits with the folder that PEFT wrote', async () => {
    const { model, patch, files, fixture, ids } = await golden(name, run);
    const form = storedPatch(patch);
    const logits = await lastLogits(model, form, form.artifact!.read(files), ids);
    expect(relativeError(logits, fixture.outputs.get('logits.before')!.data)).toBeLessThan(1e-5);
  });

  it('stores after training what PEFT would store, and answers with it as PEFT does', async () => {
    const { model, patch, files, fixture, ids } = await golden(name, run);
    const form = storedPatch(patch);
    const state = await storedState(referenceEngine, patch, fixture.after);
    const written = tensors(form.artifact!.write(state, name)).get('prompt_embeddings')!;
    const theirs = fixture.outputs.get('prompt_embeddings.after')!;
    expect(written.shape).toEqual(theirs.shape);
    expect(relativeError(written.data, theirs.data)).toBeLessThan(1e-5);
    const folder = new Map([...files, [WEIGHTS, form.artifact!.write(state, name).get(WEIGHTS)!]]);
    const logits = await lastLogits(model, form, form.artifact!.read(folder), ids);
    expect(relativeError(logits, fixture.outputs.get('logits.after')!.data)).toBeLessThan(1e-5);
  });

  it('answers from the trained form as from the stored one', async () => {
    const { model, patch, fixture, start, ids } = await golden(name, run);
    for (const [state, output] of [
      [start, 'logits.before'],
      [fixture.after, 'logits.after'],
    ] as const)
      expect(
        relativeError(await lastLogits(model, patch, state, ids), fixture.outputs.get(output)!.data),
      ).toBeLessThan(1e-5);
  });

  it('writes what PEFT wrote: the same tensor, and every setting of PEFT’s that it knows', async () => {
    const { patch, files } = await golden(name, run);
    const { artifact } = storedPatch(patch);
    const ours = artifact!.write(artifact!.read(files), name);
    expect([...ours.keys()].toSorted()).toEqual([...files.keys()].toSorted());
    expect([...tensors(ours)]).toEqual([...tensors(files)]);
    expect(config(files)).toMatchObject(config(ours));
  });
});

describe('a folder that does not fit', async () => {
  const { patch, files } = await golden('tiny-llama', 'prefix-mlp');
  const { artifact } = storedPatch(patch);
  const withConfig = (change: Record<string, unknown>): Files =>
    new Map([...files, [CONFIG, new TextEncoder().encode(JSON.stringify({ ...config(files), ...change }))]]);
  const told = (read: () => unknown): string => {
    try {
      read();
    } catch (e) {
      expect(e).toBeInstanceOf(LoadError);
      return (e as Error).message;
    }
    return 'nothing was thrown';
  };

  it('lacks a file or is of another type', () => {
    expect(told(() => artifact!.read(new Map()))).toMatchInlineSnapshot(
      `"adapter: no adapter_config.json: expected a PEFT folder, found nothing."`,
    );
    expect(told(() => artifact!.read(withConfig({ peft_type: 'LORA' })))).toMatchInlineSnapshot(
      `"adapter_config.json: peft_type is "LORA": expected "PREFIX_TUNING". Read it as what it is; kinds that are not known here can be merged into their model with PEFT (merge_and_unload()) and used as a model."`,
    );
    expect(told(() => pTuningFromPeft(files))).toMatchInlineSnapshot(
      `"adapter_config.json: peft_type is "PREFIX_TUNING": expected "P_TUNING". Read it as what it is; kinds that are not known here can be merged into their model with PEFT (merge_and_unload()) and used as a model."`,
    );
    expect(
      told(() => prefixFromPeft(new Map([[CONFIG, new TextEncoder().encode('{')]]))),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: not JSON: Expected property name or '}' in JSON at position 1."`,
    );
  });

  it('was written for another length, model or kind of model', () => {
    expect(
      told(() => artifact!.read(withConfig({ num_virtual_tokens: 5, token_dim: 32 }))),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: num_virtual_tokens is 5, expected 3; token_dim is 32, expected 16. Read the folder with the configuration and the model it was written with."`,
    );
    expect(told(() => artifact!.read(withConfig({ num_layers: 3 })))).toMatchInlineSnapshot(
      `"adapter_config.json: num_layers is 3, expected 2. Read the folder with the configuration and the model it was written with."`,
    );
    expect(told(() => artifact!.read(withConfig({ num_transformer_submodules: 2 })))).toMatchInlineSnapshot(
      `"adapter_config.json: num_transformer_submodules is 2: expected 1."`,
    );
  });

  it('holds other tensors', () => {
    const other = writeSafetensors(
      new Map([['prompt_embeddings', { shape: [1, 2], data: Float32Array.of(1, 2) }]]),
    );
    expect(told(() => artifact!.read(new Map([...files, [WEIGHTS, other]])))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: 1 fault: prompt_embeddings is [1,2], expected [3,64]. Is it an adapter of this model? It was made for tiny-llama."`,
    );
  });

  it('trained tensors of the model too, or has a setting that is not known', () => {
    expect(told(() => artifact!.read(withConfig({ modules_to_save: ['lm_head'] })))).toMatchInlineSnapshot(
      `"adapter_config.json: modules_to_save is ["lm_head"]: tensors of the model that were trained beside it are not read. Train it without this setting."`,
    );
    expect(told(() => artifact!.read(withConfig({ hyper_prefix: 2 })))).toMatchInlineSnapshot(
      `"adapter_config.json: hyper_prefix is 2: this setting is not known here, and may change the answers. Train it without this setting."`,
    );
    expect(artifact!.read(withConfig({ modules_to_save: [], hyper_prefix: null }))).toEqual(
      artifact!.read(files),
    );
  });

  it('is beyond the limits of its method, or nested without end', () => {
    const of = (type: string, change: Record<string, unknown>): Files =>
      withConfig({ peft_type: type, ...change });
    expect(
      told(() => prefixFromPeft(of('PREFIX_TUNING', { num_virtual_tokens: 4097 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: num_virtual_tokens is 4097: expected at most 4096."`);
    expect(
      told(() => prefixFromPeft(of('PREFIX_TUNING', { encoder_hidden_size: 65_537 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: encoder_hidden_size is 65537: expected at most 65536."`);
    expect(
      told(() => promptTuningFromPeft(of('PROMPT_TUNING', { num_virtual_tokens: 4097 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: num_virtual_tokens is 4097: expected at most 4096."`);
    expect(
      told(() => promptTuningFromPeft(of('PROMPT_TUNING', { num_virtual_tokens: 1.5 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: num_virtual_tokens is 1.5: expected int."`);
    const lstm = { encoder_reparameterization_type: 'LSTM' };
    expect(
      told(() => pTuningFromPeft(of('P_TUNING', { ...lstm, encoder_dropout: 1 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: encoder_dropout is 1: expected at most 0.99."`);
    expect(
      told(() => pTuningFromPeft(of('P_TUNING', { ...lstm, encoder_num_layers: 1e9 }))),
    ).toMatchInlineSnapshot(`"adapter_config.json: encoder_num_layers is 1000000000: expected at most 8."`);
    expect(told(() => pTuningFromPeft(of('P_TUNING', { num_virtual_tokens: 10_000 })))).toMatchInlineSnapshot(
      `"adapter_config.json: num_virtual_tokens is "10000@start": expected e.g. 20@start or 4@start+2@after:text+4@end."`,
    );
    const deep = new Map([
      ...files,
      [CONFIG, new TextEncoder().encode(`{"num_layers": ${'['.repeat(9000)}${']'.repeat(9000)}}`)],
    ]);
    expect(told(() => artifact!.read(deep))).toMatchInlineSnapshot(
      `"adapter_config.json: nested deeper than 32: expected a PEFT configuration."`,
    );
  });

  it('is a pointer, a page or a pickle', () => {
    const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1');
    expect(told(() => artifact!.read(new Map([...files, [WEIGHTS, pointer]])))).toContain(
      'is a Git LFS pointer',
    );
    expect(told(() => artifact!.read(new Map([...files, [CONFIG, pointer]])))).toContain(
      'is a Git LFS pointer',
    );
    const bin = new Map([
      [CONFIG, files.get(CONFIG)!],
      ['adapter_model.bin', pointer],
    ] as const);
    expect(told(() => artifact!.read(bin))).toContain('Convert it in its folder: python -c');
  });
});

describe('a prompt-tuning folder with modules_to_save []', () => {
  it('is read as one without', async () => {
    const { model, patch, files } = await golden('tiny-llama', 'prompt-tuning');
    const changed = new Map([
      ...files,
      [CONFIG, new TextEncoder().encode(JSON.stringify({ ...config(files), modules_to_save: [] }))],
    ]);
    const again = promptTuning.patch(promptTuningFromPeft(changed), model);
    expect(again.artifact!.read(changed)).toEqual(storedPatch(patch).artifact!.read(files));
  });
});
