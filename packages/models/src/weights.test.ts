/**
 * Weights as people have them: names with something before them, tied or untied heads against config.json's word, an index beside a whole
 * file, other libraries' formats, tensors too many. What transformers does with each is said in the test.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SafetensorsDtype, safetensorsHeader } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import {
  configOf,
  fault,
  folder,
  load,
  numbers,
  renamed,
  tensorsOf,
  useScratch,
} from './__fixtures__/checkpoint-folder.ts';

useScratch();

const llama = tensorsOf('tiny-llama');

describe('head and embeddings', () => {
  const EMBEDDINGS = 'model.embed_tokens.weight';
  it('that are tied are read from the head where the file has it alone (transformers#48154)', async () => {
    const qwen = tensorsOf('tiny-qwen2');
    const embeddings = qwen.get(EMBEDDINGS)!;
    const only = renamed(qwen, (name) => (name === EMBEDDINGS ? 'lm_head.weight' : name));
    const model = await load(folder('tiny-qwen2', { 'model.safetensors': only }));
    expect(numbers(model, EMBEDDINGS)).toEqual(embeddings.data);
    expect(model.architecture.weights.map((w) => w.name)).not.toContain('lm_head.weight');
  });

  it('of GPT-2 likewise', async () => {
    const gpt2 = tensorsOf('tiny-gpt2');
    const only = renamed(gpt2, (name) => (name === 'transformer.wte.weight' ? 'lm_head.weight' : name));
    const model = await load(folder('tiny-gpt2', { 'model.safetensors': only }));
    expect(numbers(model, 'transformer.wte.weight')).toEqual(gpt2.get('transformer.wte.weight')!.data);
  });

  it('are not tied where the file has both and they differ, which a note tells', async () => {
    const path = folder('tiny-llama', {
      'config.json': configOf('tiny-llama', { tie_word_embeddings: true }),
    });
    const model = await load(path);
    expect(numbers(model, 'lm_head.weight')).toEqual(llama.get('lm_head.weight')!.data);
    expect(model.config['tie_word_embeddings']).toBe(false);
    const note =
      'config.json says tie_word_embeddings, but lm_head.weight and model.embed_tokens.weight differ in the file: each is used as it is, as in transformers.';
    expect(model.notes).toEqual([note]);
    expect((await load(path)).notes).toEqual([note]);
  });

  it('are tied where the file has both and they are equal', async () => {
    const both = new Map(llama).set('lm_head.weight', llama.get(EMBEDDINGS)!);
    const config = configOf('tiny-llama', { tie_word_embeddings: true });
    const model = await load(folder('tiny-llama', { 'config.json': config, 'model.safetensors': both }));
    expect(model.architecture.weights.map((w) => w.name)).not.toContain('lm_head.weight');
    expect(model.notes).toEqual([]);
  });
});

describe('an index beside model.safetensors', () => {
  const index = { weight_map: { 'model.norm.weight': 'model-00001-of-00002.safetensors' } };
  it('is not read, whether or not its shards are gone (CoSER#3, mlx-vlm#1827)', async () => {
    const stale = folder('tiny-llama', { 'model.safetensors.index.json': index });
    const older = folder('tiny-llama', {
      'model.safetensors.index.json': index,
      'model-00001-of-00002.safetensors': renamed(llama, (n) => n),
    });
    for (const path of [stale, older]) {
      const model = await load(path);
      expect(model.notes).toEqual([
        `${path}: model.safetensors is read, and model.safetensors.index.json beside it is not, as in transformers.`,
      ]);
      expect(numbers(model, 'model.norm.weight')).toEqual(llama.get('model.norm.weight')!.data);
    }
  });

  it('that names a shard and not all its tensors gives them all', async () => {
    const model = await load(
      folder('tiny-llama', {
        'model.safetensors': null,
        'model.safetensors.index.json': index,
        'model-00001-of-00002.safetensors': llama,
      }),
    );
    expect(numbers(model, 'lm_head.weight')).toEqual(llama.get('lm_head.weight')!.data);
  });

  it('that is missing beside shards is named', async () => {
    const shards = folder('tiny-llama', {
      'model.safetensors': null,
      'model-00001-of-00001.safetensors': llama,
    });
    expect(await fault(shards)).toBe(
      'FOLDER: 1 shards (model-00001-of-00001.safetensors) without model.safetensors.index.json, which says what is in which. Download it too.',
    );
  });

  it('with names longer than the system’s is refused', async () => {
    const long = { weight_map: { a: `${'x'.repeat(300)}.safetensors` } };
    const path = folder('tiny-llama', { 'model.safetensors': null, 'model.safetensors.index.json': long });
    expect(await fault(path)).toMatch(
      /^FOLDER\/model\.safetensors\.index\.json: shard "x+" is not a plain file name$/,
    );
  });
});

describe('names with something before them', () => {
  it.each([
    ['_orig_mod.', 'torch.compile puts that there'],
    ['module.', 'DataParallel and its like put that there'],
    ['language_model.', 'models of images and text have that'],
    ['module._orig_mod.', 'torch.compile puts that there'],
    ['base_model.model.', 'PEFT puts that there'],
  ])('%s are shown, with who puts it there (peft#2957, Automodel#2120)', async (prefix, who) => {
    const message = await fault(
      folder('tiny-llama', { 'model.safetensors': renamed(llama, (name) => prefix + name) }),
    );
    expect(message).toContain(`FOLDER: the names of its tensors begin with "${prefix}" (such as ${prefix}`);
    expect(message).toContain(`Usually ${who}.`);
  });

  it('of nobody known are shown as well', async () => {
    const path = folder('tiny-llama', { 'model.safetensors': renamed(llama, (name) => `net.${name}`) });
    expect(await fault(path)).toMatch(
      /begin with "net\." \(such as net\.\S+\): expected \S+\. Save the model anew/,
    );
  });

  it('are no obstacle where they lack only the base model’s: transformers adds it', async () => {
    const bare = renamed(llama, (name) => name.replace(/^model\./, ''));
    const model = await load(folder('tiny-llama', { 'model.safetensors': bare }));
    expect(numbers(model, 'model.norm.weight')).toEqual(llama.get('model.norm.weight')!.data);
  });
});

describe('a model that was saved as something else', () => {
  const saved = (change: (name: string) => string | null, config: object = {}): Promise<string> => {
    const kept = new Map(
      [...llama].flatMap(([name, t]) => (change(name) === null ? [] : [[change(name)!, t]])),
    );
    const own = configOf('tiny-llama');
    return fault(folder('tiny-llama', { 'model.safetensors': kept, 'config.json': { ...own, ...config } }));
  };

  it('within a wrapper that calls it its model is read, as by transformers', async () => {
    const within = renamed(llama, (name) => `model.${name}`);
    const model = await load(folder('tiny-llama', { 'model.safetensors': within }));
    expect(numbers(model, 'lm_head.weight')).toEqual(llama.get('lm_head.weight')!.data);
  });

  it('with an adapter that was not merged is told', async () => {
    expect(await saved((name) => name.replace('q_proj.weight', 'q_proj.base_layer.weight'))).toBe(
      'FOLDER: it was saved with an adapter of PEFT that was not merged (such as model.layers.0.self_attn.q_proj.base_layer.weight). Call model.merge_and_unload() and save what it gives.',
    );
  });

  it('with another head, or none, is told', async () => {
    const untied = { tie_word_embeddings: false };
    expect(await saved((name) => name.replace('lm_head', 'score'), untied)).toContain(
      'it has another head (score.weight) than a language model',
    );
    expect(await saved((name) => (name === 'lm_head.weight' ? null : name), untied)).toContain(
      'Where it is, set tie_word_embeddings to true there; else the model was saved without its head.',
    );
  });
});

describe('weights quantised by others', () => {
  it.each([
    ['.biases', 'MLX'],
    ['.qweight', 'GPTQ or AWQ'],
    ['.weight_packed', 'compressed-tensors'],
    ['.weight.absmax', 'bitsandbytes'],
  ])('are told by names that end with %s', async (ending, name) => {
    const path = folder('tiny-llama', {
      'model.safetensors': renamed(llama, (n) => n.replace('_proj.weight', `_proj${ending}`)),
    });
    expect(await fault(path)).toContain(
      `FOLDER: its weights are quantised by ${name} (such as model.layers.0.mlp.`,
    );
  });
});

it('a name in the index that no shard holds and the model does not need is passed over', async () => {
  const shard = 'model-00001-of-00001.safetensors';
  const names = [...llama.keys(), 'model.layers.0.self_attn.rotary_emb.inv_freq'];
  const index = { weight_map: Object.fromEntries(names.map((name) => [name, shard])) };
  const files = {
    [shard]: renamed(llama, (name) => name),
    'model.safetensors.index.json': JSON.stringify(index),
  };
  const path = folder('tiny-llama', files);
  rmSync(join(path, 'model.safetensors'), { force: true });
  const model = await load(path);
  expect(numbers(model, 'model.norm.weight')).toEqual(llama.get('model.norm.weight')!.data);
});

describe('weights of types that are not read', () => {
  const typed = (dtype: SafetensorsDtype, which: RegExp, more: readonly string[] = []): Buffer => {
    const all = [
      ...[...llama].map(([name, { shape }]) => ({ name, shape })),
      ...more.map((name) => ({ name, shape: [1] })),
    ];
    const tensors = all.map(({ name, shape }) => {
      const bytes = (which.test(name) && dtype !== 'I32' ? 1 : 4) * shape.reduce((a, b) => a * b, 1);
      return { name, dtype: which.test(name) ? dtype : ('F32' as const), shape, bytes };
    });
    return Buffer.concat([
      safetensorsHeader(tensors),
      Buffer.alloc(tensors.reduce((sum, { bytes }) => sum + bytes, 0)),
    ]);
  };
  const faultOf = (file: Buffer): Promise<string> =>
    fault(folder('tiny-llama', { 'model.safetensors': file }));

  it.each([
    [
      'F8_E4M3',
      /proj\.weight$/u,
      'FOLDER: 14 of 21 weights are F8_E4M3, such as model.layers.0.self_attn.q_proj.weight. Only F64, F32, F16 and BF16 can be read. To convert them, with transformers: AutoModelForCausalLM.from_pretrained(folder, dtype="bfloat16").save_pretrained(other).',
    ],
    [
      'I8',
      /mlp\..*proj\.weight$/u,
      'FOLDER: 6 of 21 weights are I8, such as model.layers.0.mlp.gate_proj.weight. Only F64, F32, F16 and BF16 can be read. Whole numbers are no weights without scales. Use the original checkpoint, or a .gguf file of the same model.',
    ],
    [
      'I32',
      /model\.norm/u,
      'FOLDER: 1 of 21 weights are I32, such as model.norm.weight. Only F64, F32, F16 and BF16 can be read. Whole numbers are no weights without scales. Use the original checkpoint, or a .gguf file of the same model.',
    ],
  ] as const)('%s are counted once, with the mend', async (dtype, which, message) => {
    expect(await faultOf(typed(dtype, which))).toBe(message);
  });

  it('are called quantised where scales stand beside them', async () => {
    const file = typed('F8_E4M3', /proj\.weight$/u, ['model.layers.0.mlp.up_proj.weight_scale']);
    expect(await faultOf(file)).toMatch(
      /There are scales beside them: its weights are quantised by FP8 \(such as model\.layers\.0\.mlp\.up_proj\.weight_scale\)/u,
    );
  });
});

describe('an adapter beside a model', () => {
  it('is not read, which a note tells', async () => {
    const path = folder('tiny-llama', { 'adapter_config.json': '{"peft_type": "LORA"}' });
    expect((await load(path)).notes).toEqual([
      `${path}: the model is read without the adapter that lies beside it (adapter_config.json), which transformers would put on. If it belongs to it, merge the two: merge_and_unload(), save_pretrained(folder).`,
    ]);
  });
});

describe('tensors that the model has no place for', () => {
  it('are passed over with a note, as transformers passes over them; those that are computed without one', async () => {
    const one = { shape: [1], data: Float32Array.of(1) };
    const more = new Map(llama)
      .set('score.weight', one)
      .set('model.layers.2.mlp.up_proj.weight', one)
      .set('model.layers.0.self_attn.rotary_emb.inv_freq', one);
    expect((await load(folder('tiny-llama', { 'model.safetensors': more }))).notes).toEqual([
      '2 tensors of the file are not used, as in transformers: model.layers.2.mlp.up_proj.weight, score.weight.',
    ]);
  });

  it('are named where others are missing', async () => {
    const other = renamed(llama, (name) => name.replace('input_layernorm', 'ln_1'));
    expect(await fault(folder('tiny-llama', { 'model.safetensors': other }))).toContain(
      '2 tensors do not fit config.json: model.layers.0.input_layernorm.weight is missing; model.layers.1.input_layernorm.weight is missing. There is no place for model.layers.0.ln_1.weight, model.layers.1.ln_1.weight. The checkpoint',
    );
  });
});
