/** Files of checkpoints that are something else than their name says, or hold what no model can be computed with. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '@adaptbench/core';
import { fixtures } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import {
  type Tensors,
  configOf,
  fault,
  folder,
  load,
  scratch,
  tensorsOf,
  useScratch,
} from './__fixtures__/checkpoint-folder.ts';

useScratch();

const TINY = join(fixtures, 'tiny-llama');
const llama = tensorsOf('tiny-llama');

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
    ['an HTML page', weights, page, /is a web page \(HTML\), as servers send/],
    ['an HTML page', 'config.json', page, /is a web page/],
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
      [page, 'a web page'],
      [writeSafetensors(llama), 'a safetensors file'],
    ] as const) {
      const path = join(scratch, `${message.replaceAll(/\W/g, '-')}.gguf`);
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
      `FOLDER/${name}: is a folder: expected a file (EISDIR). Name a file in it.`,
    );
    const odd = `FOLDER/${name}: is no ordinary file (ENXIO). Name a file.`;
    expect(await fault(replaced(name, pipe))).toBe(odd);
    expect(await fault(replaced(name, (path) => symlinkSync('/dev/zero', path)))).toBe(odd);
    expect(await fault(replaced(name, (path) => symlinkSync(path, path)))).toMatch(
      /symbolic links lead in a circle/,
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
    expect(await fault(fifo)).toBe('FOLDER: is no ordinary file (ENXIO). Name a file.');
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
      TINY,
    );
    expect(model.config).toMatchObject({ best_loss: { __float__: 'NaN' }, a: 'NaN' });
    const infinite = withNote('"rope_theta": Infinity, "rope_parameters": null');
    expect(await fault(folder('tiny-llama', { 'config.json': infinite }), TINY)).toMatch(
      /rope_theta is \{"__float__":"Infinity"\}: expected number/,
    );
    expect(await fault(folder('tiny-llama', { 'config.json': '{"a": Nan}' }))).toMatch(
      /config\.json: not JSON/,
    );
  });

  it('may begin with a byte order mark', async () => {
    const text = `\uFEFF${JSON.stringify(configOf('tiny-llama'))}`;
    const model = await load(folder('tiny-llama', { 'config.json': text }), TINY);
    expect(model.config['model_type']).toBe('llama');
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
