/** Settings and files of LoRA folders that are refused, and those that change no answer. */
import type { Files } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import {
  CONFIG,
  type Json,
  type Tensor,
  WEIGHTS,
  open,
  read,
  refusal,
  text,
  withSettings,
  withTensors,
} from './__fixtures__/folders.ts';

describe('settings', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const files = await open('orthogonal');
  const told = (change: Json): string => refusal(() => read(withSettings(files, change), model));

  it.each([
    { alora_invocation_tokens: [1, 2] },
    { arrow_config: { top_k: 1 } },
    { enable_lora: [true, false, true] },
    { kasa_config: { beta: 1 } },
    { layer_replication: [[0, 2]] },
    { lora_bias: true },
    { megatron_config: { hidden: 1 } },
    { monteclora_config: { num_samples: 1 } },
    { target_parameters: ['q_proj.weight'] },
    { use_bdlora: { nblocks: 2 } },
    { use_qalora: true },
    { mixture_of_ranks: 3 },
  ])('%o: what is not computed is refused by name', (change) => {
    const [field] = Object.keys(change);
    expect(told(change)).toMatch(
      new RegExp(
        String.raw`^adapter_config\.json: ${field} is .*(?:is|are) not (?:computed|known) here.*Merge the adapter`,
      ),
    );
  });

  it.each([
    { modules_to_save: [] },
    { rank_pattern: null, alpha_pattern: null },
    { layer_replication: null, target_parameters: [], lora_bias: false, mixture_of_ranks: null, more: {} },
    { peft_version: '0.9.0', auto_mapping: { base_model_class: 'x' }, unsloth_fixed: true, revision: 'main' },
    { loftq_config: { loftq_bits: 4 }, eva_config: { rho: 2 }, qalora_group_size: 16, runtime_config: {} },
    { rank_pattern: { no_such: 3, 'no.*such': 4 }, target_modules: ['q_proj', 'v_proj', 'W_pack'] },
    {
      init_lora_weights: 'gaussian',
      fan_in_fan_out: true,
      bias: 'all',
      use_rslora: null,
      inference_mode: false,
    },
    { exclude_modules: 'no.*', target_modules: '.*_proj' },
    { layers_to_transform: [0, 1], layers_pattern: ['layers'] },
  ])('%o changes no answer', (change) => {
    expect(read(withSettings(files, change), model).state).toEqual(read(files, model).state);
  });

  it('that contradict the tensors are refused: PEFT would pass over a part of them', () => {
    const expected = 'adapts model.layers.0.self_attn.q_proj, which adapter_config.json does not choose';
    expect(told({ layers_to_transform: [1] })).toContain(expected);
    expect(told({ layers_to_transform: 0, layers_pattern: 'blocks' })).toContain(expected);
    expect(told({ exclude_modules: ['q_proj'] })).toContain(expected);
    expect(told({ exclude_modules: '.*q_proj' })).toContain(expected);
    expect(told({ modules_to_save: ['self_attn'] })).toContain(expected);
    expect(told({ target_modules: '.*v_proj' })).toContain(expected);
    expect(told({ target_modules: ['proj'] })).toContain(expected);
  });

  it('that do not fit are told with their value', () => {
    expect(told({ r: 0 })).toMatchInlineSnapshot(`"adapter_config.json: r is 0: expected at least 1."`);
    expect(told({ bias: 'some' })).toMatchInlineSnapshot(
      `"adapter_config.json: bias is "some": expected one of "none"|"all"|"lora_only"."`,
    );
    expect(told({ lora_dropout: 1 })).toMatchInlineSnapshot(
      `"adapter_config.json: lora_dropout is 1: expected at most 0.99."`,
    );
    expect(told({ trainable_token_indices: [-1] })).toMatchInlineSnapshot(
      `"adapter_config.json: trainable_token_indices.0 is -1: expected at least 0."`,
    );
    expect(told({ rank_pattern: { '(': 3 } })).toMatchInlineSnapshot(
      `"adapter_config.json: rank_pattern: "(" is not a regular expression that can be run in linear time (no look-around, no back references). Name the modules instead."`,
    );
    expect(told({ alpha_pattern: { '(?<!k)_proj': 3 } })).toMatchInlineSnapshot(
      `"adapter_config.json: alpha_pattern: "(?<!k)_proj" is not a regular expression that can be run in linear time (no look-around, no back references). Name the modules instead."`,
    );
    expect(told({ task_type: 'SEQ_CLS' })).toMatchInlineSnapshot(
      `"adapter_config.json: task_type is SEQ_CLS: expected CAUSAL_LM. The folder is for a model with another head than a language model's."`,
    );
    expect(told({ peft_type: 'VERA' })).toMatchInlineSnapshot(
      `"adapter_config.json: peft_type is "VERA": expected "LORA". Read it as what it is; kinds that are not known here can be merged into their model with PEFT (merge_and_unload()) and used as a model."`,
    );
    expect(told({ peft_type: undefined })).toMatchInlineSnapshot(
      `"adapter_config.json: no peft_type: expected "LORA". Is it a folder that PEFT wrote?"`,
    );
  });

  it('take time that is linear in their length, whatever expression they hold', () => {
    const started = process.cpuUsage();
    read(withSettings(files, { alpha_pattern: { [`${'(a|.+)+'.repeat(20)}!`]: 2 } }), model);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
  });
});

