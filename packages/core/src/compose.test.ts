import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { composeMethods } from './compose.ts';
import { ConfigError } from './errors.ts';
import { type Method, type Patch, defineMethod } from './method.ts';
import { noPatch } from './no-patch.ts';
import { bindPrompt, plainPrompt } from './plain-prompt.ts';
import type { Prompt, PromptContext } from './prompt.ts';
import type { Item, Task } from './task.ts';

const paper = { title: 'A paper of some length', url: 'https://example.org/paper' };
const patch: Patch = { ...noPatch, params: [{ name: 'a', shape: [1], init: () => new Float32Array(1) }] };
const method = (name: string, prompt: Prompt, of: Patch = noPatch) =>
  defineMethod({
    name,
    family: name,
    paper,
    config: z.strictObject({ size: z.int().min(1).default(2).describe('Size') }),
    space: { size: [2, 4] },
    apply: ({ size }) => ({ prompt: size === 9 ? plainPrompt : prompt, patch: of }),
  }) as Method<unknown>;

const shout: Prompt = {
  bind: (context) =>
    bindPrompt(
      context,
      (item) => `LISTEN! ${context.task.templates[context.template]!.write(item)}`,
      () => ['shouted'],
    ),
};
const around =
  (before: string, after: string): Prompt['bind'] =>
  (context) =>
    bindPrompt(
      { ...context, frame: (text) => before + context.frame(text) + after },
      (item) => context.task.templates[context.template]!.write(item),
      () => ['dressed'],
    );

const task: Task = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [
    {
      name: 't',
      form: 'cloze',
      separator: '\n',
      write: (item) => `${item.fields['text']}?`,
      verbalizer: { no: [' no'], yes: [' yes'] },
    },
  ],
};
const item: Item = { id: 'train:0', fields: { text: 'fine' }, answer: 'yes' };
const context: PromptContext = {
  task,
  template: 0,
  pool: [item],
  seed: 0,
  tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
  contextLength: 100,
  frame: (text) => `<${text}>`,
};

describe('two methods as one', () => {
  const tuned = method('tuned', plainPrompt, patch);
  const both = composeMethods(tuned, method('shout', shout));

  it('take the patch of the first, the prompt of the second, and the fields of both', () => {
    expect(both.name).toBe('tuned+shout');
    expect(both.config.parse({})).toEqual({ 'tuned.size': 2, 'shout.size': 2 });
    expect(both.config.safeParse({ size: 2 }).success).toBe(false);
    expect(both.config.safeParse({ 'tuned.size': 0 }).success).toBe(false);
    expect(both.space).toEqual({ 'tuned.size': [2, 4] });
    const applied = both.apply(both.config.parse({}), []);
    expect(applied.patch).toBe(patch);
    const bound = applied.prompt.bind(context);
    expect(bound.write(item)).toBe('<LISTEN! fine?>');
    expect(bound.completion(item)).toBe(' yes');
    expect(bound.notes()).toEqual(['shouted']);
    const other = both.apply(both.config.parse({ 'shout.size': 9 }), []);
    expect(other.prompt.bind(context).write(item)).toBe('<fine?>');
  });

  it('keep the tuned tokens around the other prompt', () => {
    const dressed = composeMethods(
      method('dressed', { bind: around('[', ']') }, patch),
      method('shout', shout),
    );
    const bound = dressed.apply(dressed.config.parse({}), []).prompt.bind(context);
    expect(bound.write(item)).toBe('[<LISTEN! fine?>]');
    expect(bound.notes()).toEqual(['dressed', 'shouted']);
  });

  it('refuse what cannot be', () => {
    const apply = (a: Method<unknown>, b: Method<unknown>) => {
      const m = composeMethods(a, b);
      return m.apply(m.config.parse({}), []);
    };
    expect(() => apply(method('shout', shout), tuned)).toThrow(
      new ConfigError('shout+tuned: shout trains nothing: name a method that tunes first, e.g. lora+tuned.'),
    );
    expect(() => apply(tuned, method('other', plainPrompt, patch))).toThrow(
      'tuned+other: other tunes too: expected a method that only writes prompts after the "+".',
    );
    const between = method('between', { bind: (c) => bindPrompt(c, () => 'fi[]ne?') }, patch);
    expect(() => apply(between, method('shout', shout)).prompt.bind(context)).toThrow(
      'between+shout: the tuned tokens stand between the words of the template',
    );
  });
});
