import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadError, readSafetensors, writeSafetensors } from '@adaptbench/core';
import { afterAll, expect, test } from 'vitest';
import { float32Weights } from './float32.ts';
import { openCheckpoint } from './open.ts';

const FIXTURES = fileURLToPath(new URL('../../../testing/fixtures/', import.meta.url));
const TINY = join(FIXTURES, 'tiny-llama');
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
const cacheDir = join(scratch, 'cache');
afterAll(() => rmSync(scratch, { recursive: true }));

/** The float32 numbers of a checkpoint by name. */
async function numbers(reference: string): Promise<Map<string, Float32Array>> {
  const checkpoint = await openCheckpoint(reference, { cacheDir, tokenizer: TINY });
  const mapped = await float32Weights([...checkpoint.tensors.values()], checkpoint.sha256, cacheDir);
  return new Map(
    [...mapped].map(([name, { file, offset, bytes }]) => [
      name,
      new Float32Array(Uint8Array.from(readFileSync(file).subarray(offset, offset + bytes)).buffer),
    ]),
  );
}

/** A folder with these files; an object is written as JSON. */
let folders = 0;
function folder(files: Record<string, Uint8Array | string | object>): string {
  const path = join(scratch, `model-${folders++}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(path, name),
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  return path;
}

async function fault(path: string, tokenizer?: string): Promise<string> {
  const error: unknown = await openCheckpoint(path, { cacheDir, ...(tokenizer ? { tokenizer } : {}) }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LoadError);
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message.replaceAll(path, 'FOLDER');
}

const one = writeSafetensors(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]));
const config = { model_type: 'llama' };

test('a float32 checkpoint is mapped where it lies', async () => {
  const checkpoint = await openCheckpoint(TINY, { cacheDir });
  const mapped = await float32Weights([...checkpoint.tensors.values()], checkpoint.sha256, cacheDir);
  for (const [name, { file, shape, offset, bytes }] of mapped) {
    expect(file).toBe(join(TINY, 'model.safetensors'));
    expect(checkpoint.tensors.get(name)).toMatchObject({ shape, offset, bytes });
  }
  expect(checkpoint.config['model_type']).toBe('llama');
  expect(checkpoint.tokenizer.eos).toEqual([2]);
});

for (const [name, tolerance] of [
  ['tiny-llama-f16', 2 ** -11],
  ['tiny-llama-bf16-sharded', 2 ** -8],
] as const)
  test(`${name} is converted once into one aligned file`, async () => {
    const expected = readSafetensors(readFileSync(join(TINY, 'model.safetensors')));
    const found = await numbers(join(FIXTURES, name));
    expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [key, { data }] of expected)
      data.forEach((x, i) =>
        expect(Math.abs(found.get(key)![i]! - x)).toBeLessThanOrEqual(tolerance * Math.abs(x) + 2 ** -25),
      );
    const checkpoint = await openCheckpoint(join(FIXTURES, name), { cacheDir, tokenizer: TINY });
    const stored = [...checkpoint.tensors.values()];
    const mapped = [...(await float32Weights(stored, checkpoint.sha256, cacheDir)).values()];
    expect(new Set(mapped.map((t) => t.file)).size).toBe(1);
    expect(mapped.filter((t) => t.offset % 64 !== 0)).toEqual([]);
    writeFileSync(mapped[0]!.file, 'damaged');
    expect(await numbers(join(FIXTURES, name))).toEqual(found);
  });

const hash = async (path: string): Promise<string> => (await openCheckpoint(path, { cacheDir })).sha256;

test('equal content elsewhere has the same hash, other content another', async () => {
  const copy = join(scratch, 'copy');
  cpSync(TINY, copy, { recursive: true });
  expect(await hash(copy)).toBe(await hash(TINY));
  const text = readFileSync(join(copy, 'config.json'), 'utf8');
  writeFileSync(join(copy, 'config.json'), text.replace('}', ' }'));
  expect(await hash(copy)).not.toBe(await hash(TINY));
});

test('weights and folder may be symbolic links', async () => {
  const linked = folder({ 'config.json': config });
  symlinkSync(join(TINY, 'model.safetensors'), join(linked, 'model.safetensors'));
  symlinkSync(linked, join(scratch, 'link'));
  const checkpoint = await openCheckpoint(join(scratch, 'link'), { cacheDir, tokenizer: TINY });
  expect(checkpoint.tensors.size).toBe(readSafetensors(readFileSync(join(TINY, 'model.safetensors'))).size);
});

test("a bare model's tensors get the names of the class with the head", async () => {
  const bare = writeSafetensors(
    new Map(['wte.weight', 'h.0.ln_1.bias'].map((name) => [name, { shape: [1], data: Float32Array.of(1) }])),
  );
  const path = folder({ 'config.json': { model_type: 'gpt2' }, 'model.safetensors': bare });
  const { tensors } = await openCheckpoint(path, { cacheDir, tokenizer: TINY });
  expect([...tensors.keys()].toSorted()).toEqual(['transformer.h.0.ln_1.bias', 'transformer.wte.weight']);
});

const index = (weight_map: unknown): object => ({ weight_map });

const cases: Record<string, readonly [Record<string, Uint8Array | string | object>, string]> = {
  'no config.json': [
    { 'model.safetensors': one },
    'FOLDER: config.json is missing. Expected a Hugging Face model folder (config.json, tokenizer.json, model.safetensors).',
  ],
  'a config that is a list': [{ 'config.json': '[]' }, 'FOLDER/config.json: expected a JSON object.'],
  'no weights': [
    { 'config.json': config },
    'FOLDER: no weights: expected model.safetensors or model.safetensors.index.json.',
  ],
  'TensorFlow weights only': [
    { 'config.json': config, 'tf_model.h5': '' },
    "FOLDER: only weights of another library (tf_model.h5), expected model.safetensors. Take the repository's safetensors files, or those of the model that it was made from.",
  ],
  'a folder of a training': [
    { 'checkpoint-500': '', 'checkpoint-1000': '', 'trainer_state.json': {} },
    'FOLDER: config.json is missing, but there are checkpoints of a training: name one, such as FOLDER/checkpoint-1000.',
  ],
  'a repository in the hub’s cache': [
    { blobs: '', refs: '', snapshots: '' },
    "FOLDER: is what the hub's cache holds of a repository: name the folder of a commit in FOLDER/snapshots, or the repository (org/name).",
  ],
  'PyTorch weights only': [
    { 'config.json': config, 'pytorch_model.bin': '' },
    'FOLDER: only PyTorch weights (pytorch_model.bin), expected model.safetensors. Convert them: load the model with transformers and call save_pretrained(folder).',
  ],
  'GGUF files only': [
    { 'config.json': config, 'b.gguf': '', 'a.gguf': '' },
    'FOLDER: no model.safetensors, but 2 GGUF files. Name one: FOLDER/a.gguf',
  ],
  'truncated weights': [
    { 'config.json': config, 'model.safetensors': one.subarray(0, one.length - 1) },
    'FOLDER/model.safetensors: tensor "a" ends at byte 4 of 3: the file is truncated',
  ],
  'an index without a map': [
    { 'config.json': config, 'model.safetensors.index.json': '{}' },
    'FOLDER/model.safetensors.index.json: expected "weight_map" to map tensor names to shard file names.',
  ],
  'shards with names that no file has': [
    {
      'config.json': config,
      'model.safetensors.index.json': index({
        a: `${'x'.repeat(250)}.safetensors`,
        b: '\u001B[2J.safetensors',
      }),
    },
    `FOLDER/model.safetensors.index.json: shard "${'x'.repeat(200)}" is not a plain file name; shard "\\u001b[2J.safetensors" is not a plain file name`,
  ],
  'shards outside the folder': [
    {
      'config.json': config,
      'model.safetensors.index.json': index({ a: '../a.safetensors', b: '/b.safetensors', c: '..' }),
    },
    'FOLDER/model.safetensors.index.json: shard "../a.safetensors" is not a plain file name; shard "/b.safetensors" is not a plain file name; shard ".." is not a plain file name',
  ],
  'a missing shard, a faulty one and an absent tensor': [
    {
      'config.json': config,
      'model.safetensors.index.json': index({
        a: '1.safetensors',
        b: '1.safetensors',
        c: '2.safetensors',
        d: '3.safetensors',
      }),
      '1.safetensors': one,
      '3.safetensors': 'short',
    },
    'FOLDER/model.safetensors.index.json: shard "2.safetensors" is missing: download it too; FOLDER/3.safetensors: not a safetensors file: 5 bytes, expected at least 8. Download it again.',
  ],
};

for (const [name, [files, message]] of Object.entries(cases))
  test(`${name}: refused`, async () => {
    expect(await fault(folder(files), TINY)).toBe(message);
  });

test('a folder where a file is expected is told by its path', async () => {
  const path = folder({ 'config.json': config });
  mkdirSync(join(path, 'model.safetensors'));
  expect(await fault(path)).toBe(
    'FOLDER/model.safetensors: is a folder: expected a file (EISDIR). Name a file in it.',
  );
  const other = folder({});
  mkdirSync(join(other, 'config.json'));
  expect(await fault(other)).toMatch(/^FOLDER\/config\.json: is a folder: expected a file \(EISDIR\)/);
});

test('a garbled config is refused', async () => {
  expect(await fault(folder({ 'config.json': '{' }))).toMatch(/^FOLDER\/config\.json: not JSON \(/);
});

test('a reference that is nothing is refused', async () => {
  expect(await fault('./nowhere/at/all')).toBe(
    'FOLDER: no such file or folder, and no hub id (org/name, org/name@revision or org/name/file.gguf).',
  );
});

test('a missing or garbled tokenizer is refused, and a missing one can be given', async () => {
  const files = { 'config.json': config, 'model.safetensors': one };
  const without = folder(files);
  expect(await fault(without)).toBe(
    "FOLDER: tokenizer.json is missing. Save it with transformers' AutoTokenizer.from_pretrained(…).save_pretrained(folder), or pass --tokenizer FOLDER.",
  );
  expect(await fault(folder({ ...files, 'tokenizer.json': '{"model": {}}' }))).toMatch(
    /^FOLDER\/tokenizer\.json: not a usable tokenizer: /,
  );
  expect(await fault(folder({ ...files, 'tokenizer.json': 'no' }))).toMatch(/tokenizer\.json: not JSON/);
  expect(await fault(without, '/nowhere')).toBe('--tokenizer /nowhere: no such file or folder.');
  const given = await openCheckpoint(without, { cacheDir, tokenizer: join(TINY, 'tokenizer.json') });
  expect(given.tokenizer.encode('the film')).toEqual(
    (await openCheckpoint(TINY, { cacheDir })).tokenizer.encode('the film'),
  );
});

test('a tokenizer that is tried first is told of as it would be, or opened', async () => {
  const folder = mkdtempSync(join(scratch, 'tried-'));
  cpSync(TINY, folder, { recursive: true });
  writeFileSync(join(folder, 'tokenizer.json'), '{"model":{"type":"BPE","vocab":{},"merges":7}}');
  await expect(openCheckpoint(folder, { cacheDir, tryTokenizer: true })).rejects.toThrow(
    new LoadError(
      `${folder}/tokenizer.json: not a usable tokenizer: model.merges: expected a list of "a b" or ["a", "b"].`,
    ),
  );
  expect((await openCheckpoint(TINY, { cacheDir, tryTokenizer: true })).tokenizer.encode('a')).toHaveLength(
    1,
  );
});
