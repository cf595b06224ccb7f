import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadError } from '@adaptbench/core';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { tokenizerFromFolder } from './folder.ts';

const FIXTURES = fileURLToPath(new URL('../../../testing/fixtures/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Golden {
  readonly tokenizer: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

test('config.json may hold what Python writes: a mark of the byte order, NaN', async () => {
  const folder = join(scratch, 'python');
  cpSync(join(FIXTURES, 'tiny-llama'), folder, { recursive: true });
  const config = readFileSync(join(folder, 'config.json'), 'utf8').replace(
    '{',
    '{"aux": NaN, "eos_token_id": 7, ',
  );
  writeFileSync(join(folder, 'config.json'), `\uFEFF${config.replace(/"eos_token_id": 2,/, '')}`);
  expect((await tokenizerFromFolder(folder)).eos).toContain(7);
});

/** The pre-tokenizers of the model families; remake with `python packages/testing/golden/tiny_models.py`. */
for (const name of ['tiny-gpt2', 'tiny-llama', 'tiny-qwen2', 'tiny-llama3-rope'])
  describe(`the tokenizer of ${name}`, async () => {
    const tokenizer = await tokenizerFromFolder(join(FIXTURES, name));
    const golden = JSON.parse(readFileSync(join(FIXTURES, name, 'golden.json'), 'utf8')) as Golden;

    test("ids are those of Hugging Face's Rust tokenizers", () => {
      expect(golden.tokenizer.length).toBeGreaterThan(15);
      const front = tokenizer.bos === null ? [] : [tokenizer.bos];
      for (const { text, ids } of golden.tokenizer)
        expect([text, ...front, ...tokenizer.encode(text)]).toEqual([text, ...ids]);
    });

    test('any text survives the round trip', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
          expect(tokenizer.decode(tokenizer.encode(text))).toBe(
            name === 'tiny-qwen2' ? text.normalize('NFC') : text,
          );
        }),
      );
    });

    test('special tokens are recognised in a text and left out when decoding', () => {
      const ids = tokenizer.encode('a<|endoftext|>b');
      expect(ids).toContain(0);
      expect(tokenizer.decode(ids)).toBe('ab');
    });
  });

/** A copy of the tiny Llama's tokenizer with some files changed. */
let copies = 0;
function variant(files: Record<string, string | object>, name = 'tiny-llama'): string {
  const folder = join(scratch, `${copies++}`);
  cpSync(join(FIXTURES, name), folder, { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

test('what ends a text is gathered from every file, each token once', async () => {
  const files = {
    'generation_config.json': { eos_token_id: [0, 2] },
    'config.json': { eos_token_id: 1 },
    'tokenizer_config.json': { eos_token: { content: '<|im_end|>' } },
  };
  expect((await tokenizerFromFolder(variant(files))).eos).toEqual([0, 2, 1]);
});

test("the chat template's end of turn ends a text even if no file says so", async () => {
  const files = { 'config.json': { eos_token_id: 0 }, 'tokenizer_config.json': {} };
  expect((await tokenizerFromFolder(variant(files))).eos).toEqual([0, 2]);
});

test('a tokenizer without an end is refused', async () => {
  const folder = variant({ 'config.json': {}, 'tokenizer_config.json': {} }, 'tiny-gpt2');
  await expect(tokenizerFromFolder(folder)).rejects.toThrow(
    new LoadError(
      `${folder}/tokenizer.json: no token ends a text: expected "eos_token" in tokenizer_config.json or "eos_token_id" in config.json.`,
    ),
  );
});

const bos = async (name: string): Promise<number | null> =>
  (await tokenizerFromFolder(join(FIXTURES, name))).bos;

test('a token is put in front only where the post-processor does', async () => {
  expect(await bos('tiny-llama')).toBeNull();
  expect(await bos('tiny-llama3-rope')).toBe(0);
});

test('a conversation is written as the template says', async () => {
  const { chat } = await tokenizerFromFolder(join(FIXTURES, 'tiny-llama'));
  const messages = [{ role: 'user', content: 'hi' }] as const;
  expect(chat!(messages, true)).toBe('<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n');
  expect(chat!(messages, false)).toBe('<|im_start|>user\nhi<|im_end|>\n');
  expect((await tokenizerFromFolder(join(FIXTURES, 'tiny-gpt2'))).chat).toBeNull();
});

test('the default one of several templates is taken, and faulty ones are refused', async () => {
  const named = [
    { name: 'tool_use', template: 'no' },
    { name: 'default', template: '{{ bos_token }}{{ messages[0].content }}' },
  ];
  const config = { eos_token: '<|im_end|>', bos_token: '<|endoftext|>', chat_template: named };
  const several = await tokenizerFromFolder(variant({ 'tokenizer_config.json': config }, 'tiny-gpt2'));
  expect(several.chat!([{ role: 'user', content: 'x' }], false)).toBe('<|endoftext|>x');
  const unreadable = await tokenizerFromFolder(variant({ 'chat_template.jinja': '{% if %}' }));
  expect(() => unreadable.chat!([], false)).toThrow(
    /unreadable chat template: line 1: expected an expression/,
  );
  const strict = await tokenizerFromFolder(
    variant({ 'chat_template.jinja': "{{ raise_exception('no system prompt') }}" }),
  );
  expect(() => strict.chat!([], false)).toThrow(
    /the chat template refuses these messages: .*no system prompt/,
  );
});

test('templates may be an object by name, and none is guessed among several', async () => {
  const chat = async (chat_template: object) => {
    const config = { eos_token: '<|im_end|>', chat_template };
    return (await tokenizerFromFolder(variant({ 'tokenizer_config.json': config }, 'tiny-gpt2'))).chat!;
  };
  const hi = [{ role: 'user', content: 'hi' }] as const;
  expect((await chat({ rag: 'no', default: '{{ messages[0].content }}' }))(hi, false)).toBe('hi');
  expect((await chat([{ name: 'tool_use', template: '{{ messages[0].content }}' }]))(hi, false)).toBe('hi');
  const several = await chat({ rag: 'no', tool_use: 'no' });
  expect(() => several(hi, false)).toThrow(
    /tokenizer_config\.json has several \(rag, tool_use\), and none is called default/,
  );
});

test('ids outside the vocabulary and no ids at all decode to nothing', async () => {
  const tokenizer = await tokenizerFromFolder(join(FIXTURES, 'tiny-llama'));
  expect(tokenizer.vocabularySize).toBe(288);
  expect(tokenizer.decode([])).toBe('');
  expect(tokenizer.decode([999, 67, -1])).toBe('a');
});
