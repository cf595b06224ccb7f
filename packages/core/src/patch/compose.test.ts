import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { applyMethod } from './apply.ts';
import { composeMethods } from './compose.ts';
import { virtualTokens } from '../ask/encode.ts';
import { ConfigError } from '../basics/errors.ts';
import { type Patch, type PromptingMethod, type TuningMethod, defineMethod } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { noPatch } from './no-patch.ts';
import { bindPrompt, plainPrompt } from '../ask/plain-prompt.ts';
import type { Prompt, PromptContext } from '../contracts/prompt.ts';
import type { Item, Task } from '../contracts/task.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';

const described = (name: string) => ({
  name,
  family: name,
  paper: { title: 'A paper of some length', url: 'https://example.org/paper' },
  config: z.strictObject({ size: z.int().min(1).default(2).describe('Size') }),
  space: { size: [2, 4] },
});
const patch: Patch = { ...noPatch, params: [{ name: 'a', shape: [1], init: () => new Float32Array(1) }] };
const tuning = (name: string, more: Pick<TuningMethod<{ size: number }>, 'prompt'> = {}, of = patch) =>
  defineMethod({
    ...described(name),
    patch: () => of,
    rate: ({ size }, width) => size / width,
    ...more,
  }) as TuningMethod<unknown>;
const shout: Prompt = {
  draws: false,
  bind: (context) =>
    bindPrompt(context, {
      write: (item) => context.frame(`LISTEN! ${context.task.templates[context.template]!.write(item)}`),
      notes: () => ['shouted'],
    }),
};
const shouting = defineMethod({
  ...described('shout'),
  prompt: ({ size }: { size: number }) => (size === 9 ? plainPrompt : shout),
}) as PromptingMethod<unknown>;

const tokenizer: Tokenizer = {
  vocabularySize: 1,
  bos: null,
  eos: [0],
  encode: () => [],
  decode: () => '',
  chat: null,
};
/** The patches of these tests do not look at it. */
const model: LoadedModel = {
  reference: 'none',
  sha256: 'none',
  config: {},
  tokenizer,
  architecture: {
    modelType: 'none',
    shape: { layers: 0, d: 1, heads: 1, keyValueHeads: 1, dHead: 1, vocabulary: 1, contextLength: 100 },
    weights: [],
    sites: [],
    forward() {
      throw new Error('it has no layers');
    },
  },
  frozen: () => ({ data: new Float32Array(0) }),
};

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
  tokenizer,
  contextLength: 100,
  frame: (text) => `<${text}>`,
};

describe('two methods as one', () => {
  const both = composeMethods(tuning('tuned'), shouting);

  it('take the patch of the first, the prompt of the second, and the fields of both', () => {
    expect(both.name).toBe('tuned+shout');
    expect(both.config.parse({})).toEqual({ 'tuned.size': 2, 'shout.size': 2 });
    expect(both.config.safeParse({ size: 2 }).success).toBe(false);
    expect(both.config.safeParse({ 'tuned.size': 0 }).success).toBe(false);
    expect(both.space).toEqual({ 'tuned.size': [2, 4] });
    const applied = applyMethod(both, both.config.parse({}), model);
    expect(applied.patch).toBe(patch);
    const bound = applied.prompt.bind(context);
    expect(bound.write(item)).toBe('<LISTEN! fine?>');
    expect(bound.completion(item)).toBe(' yes');
    expect(bound.notes()).toEqual(['shouted']);
    const other = applyMethod(both, both.config.parse({ 'shout.size': 9 }), model);
    expect(other.prompt.bind(context).write(item)).toBe('<fine?>');
  });

  it('keep the tuned tokens around the other prompt, and say what they take', () => {
    const [before, after] = [virtualTokens(2), virtualTokens(1, 2)];
    const around = composeMethods(
      tuning('around', { prompt: () => ({ field: 'around.size', before, after }) }),
      shouting,
    );
    const bound = applyMethod(around, around.config.parse({}), model).prompt.bind(context);
    expect(bound.write(item)).toBe(`${before}<LISTEN! fine?>${after}`);
    expect(bound.notes()).toEqual(["3 of the context's 100 tokens are taken by virtual tokens", 'shouted']);
    const front = composeMethods(tuning('front', {}, { ...patch, positions: 4 }), shouting);
    expect(applyMethod(front, front.config.parse({}), model).prompt.bind(context).notes()).toEqual([
      "4 of the context's 104 tokens are taken by the prefix",
      'shouted',
    ]);
  });

  it('refuse a patch that can be asked in its own prompt only', () => {
    const between: Prompt = { draws: false, bind: (c) => bindPrompt(c, { write: () => 'fi[]ne?' }) };
    const alone = tuning('between', { prompt: () => between });
    expect(applyMethod(alone, alone.config.parse({}), model).prompt).toBe(between);
    const composed = composeMethods(alone, shouting);
    expect(() => applyMethod(composed, composed.config.parse({}), model)).toThrow(
      new ConfigError(
        'between+shout: the tuned tokens stand between the words of the template, which another prompt does not have. Put them before or after it.',
      ),
    );
  });
});
