import { describe, expect, it } from 'vitest';
import { mergingTokenizer } from './__fixtures__/merging-tokenizer.ts';
import { answerEnd } from './ask.ts';
import type { AnswerEnd } from '../contracts/language-model.ts';
import { encodePair } from './encode.ts';
import { ConfigError } from '../basics/errors.ts';
import { labelForm } from './label-form.ts';
import { plainPrompt } from './plain-prompt.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { ClassificationTask, ClassificationTemplate, Item, Verbalizer } from '../contracts/task.ts';

const item: Item = { id: 'train:0', fields: { text: 'fine' }, answer: '' };
const template = (
  verbalizer: Verbalizer,
  more: Partial<ClassificationTemplate> = {},
): ClassificationTemplate => ({
  name: 'colon',
  form: 'cloze',
  separator: '\n\n',
  write: (i) => `Text: ${i.fields['text']}\nLabel:`,
  verbalizer,
  ...more,
});
const taskOf = (...templates: [ClassificationTemplate, ...ClassificationTemplate[]]): ClassificationTask => ({
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: Object.keys(templates[0].verbalizer),
  templates,
});
/** Each label's word is its name behind a space. */
const named = (...labels: string[]): Verbalizer =>
  Object.fromEntries(labels.map((label) => [label, [` ${label}`] as const]));
const contextOf = (task: ClassificationTask, more: Partial<PromptContext> = {}): PromptContext => ({
  task,
  template: 0,
  pool: [item],
  seed: 0,
  tokenizer: mergingTokenizer(null),
  contextLength: 100,
  frame: (text) => text,
  ...more,
});
const form = (task: ClassificationTask, more: Partial<PromptContext> = {}) =>
  labelForm(contextOf(task, more), task, item);
const separator: AnswerEnd = { text: '\n\nText: fine\nLabel:' };

