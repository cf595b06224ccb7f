/** Conversations in the chat templates in use: their roles, what ends an answer, and one token at the beginning for every kind of tokenizer. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Tokenizer, type Turn, chatForm, encodeText, endingTurns } from '@adaptbench/core';
import { afterAll, describe, expect, test } from 'vitest';
import { ggufMetadata } from '../gguf/metadata.ts';
import { chatTemplate } from './chat.ts';
import { tokenizerFromFolder } from './folder.ts';
import { tokenizerFromGguf } from './gguf.ts';

const { templates } = JSON.parse(
  readFileSync(new URL('jinja/__fixtures__/templates.json', import.meta.url), 'utf8'),
) as { readonly templates: Readonly<Record<string, { readonly template: string }>> };
const { cases } = JSON.parse(readFileSync(new URL('__fixtures__/kinds.json', import.meta.url), 'utf8')) as {
  readonly cases: Readonly<Record<string, { readonly files: Readonly<Record<string, object>> }>>;
};
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** One token a character; special tokens, as `<|x|>` and `<x>`, are one each and left out when decoding. */
const PRIVATE = 0x100000;
const marks = ['<s>', '</s>', '<|eot_id|>', '<end_of_turn>', '<|im_end|>'];
const tokenizer = (template: string, eos: readonly number[] = [PRIVATE + 1]): Tokenizer => ({
  vocabularySize: 0x110000,
  bos: PRIVATE,
  eos,
  encode: (text) =>
    text
      .split(new RegExp(`(${marks.map((mark) => mark.replaceAll('|', String.raw`\|`)).join('|')})`, 'u'))
      .flatMap((piece) =>
        marks.includes(piece)
          ? [PRIVATE + marks.indexOf(piece)]
          : Array.from(piece, (c) => c.codePointAt(0)!),
      ),
  decode: (ids) => String.fromCodePoint(...ids.filter((id) => id < PRIVATE)),
  chat: chatTemplate('m', template, { bos_token: '<s>', eos_token: '</s>' }),
});
const form = (name: string) => chatForm(tokenizer(templates[name]!.template), 'm');
const say = (role: Turn['role'], content: string): Turn => ({ role, content });
const talk = [say('system', 'Be brief.'), say('user', '2+2?'), say('assistant', '4'), say('user', '3+3?')];

