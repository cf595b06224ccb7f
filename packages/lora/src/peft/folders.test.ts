/** Folders with the traits of folders on the hub: PEFT's own answers (packages/testing/golden/peft_folders.py), or a refusal of one line. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Files,
  type LoadedModel,
  mergedModel,
  noPatch,
  patchedModel,
  readSafetensors,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, relativeError } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { configFromPeft } from '../index.ts';
import {
  type Json,
  fixtures,
  open,
  read,
  refusal,
  renamed,
  withSettings,
  withTensors,
} from './__fixtures__/folders.ts';

const { cases } = JSON.parse(await readFile(join(fixtures, 'golden.json'), 'utf8')) as {
  cases: Record<string, { model: string; inputIds: number[] }>;
};
const golden = readSafetensors(await readFile(join(fixtures, 'logits.safetensors')));
/** At the last two positions. */
async function logits(
  files: Files,
  model: LoadedModel,
  ids: readonly number[],
  merged = false,
): Promise<Float32Array> {
  const { patch, state } = read(files, model);
  const subject = merged
    ? patchedModel(mergedModel(model, patch.merge!(state)), referenceEngine, noPatch, new Map())
    : patchedModel(model, referenceEngine, patch, state);
  return ((await subject.logits(ids)).data as Float32Array).slice(-2 * model.architecture.shape.vocabulary);
}

describe.each(Object.entries(cases))('%s', (name, { model: base, inputIds }) => {
  it('gives PEFT’s logits, merged or not, and again when it is written and read', async () => {
    const model = await fixtureModel(base, architectureOf);
    const files = await open(name);
    const theirs = golden.get(name)!.data;
    expect(relativeError(await logits(files, model, inputIds), theirs)).toBeLessThan(2e-5);
    expect(relativeError(await logits(files, model, inputIds, true), theirs)).toBeLessThan(2e-5);
    const { patch, state } = read(files, model);
    const ours = patch.artifact!.write(state, base);
    expect(relativeError(await logits(ours, model, inputIds), theirs)).toBeLessThan(2e-5);
  });
});

describe('names of tensors', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const files = await open('orthogonal');
  const told = (f: Files): string => refusal(() => read(f, model));

  it('may have the name that PEFT gives an adapter on loading', () => {
    const named = renamed(files, (n) => n.replace(/\.(lora_[AB])\./, '.$1.default.'));
    expect(read(named, model).state).toEqual(read(files, model).state);
  });

  it.each(['_orig_mod.', 'module.', 'base_model.model.', 'module._orig_mod.'])(
    'do not begin with %s',
    (prefix) => {
      expect(told(renamed(files, (n) => prefix + n))).toContain(
        `a tensor is called ${prefix}base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight: expected base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight. PEFT would pass over it. Rename them in the folder: python -c`,
      );
    },
  );

  it('are refused where PEFT would pass over them', () => {
    expect(told(renamed(files, (n) => n.replace('base_model.model.', '')))).toContain(
      'a tensor is called model.layers.0.self_attn.q_proj.lora_A.weight: expected base_model.model.model.layers.0',
    );
    expect(told(renamed(files, (n) => n.replace(/\.(lora_[AB])\./, '.$1.mine.')))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: model.layers.0.self_attn.q_proj.lora_A.mine.weight: the adapter's name "mine" stands in it, under which alone PEFT would read it. Rename the tensors without ".mine", or save the adapter with save_pretrained."`,
    );
    expect(
      told(renamed(files, (n) => n.replace('.0.self_attn.q_proj', '.0.mlp.up_proj'))),
    ).toMatchInlineSnapshot(
      `"adapter_model.safetensors: it adapts model.layers.0.mlp.up_proj, which adapter_config.json does not choose (target_modules is ["q_proj","v_proj"]) and PEFT would pass over. Do the two files belong together?"`,
    );
    const extra = (name: string): Files =>
      withTensors(files, (t) => [
        ...t,
        [`base_model.model.${name}`, { shape: [1], data: Float32Array.of(1) }],
      ]);
    expect(told(extra('score.weight'))).toMatchInlineSnapshot(
      `"lora.modulesToSave: tiny-llama has no module and no tensor called score.weight: expected names such as lm_head.weight, model.norm.weight, model.layers.1.mlp.down_proj.weight, … (21 in all)."`,
    );
    expect(told(extra('model.layers.0.self_attn.q_proj.weight'))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: model.layers.0.self_attn.q_proj.weight: PEFT would pass over it, as its module has an update. Save the adapter again with save_pretrained."`,
    );
    expect(told(extra('model.layers.0.self_attn.q_proj.lora_B.bias'))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: model.layers.0.self_attn.q_proj.lora_B.bias: a bias of lora_B (lora_bias) is not computed here."`,
    );
    expect(told(extra('model.layers.0.self_attn.ia3_l'))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: model.layers.0.self_attn.ia3_l is not known: expected lora_A and lora_B, or tensors of the model."`,
    );
    expect(told(extra('model.layers.0.self_attn.q_proj.lora_A.default.weight'))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: model.layers.0.self_attn.q_proj.lora_A.weight is there twice, under two names."`,
    );
    expect(told(extra('x\u001B]0;title\u0007\n'.repeat(40)))).not.toMatch(/\p{Cc}/u);
  });
});

describe('an initialisation that changes the weights', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const files = await open('pissa');
  const told = (change: Json): string => refusal(() => read(withSettings(files, change), model));

  it('is refused where it cannot be repeated', () => {
    expect(told({ init_lora_weights: 'pissa_niter_16' })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "pissa_niter_16": it takes a random decomposition out of the weights, which no reader can repeat. Save the adapter again as plain LoRA with save_pretrained(FOLDER, path_initial_model_for_weight_conversion=INITIAL), or merge it into its model in the session that trained it."`,
    );
    expect(told({ init_lora_weights: 'corda' })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "corda": it takes a decomposition out of the weights that depends on data. Save the adapter again as plain LoRA with save_pretrained(FOLDER, path_initial_model_for_weight_conversion=INITIAL), or merge it into its model in the session that trained it."`,
    );
    expect(told({ init_lora_weights: 'loftq' })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "loftq": PEFT quantizes the weights again whenever it loads the folder. Save the quantized model, set init_lora_weights to true, and use that model."`,
    );
    expect(told({ init_lora_weights: 'lora_ga' })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "lora_ga": the weights were changed by gradients that the folder does not hold. Save the adapter again as plain LoRA with save_pretrained(FOLDER, path_initial_model_for_weight_conversion=INITIAL), or merge it into its model in the session that trained it."`,
    );
    expect(told({ init_lora_weights: 'PiSSA' })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "PiSSA": no such initialisation is known."`,
    );
    expect(told({ lora_alpha: 0 })).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "pissa": expected lora_alpha above 0, found 0."`,
    );
  });

  it('is LoRA of twice the rank at the same scale', () => {
    const config = configFromPeft(files);
    expect([config.rank, config.alpha]).toEqual([8, 16]);
    const rs = configFromPeft(withSettings(files, { use_rslora: true, alpha_pattern: { q_proj: 2 } }));
    expect(rs.alpha / Math.sqrt(rs.rank)).toBeCloseTo(8 / Math.sqrt(4), 12);
    expect(rs.alphaPattern['q_proj']! / Math.sqrt(rs.rank)).toBeCloseTo(2 / Math.sqrt(4), 12);
  });
});