describe('what ends an answer', () => {
  it('does not count where no word begins another', () => {
    expect(form(taskOf(template(named('bad', 'good'))))).toEqual({
      words: [[' bad'], [' good']],
      end: null,
      notes: [],
    });
  });

  it.each([
    ['words of words', ['card', 'card payment']],
    ['digits', ['1', '10']],
    ['the last of three', ['refund', 'card payment', 'card']],
    ['three, one in the other', ['a', 'ab', 'abc']],
    ['Chinese', ['好', '好评']],
  ])('counts where one does: %s', (_, labels) => {
    expect(form(taskOf(template(named(...labels)))).end).toEqual(separator);
  });

  it('depends on the tokenizer: 10 may be one token', () => {
    const task = taskOf(template(named('1', '10')));
    expect(form(task, { tokenizer: mergingTokenizer(null, [' 10', ' 1']) }).end).toBeNull();
    expect(form(task, { tokenizer: mergingTokenizer(null, [' 1']) }).end).toEqual(separator);
  });

  it('depends on the template: letters for the same labels are no beginnings of each other', () => {
    const labels = { card: [' A'], 'card payment': [' B'] } satisfies Verbalizer;
    const task = taskOf(
      template(named('card', 'card payment')),
      template(labels, { name: 'letters', form: 'choice' }),
    );
    expect([0, 1].map((index) => form(task, { template: index }).end)).toEqual([separator, null]);
  });

  it('depends on what words grow together with: any of the first items may show it', () => {
    const ending = template(named('x'), {
      verbalizer: { a: ['a'], ab: ['ab'] },
      write: (i) => i.fields['text']!,
    });
    const pool = ['q', 'z'].map((text, i): Item => ({ id: `${i}`, fields: { text }, answer: 'a' }));
    const tokenizer = mergingTokenizer(null, ['qab', 'qa']);
    const task = { ...taskOf(ending), labels: ['a', 'ab'] };
    expect(form(task, { tokenizer, pool: pool.slice(0, 1) }).end).toBeNull();
    expect(form(task, { tokenizer, pool }).end).not.toBeNull();
  });

  it('counts where a label’s own words begin one another, so that none counts twice', () => {
    const task = taskOf(template({ no: [' bad'], yes: [' good', ' good indeed'] }));
    expect(form(task)).toMatchObject({ words: [[' bad'], [' good', ' good indeed']], end: separator });
  });

  it('is what the frame writes there, in a chat', () => {
    const end = { text: '<|im_end|>\n' };
    expect(form(taskOf(template(named('1', '10'))), { ending: () => end }).end).toBe(end);
  });

  it('is the model’s end token where the separator stands in a label', () => {
    const task = taskOf(template(named('a', 'a\n\nText: b')));
    expect(form(task).end).toEqual({ token: 2 });
  });

  it('parts all words, whatever grows together with it', () => {
    const tokenizer = mergingTokenizer(null, ['++\n\n', '+\n', '\n\n', '++']);
    const task = taskOf(template(named('C', 'C+', 'C++')));
    const { end } = form(task, { tokenizer });
    const tokens = task.labels.map((label) =>
      encodePair(tokenizer, 'Label:', ` ${label}`, end)
        .ids.map((id) => tokenizer.decode([id]))
        .slice(6),
    );
    expect(tokens).toEqual([
      [' ', 'C', '\n\n'],
      [' ', 'C', '+\n'],
      [' ', 'C', '++\n\n'],
    ]);
  });

  it('is the same in training as in answering, and said', async () => {
    const task = taskOf(template(named('card', 'card payment')));
    const context = contextOf(task);
    const prompt = plainPrompt.bind(context);
    const [text] = prompt.trainingTexts([{ ...item, answer: 'card' }]);
    expect(text).toEqual({ context: 'Text: fine\nLabel:', completion: ' card', end: separator });
    expect(answerEnd(context, item)).toEqual(separator);
    const asked: unknown[] = [];
    await prompt.answer([item], {
      tokenizer: context.tokenizer,
      contextLength: 100,
      score: (requests) => {
        asked.push(...requests);
        return Promise.resolve([{ logProbs: [-2, -1], promptTokens: 17 }]);
      },
      generate: () => Promise.reject(new Error('not asked')),
      embed: () => Promise.reject(new Error('not asked')),
    });
    expect(asked).toMatchObject([
      { context: 'Text: fine\nLabel:', continuations: [' card', ' card payment'], end: separator },
    ]);
    expect(prompt.notes()).toEqual([
      'the answer "card" begins "card payment": what ends an answer counts as part of it, for every label',
    ]);
  });

  it('takes its place in the context', async () => {
    const prompt = (contextLength: number, ...labels: string[]) => {
      const bound = plainPrompt.bind(contextOf(taskOf(template(named(...labels))), { contextLength }));
      return bound.answer([item], {
        tokenizer: mergingTokenizer(null),
        contextLength,
        score: (requests) =>
          Promise.resolve(
            requests.map(({ continuations }) => ({ logProbs: continuations.map(() => -1), promptTokens: 9 })),
          ),
        generate: () => Promise.reject(new Error('not asked')),
        embed: () => Promise.reject(new Error('not asked')),
      });
    };
    const asked = async (...all: Parameters<typeof prompt>) => (await prompt(...all))[0]!.promptTokens > 0;
    // 'Text: fine\nLabel:' is 17 tokens, ' abc' 4 more.
    expect([await asked(20, 'xyz', 'abc'), await asked(21, 'xyz', 'abc')]).toEqual([false, true]);
    expect([await asked(21, 'ab', 'abc'), await asked(22, 'ab', 'abc')]).toEqual([false, true]);
  });
});

describe('labels that are the same to the model', () => {
  it('are refused', () => {
    const task = taskOf(template({ low: [' ok'], mid: [' ok'] }));
    expect(() => form(task)).toThrow(
      new ConfigError(
        'template colon: the labels "low" and "mid" are the same tokens to this model (" ok" and " ok"): expected labels that it can tell apart. Name them otherwise with --labels, or choose another template.',
      ),
    );
    const unknown = {
      ...mergingTokenizer(null),
      encode: (text: string) => Array.from(text, (c) => (c > 'z' ? 3 : 4)),
    };
    expect(() => form(taskOf(template(named('好', '坏'))), { tokenizer: unknown })).toThrow(ConfigError);
  });

  it('count once where they are words of one label', () => {
    const framed = taskOf(template({ no: [' bad'], yes: [' good', 'good', ' fine'] }));
    expect(form(framed, { frame: (text) => `${text}\n` }).words).toEqual([[' bad'], [' good', ' fine']]);
  });
});
