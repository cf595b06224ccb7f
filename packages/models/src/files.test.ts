/**
 * Checkpoint files as people have them: names with something before them, matrices tied or not against config.json's word, files that are
 * something else than their name says, weights that are no numbers. What transformers does with each is said in the test.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LoadError,
  type LoadedModel,
  type SafetensorsTensor,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { fixtures } from '@adaptbench/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModel } from './load.ts';

const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-files-'));
const cacheDir = join(scratch, 'cache');
afterAll(() => rmSync(scratch, { recursive: true }));

type Tensors = ReadonlyMap<string, SafetensorsTensor>;
const tensorsOf = (name: string): Map<string, SafetensorsTensor> =>
  new Map(readSafetensors(readFileSync(join(fixtures, name, 'model.safetensors'))));
const llama = tensorsOf('tiny-llama');
const renamed = (tensors: Tensors, rename: (name: string) => string): Tensors =>
  new Map([...tensors].map(([name, t]) => [rename(name), t]));

let folders = 0;
/** A copy of a tiny checkpoint without what tests read, with these files instead; null removes one. */
function folder(base: string, files: Record<string, Tensors | Uint8Array | string | object | null>): string {
  const path = join(scratch, `model${folders++}`);
  mkdirSync(path);
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) {
    if (files[name] !== null) cpSync(join(fixtures, base, name), join(path, name));
  }
  for (const [name, content] of Object.entries(files))
    if (content !== null)
      writeFileSync(
        join(path, name),
        content instanceof Map
          ? writeSafetensors(content)
          : typeof content === 'string' || content instanceof Uint8Array
            ? content
            : JSON.stringify(content),
      );
  return path;
}
const configOf = (base: string, change: object = {}): object => ({
  ...(JSON.parse(readFileSync(join(fixtures, base, 'config.json'), 'utf8')) as object),
  ...change,
});
const load = (path: string): Promise<LoadedModel> => loadModel(path, { cacheDir, offline: true });
async function fault(path: string): Promise<string> {
  const error: unknown = await load(path).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LoadError);
  const { message } = error as LoadError;
  expect(message).not.toContain('\n');
  return message.replaceAll(path, 'FOLDER');
}
/** The numbers of a weight as it goes into graphs. */
function numbers(model: LoadedModel, name: string): Float32Array {
  const source = model.frozen(name);
  if (!('file' in source)) throw new Error('expected a mapped weight');
  const bytes = readFileSync(source.file).subarray(source.offset, source.offset + source.bytes);
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

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
      /^FOLDER\/model\.safetensors\.index\.json: shard "x+… is not a plain file name$/,
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

describe('weights quantised by others', () => {
  it.each([
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

const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 269060552\n';
const page = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>';
const binary = (...bytes: number[]): Uint8Array => Uint8Array.from([...bytes, ...Buffer.alloc(600)]);

describe('a file that is something else', () => {
  const weights = 'model.safetensors';
  it.each<[string, string, string | Uint8Array, RegExp]>([
    [
      'a Git LFS pointer',
      weights,
      pointer,
      /is a Git LFS pointer, not the file itself \(of 269060552 bytes\)\. Run "git lfs pull"/,
    ],
    ['a Git LFS pointer', 'config.json', pointer, /is a Git LFS pointer/],
    ['an HTML page', weights, page, /is an HTML page, as servers send it/],
    ['an HTML page', 'config.json', page, /is an HTML page/],
    ['nothing', weights, '', /is empty\. Download the file again\./],
    ['nothing', 'config.json', '', /is empty\./],
    [
      'a PyTorch checkpoint',
      weights,
      binary(0x50, 0x4b, 3, 4),
      /is a PyTorch checkpoint or zip archive under another name/,
    ],
    ['a GGUF file', weights, binary(0x47, 0x47, 0x55, 0x46), /is a GGUF file\. Give it the ending \.gguf/],
    ['what a server said', weights, 'Entry not found', /is a text: "Entry not found"\. Download/],
    ['gzip', 'config.json', binary(0x1f, 0x8b), /is compressed by gzip/],
    ['UTF-16', 'config.json', binary(0xff, 0xfe), /is UTF-16 text/],
  ])('%s under the name %s', async (_, name, content, message) => {
    const said = await fault(folder('tiny-llama', { [name]: content }));
    expect(said).toMatch(message);
    expect(said.startsWith(`FOLDER/${name}: `)).toBe(true);
  });

  it('an index or a .gguf', async () => {
    const index = { 'model.safetensors': null, 'model.safetensors.index.json': pointer };
    expect(await fault(folder('tiny-llama', index))).toMatch(/index\.json: is a Git LFS pointer/);
    for (const [content, message] of [
      [pointer, 'a Git LFS pointer'],
      [page, 'an HTML page'],
      [writeSafetensors(llama), 'a safetensors file'],
    ] as const) {
      const path = join(scratch, `other${folders++}.gguf`);
      writeFileSync(path, content);
      expect(await fault(path)).toContain(`FOLDER: is ${message}`);
    }
  });

  it('an adapter, or weights under another name', async () => {
    const none = { 'config.json': null, 'model.safetensors': null };
    expect(await fault(folder('tiny-llama', { ...none, 'adapter_config.json': {} }))).toMatch(
      /^FOLDER: an adapter of PEFT \(adapter_config\.json\), expected the model that it adapts/,
    );
    expect(
      await fault(folder('tiny-llama', { 'model.safetensors': null, 'consolidated.safetensors': llama })),
    ).toMatch(/^FOLDER: no model\.safetensors, but consolidated\.safetensors\. If it holds/);
  });
});

describe('a path that is no ordinary file is refused at once', () => {
  const replaced = (name: string, put: (path: string) => void): string => {
    const path = folder('tiny-llama', { [name]: null });
    put(join(path, name));
    return path;
  };
  const pipe = (path: string): void => void execFileSync('mkfifo', [path]);
  it.each(['config.json', 'model.safetensors'])('%s', async (name) => {
    expect(await fault(replaced(name, (path) => mkdirSync(path)))).toBe(
      `FOLDER/${name}: is a folder: expected a file.`,
    );
    const odd = `FOLDER/${name}: is a pipe or device: expected a file.`;
    expect(await fault(replaced(name, pipe))).toBe(odd);
    expect(await fault(replaced(name, (path) => symlinkSync('/dev/zero', path)))).toBe(odd);
    expect(await fault(replaced(name, (path) => symlinkSync(path, path)))).toMatch(
      /is a symbolic link in a circle/,
    );
  });

  it('a shard, and a model that is itself a pipe', async () => {
    const index = {
      'model.safetensors': null,
      'model.safetensors.index.json': { weight_map: { a: 'a.safetensors' } },
    };
    const path = folder('tiny-llama', index);
    mkdirSync(join(path, 'a.safetensors'));
    expect(await fault(path)).toContain('FOLDER/a.safetensors: is a folder');
    const fifo = join(scratch, 'm.gguf');
    pipe(fifo);
    expect(await fault(fifo)).toBe('FOLDER: is a pipe or device: expected a file.');
  });
});

describe('config.json', () => {
  it('nested too deeply is refused', async () => {
    const deep = (key: string): string => `{"${key}": ${'['.repeat(5000)}${']'.repeat(5000)}}`;
    for (const key of ['model_type', 'rope_theta', 'my_note'])
      expect(await fault(folder('tiny-llama', { 'config.json': deep(key) }))).toMatch(
        /^FOLDER\/config\.json: nested deeper than 32 levels/,
      );
  });

  it('may hold what Python writes and JSON has not, where no number is needed', async () => {
    const text = JSON.stringify(configOf('tiny-llama'));
    const withNote = (note: string): string => `${text.slice(0, -1)}, ${note}}`;
    const model = await load(
      folder('tiny-llama', {
        'config.json': withNote('"best_loss": NaN, "limit": [0, -Infinity], "a": "NaN"'),
      }),
    );
    expect(model.config).toMatchObject({ best_loss: { __float__: 'NaN' }, a: 'NaN' });
    expect(
      await fault(
        folder('tiny-llama', { 'config.json': withNote('"rope_theta": Infinity, "rope_parameters": null') }),
      ),
    ).toMatch(/at rope_theta/);
    expect(await fault(folder('tiny-llama', { 'config.json': '{"a": Nan}' }))).toMatch(
      /config\.json: not JSON/,
    );
  });

  it('may begin with a byte order mark', async () => {
    const text = `\uFEFF${JSON.stringify(configOf('tiny-llama'))}`;
    expect((await load(folder('tiny-llama', { 'config.json': text }))).config['model_type']).toBe('llama');
  });
});

describe('weights that are no numbers', () => {
  const broken = (name: string, at: number, value: number): Tensors => {
    const t = llama.get(name)!;
    return new Map(llama).set(name, { ...t, data: Float32Array.from(t.data).fill(value, at, at + 1) });
  };
  it('are refused with the tensor and the place', async () => {
    const path = folder('tiny-llama', { 'model.safetensors': broken('model.norm.weight', 3, Number.NaN) });
    expect(await fault(path)).toBe(
      'FOLDER: 1 of 21 tensors holds what is no number: model.norm.weight holds NaN at number 3 of [32]. The file is damaged or its training diverged: download it again, or use an earlier checkpoint.',
    );
    expect(await fault(path)).toContain('holds NaN');
  });

  it('may be infinite, or stored in 16 bits', async () => {
    const name = 'model.layers.1.mlp.down_proj.weight';
    expect(await fault(folder('tiny-llama', { 'model.safetensors': broken(name, 40, -Infinity) }))).toContain(
      `${name} holds -Infinity at number 40 of [32,48]`,
    );
    const bytes = readFileSync(join(fixtures, 'tiny-llama-f16', 'model.safetensors'));
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    bytes.writeUInt16LE(
      0x7e00,
      8 + Number(bytes.readBigUInt64LE()) + header['model.norm.weight']!.data_offsets[0],
    );
    expect(await fault(folder('tiny-llama', { 'model.safetensors': Uint8Array.from(bytes) }))).toContain(
      'model.norm.weight holds NaN at number 0',
    );
  });

  it('do no harm in tensors that are not used', async () => {
    const more = new Map(llama).set('score.weight', { shape: [1], data: Float32Array.of(Number.NaN) });
    await expect(load(folder('tiny-llama', { 'model.safetensors': more }))).resolves.toBeDefined();
  });
});

describe('tokens beyond the embeddings', () => {
  const rows = 200;
  const cut = new Map(
    [...llama].map(([name, t]) => [
      name,
      t.shape[0] === 288 ? { shape: [rows, 32], data: t.data.slice(0, rows * 32) } : t,
    ]),
  );
  it('are an error where a text holds one, and not before', async () => {
    const config = configOf('tiny-llama', { vocab_size: rows });
    const { tokenizer } = await load(
      folder('tiny-llama', { 'config.json': config, 'model.safetensors': cut }),
    );
    const all = Array.from({ length: 288 }, (_, id) => tokenizer.decode([id]));
    const beyond = all.slice(rows).find((text) => /^ \w+$/.test(text))!;
    expect(() => tokenizer.encode(beyond)).toThrow(
      new RegExp(
        String.raw`: the token "${beyond}" \(id 2\d\d\) is beyond the model's 200 embeddings: the tokenizer is another model's, or`,
      ),
    );
    expect(tokenizer.encode('a')).toHaveLength(1);
  });

  it('are an error at once where every text begins or ends with one', async () => {
    const config = configOf('tiny-llama', { vocab_size: rows, eos_token_id: 250 });
    const files = { 'config.json': config, 'model.safetensors': cut };
    const settings = { tokenizer_class: 'PreTrainedTokenizerFast' };
    expect(await fault(folder('tiny-llama', { ...files, 'tokenizer_config.json': settings }))).toMatch(
      /^FOLDER: the token that ends a text, ".*" \(id 250\) is beyond the model's 200 embeddings/,
    );
  });
});