describe('tensors as others name them', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const files = await open('orthogonal');
  it.each(['lora_down.weight', 'lora_up.weight', 'lora_a'])('%s are called so', (ending) => {
    const other = withTensors(files, (t) =>
      [...t].map(([name, tensor]) => [name.replace(/lora_A\.weight$/, ending), tensor] as const),
    );
    expect(refusal(() => read(other, model))).toContain(
      `${ending} is a tensor as Kohya's scripts or MLX name it: expected lora_A and lora_B`,
    );
  });
});

describe('matrices of the model', async () => {
  const llama = await fixtureModel('tiny-llama', architectureOf);
  const qwen2 = await fixtureModel('tiny-qwen2', architectureOf);
  const files = await open('orthogonal');
  const matrix = (rows: number): Tensor => ({
    shape: [rows, 32],
    data: new Float32Array(rows * 32).fill(0.1),
  });
  const saved = (tensors: Record<string, Tensor>, change: Json = {}): Files =>
    withSettings(
      withTensors(files, (t) => [...t, ...Object.entries(tensors)]),
      change,
    );
  const HEAD = 'base_model.model.lm_head.weight';
  const EMBEDDINGS = 'base_model.model.model.embed_tokens.weight';
  const ROWS = 'base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta';

  it('of another vocabulary are refused with the way to resize the model', () => {
    const resized = saved({ [HEAD]: matrix(292), [EMBEDDINGS]: matrix(292) });
    expect(refusal(() => read(resized, llama))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: 1 fault: model.embed_tokens.weight is [292,32], expected [288,32]. The vocabulary was resized to 292 tokens before training: give the model as many (resize_token_embeddings(292), save_pretrained(FOLDER)) and use FOLDER as the model."`,
    );
  });

  it('that the model has only once cannot differ', () => {
    const untied = saved({ [EMBEDDINGS]: matrix(288) }, { modules_to_save: ['embed_tokens'] });
    expect(refusal(() => read(untied, qwen2))).toMatchInlineSnapshot(
      `"adapter_config.json has "embed_tokens" in modules_to_save, which makes a copy for the embeddings alone, but in tiny-qwen2 the head is the embeddings' matrix (tie_word_embeddings): the two cannot differ here. Train with ensure_weight_tying=True, or untie the model before training."`,
    );
    expect(
      refusal(() => read(saved({ [HEAD]: matrix(288) }, { modules_to_save: ['lm_head'] }), qwen2)),
    ).toMatchInlineSnapshot(
      `"lora.modulesToSave: the head cannot be trained apart in tiny-qwen2, where it is the embeddings' matrix (tie_word_embeddings): name the embeddings, or untie the model before training."`,
    );
    const both = { [HEAD]: matrix(288), [EMBEDDINGS]: matrix(288) };
    expect(read(saved(both), qwen2).state.has('model.embed_tokens.weight')).toBe(true);
    expect(
      read(saved(both, { modules_to_save: ['lm_head'], ensure_weight_tying: true }), qwen2).state.has(
        'lm_head.weight',
      ),
    ).toBe(false);
  });

  it('that are named must be there, in the shape of the model', () => {
    expect(refusal(() => read(saved({}, { modules_to_save: ['lm_head'] }), llama))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: lm_head.weight is missing, though adapter_config.json has "lm_head" in modules_to_save. Save the adapter again with save_pretrained."`,
    );
    expect(
      refusal(() => read(saved({ [ROWS]: matrix(3) }, { trainable_token_indices: [1, 2] }), llama)),
    ).toMatchInlineSnapshot(
      `"adapter_model.safetensors: the rows of model.embed_tokens are [3,32], expected [2,32] for trainable_token_indices. Is it an adapter of this model?"`,
    );
    expect(
      refusal(() => read(saved({ [ROWS]: matrix(1) }, { trainable_token_indices: [288] }), llama)),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: trainable_token_indices holds 288, but the model has 288 tokens: give it as many as it had in training (resize_token_embeddings, save_pretrained)."`,
    );
    expect(
      refusal(() => read(saved({ [ROWS]: matrix(1) }, { trainable_token_indices: { lm_head: [2] } }), llama)),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: trainable_token_indices does not name model.embed_tokens, of which adapter_model.safetensors has rows. Do the two files belong together?"`,
    );
  });

  it('with an update are read only where it is a plain one', async () => {
    const head = await open('head-adapted');
    expect(
      refusal(() => read(withSettings(head, { init_lora_weights: 'pissa' }), llama)),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: init_lora_weights is "pissa" at lm_head: only a plain update of the embeddings or the head is read. Merge the adapter into its model with PEFT (merge_and_unload(), then save_pretrained(FOLDER)) and use FOLDER as the model, without an adapter."`,
    );
    expect(refusal(() => read(head, qwen2))).toMatchInlineSnapshot(
      `"lora.modulesToSave: the head cannot be trained apart in tiny-qwen2, where it is the embeddings' matrix (tie_word_embeddings): name the embeddings, or untie the model before training."`,
    );
    expect(
      refusal(() => read(withSettings(head, { r: 3, rank_pattern: { o_proj: 2 } }), llama)),
    ).toMatchInlineSnapshot(
      `"adapter_model.safetensors: A of lm_head is [2,32], expected [3,32]. Is it an adapter of this model?"`,
    );
  });
});