describe('a conversation', () => {
  test('is what the chat template makes of its turns', () => {
    const { conversation, notes } = form('llama 3');
    expect(conversation.write(talk)).toBe(
      '<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 26 Jul 2024\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n2+2?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n4<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n3+3?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    );
    expect(notes()).toEqual([]);
  });

  test('has the system’s words in front of the user’s where the template knows no system turns', () => {
    const { conversation, notes } = form('gemma');
    expect(conversation.write(talk)).toBe(
      '<s><start_of_turn>user\nBe brief.\n\n2+2?<end_of_turn>\n<start_of_turn>model\n4<end_of_turn>\n<start_of_turn>user\n3+3?<end_of_turn>\n<start_of_turn>model\n',
    );
    expect(notes()).toEqual([
      "m: its chat template has no system turns: what the system says stands before the user's next turn",
    ]);
    const silent = chatForm(
      tokenizer("{% for m in messages %}{% if m.role != 'system' %}[{{ m.content }}]{% endif %}{% endfor %}"),
      'm',
    );
    expect(silent.conversation.write(talk.slice(0, 2))).toBe('[Be brief.\n\n2+2?]');
  });

  test('is refused with its roles where the template does not take them, or would leave one out', () => {
    const tool = [say('user', 'weather?'), say('assistant', 'call'), say('tool', '21 "C"')];
    expect(form('llama 3').conversation.write(tool)).toContain('tool<|end_header_id|>\n\n21 "C"<|eot_id|>');
    expect(() => form('gemma').conversation.write([say('user', 'a'), say('user', 'b')])).toThrow(
      new ConfigError(
        'm: the chat template refuses these messages: Conversation roles must alternate user/assistant/user/assistant/.... The turns are user, user. Mend the conversation, or pass --no-chat: it is then written as one text.',
      ),
    );
    const deaf = tokenizer(
      "{% for m in messages %}{% if m.role != 'tool' %}[{{ m.content }}]{% endif %}{% endfor %}",
    );
    expect(() => chatForm(deaf, 'm').conversation.write(tool)).toThrow(/leaves out what a tool turn says/u);
    const json = tokenizer('{% for m in messages %}[{{ m.content | tojson }}]{% endfor %}');
    expect(chatForm(json, 'm').conversation.write(tool)).toBe(String.raw`["weather?"]["call"]["21 \"C\""]`);
  });

  test('leads to an answer as the template writes one', () => {
    expect(form('mistral').conversation.lead).toBe(' ');
    expect(form('gemma').conversation.lead).toBe('');
    // It writes empty thoughts in between when it is not told to answer.
    expect(form('qwen 3').conversation.lead.trim()).toBe('');
  });
});

describe('what ends an answer', () => {
  const first = (name: string, eos?: readonly number[]): string | undefined =>
    marks[endingTurns(tokenizer(templates[name]!.template, eos)).eos[0]! - PRIVATE];

  test('is the token that the chat template writes after it, whichever ends a text', () => {
    expect(first('llama 3')).toBe('<|eot_id|>');
    expect(first('llama 3', [PRIVATE + 1, PRIVATE + 2])).toBe('<|eot_id|>');
    expect(first('gemma')).toBe('<end_of_turn>');
    expect(first('mistral')).toBe('</s>');
    expect(endingTurns(tokenizer(templates['llama 3']!.template)).eos).toEqual([PRIVATE + 2, PRIVATE + 1]);
  });

  test('is the model’s own where the template writes none', () => {
    const plain = tokenizer('{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}');
    expect(endingTurns(plain)).toBe(plain);
    expect(endingTurns({ ...plain, chat: null }).eos).toEqual([PRIVATE + 1]);
  });
});

describe('a chat template that writes the token at the beginning', () => {
  const TINY = fileURLToPath(new URL('../../../testing/fixtures/tiny-llama', import.meta.url));
  const template = '{{ bos_token }}{% for m in messages %}[INST] {{ m.content }} [/INST]{% endfor %}';
  const folder = (files: Readonly<Record<string, object>>, more: object): Promise<Tokenizer> => {
    const dir = mkdtempSync(join(scratch, 'kind-'));
    for (const [file, content] of Object.entries(files))
      writeFileSync(
        join(dir, file),
        JSON.stringify(file === 'tokenizer_config.json' ? { ...content, ...more } : content),
      );
    writeFileSync(join(dir, 'chat_template.jinja'), template);
    return tokenizerFromFolder(dir);
  };
  const gguf = (values: Record<string, unknown>): Promise<Tokenizer> =>
    tokenizerFromGguf(
      ggufMetadata(
        'f.gguf',
        Object.fromEntries(
          Object.entries({ chat_template: template, ...values }).map(([k, v]) => [`tokenizer.${k}`, v]),
        ),
      ),
    );
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const read = (name: string): Record<string, Record<string, unknown>> =>
    JSON.parse(readFileSync(join(TINY, name), 'utf8')) as Record<string, Record<string, unknown>>;

  /** A kind that puts no token in front, with a post-processor that does. */
  const fronted = (name: string): Promise<Tokenizer> => {
    const { files } = cases[name]!;
    const json = files['tokenizer.json'] as {
      readonly added_tokens: readonly { content: string; id: number }[];
    };
    const { content, id } = json.added_tokens.find((token) => token.content === '</s>')!;
    const special = { SpecialToken: { id: content, type_id: 0 } };
    const processor = {
      type: 'TemplateProcessing',
      single: [special, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [special, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { [content]: { id: content, ids: [id], tokens: [content] } },
    };
    return folder(
      { ...files, 'tokenizer.json': { ...json, post_processor: processor } },
      { bos_token: content },
    );
  };
  const kinds: Readonly<Record<string, () => Promise<Tokenizer>>> = {
    'Unigram of a folder': () => fronted('Unigram falls back to bytes'),
    'SentencePiece BPE of a folder': () => fronted('BPE falls back to bytes'),
    'words, a token put in front by the post-processor': () => folder(cases['a token in front']!.files, {}),
    'byte-level BPE of a folder': () => {
      const dir = join(scratch, 'bytes');
      mkdirSync(dir);
      for (const file of ['config.json', 'tokenizer_config.json']) cpSync(join(TINY, file), join(dir, file));
      const special = { SpecialToken: { id: '<|endoftext|>', type_id: 0 } };
      const processor = {
        type: 'TemplateProcessing',
        single: [special, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [special, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
        special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [0], tokens: ['<|endoftext|>'] } },
      };
      writeFileSync(
        join(dir, 'tokenizer.json'),
        JSON.stringify({ ...read('tokenizer.json'), post_processor: processor }),
      );
      writeFileSync(join(dir, 'chat_template.jinja'), template);
      return tokenizerFromFolder(dir);
    },
    'byte-level BPE of a GGUF': () => {
      const model = read('tokenizer.json')['model']!;
      const vocab = model['vocab'] as Record<string, number>;
      const tokens = Object.keys(vocab).toSorted((a, b) => vocab[a]! - vocab[b]!);
      return gguf({
        'ggml.model': 'gpt2',
        'ggml.pre': 'llama-bpe',
        'ggml.tokens': tokens,
        'ggml.token_type': tokens.map((_, id) => (id < 3 ? 3 : 1)),
        'ggml.merges': (model['merges'] as [string, string][]).map((pair) => pair.join(' ')),
        'ggml.bos_token_id': 0,
        'ggml.eos_token_id': 2,
      });
    },
    'SentencePiece of a GGUF': () =>
      gguf({
        'ggml.model': 'llama',
        'ggml.tokens': ['<unk>', '<s>', '</s>', ...bytes, '▁', '[', '▁['],
        'ggml.token_type': [2, 3, 3, ...bytes.map(() => 6), 1, 1, 1],
        'ggml.scores': [0, 0, 0, ...bytes.map(() => 0), -3, -2, -1],
        'ggml.unknown_token_id': 0,
        'ggml.bos_token_id': 1,
        'ggml.eos_token_id': 2,
      }),
  };
  test.each(Object.entries(kinds))('%s: it is not doubled', async (_, open) => {
    const kind = await open();
    const text = chatForm(kind, 'm').frame('hello');
    const ids = encodeText(kind, text);
    expect(kind.bos).not.toBeNull();
    expect(ids[0]).toBe(kind.bos);
    expect(ids.filter((id) => id === kind.bos)).toHaveLength(1);
    // Without it in the text the same token comes first.
    expect(encodeText(kind, 'hello')[0]).toBe(kind.bos);
  });
});