describe('files that are not what their names say', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const files = await open('orthogonal');
  const told = (name: string, bytes: Uint8Array | string): string =>
    refusal(() => read(new Map([...files, [name, typeof bytes === 'string' ? text(bytes) : bytes]]), model));
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1234\n';

  it('are named, with the way to get them', () => {
    expect(told(WEIGHTS, pointer)).toMatchInlineSnapshot(
      `"adapter_model.safetensors is a Git LFS pointer, not the file itself (of 1234 bytes). Run "git lfs pull" in its folder, or download the file itself."`,
    );
    expect(told(CONFIG, pointer)).toMatchInlineSnapshot(
      `"adapter_config.json is a Git LFS pointer, not the file itself (of 1234 bytes). Run "git lfs pull" in its folder, or download the file itself."`,
    );
    expect(told(WEIGHTS, '<!DOCTYPE html><html>')).toMatchInlineSnapshot(
      `"adapter_model.safetensors is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it."`,
    );
    expect(told(WEIGHTS, Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0))).toMatchInlineSnapshot(
      `"adapter_model.safetensors is a zip archive or a PyTorch file: unpack it, or save it as safetensors."`,
    );
    expect(told(CONFIG, '[]')).toMatchInlineSnapshot(`"adapter_config.json: is []: expected a JSON object."`);
    expect(
      told(CONFIG, `{"peft_type": "LORA", "r": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    ).toMatchInlineSnapshot(`"adapter_config.json: nested deeper than 32: expected a PEFT configuration."`);
  });

  it('are refused where only a pickle is there', () => {
    const bin = new Map([
      [CONFIG, files.get(CONFIG)!],
      ['adapter_model.bin', text('x')],
    ]);
    expect(refusal(() => read(bin, model))).toMatchInlineSnapshot(
      `"adapter: adapter_model.bin is a Python pickle, which may run code and is not read: expected adapter_model.safetensors. Convert it in its folder: python -c "import torch, safetensors.torch as s; s.save_file({k: v.clone().contiguous() for k, v in torch.load('adapter_model.bin', map_location='cpu', weights_only=True).items()}, 'adapter_model.safetensors')""`,
    );
  });

  it('hold numbers', () => {
    const nan = withTensors(files, (t) =>
      [...t].map(([n, { shape, data }]) => [n, { shape, data: data.map((x, i) => (i === 3 ? NaN : x)) }]),
    );
    expect(refusal(() => read(nan, model))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight holds values that are not numbers (NaN or infinite): the training that wrote it diverged, or the file is damaged. Use an earlier checkpoint."`,
    );
  });
});
