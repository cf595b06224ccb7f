import { describe, expect, it } from 'vitest';
import { fitsContext } from './ask.ts';
import { ConfigError } from '../basics/errors.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import { plainPrompt } from './plain-prompt.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { ClassificationTask, GenerationTask, Item, Task } from '../contracts/task.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';

/** One token a character. */
const tokenizer: Tokenizer = {
  vocabularySize: 0x110000,
  bos: 1,
  eos: [0],
  encode: (text) => Array.from(text, (c) => c.codePointAt(0)!),
  decode: (ids) => String.fromCodePoint(...ids),
  chat: null,
};

const mood: ClassificationTask = {
  kind: 'classification',
  name: 'mood',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['bad', 'good'],
  templates: [
    {
      name: 'plain',
      form: 'cloze',
      write: (item) => `${item.fields['text']}:`,
      verbalizer: { bad: [' bad'], good: [' good', ' fine'] },
      separator: '\n\n',
    },
  ],
};
const sums: GenerationTask = {
  kind: 'generation',
  name: 'sums',
  version: 1,
  language: 'en',
  source: 'made up',
  templates: [
    {
      name: 'plain',
      form: 'open',
      write: (item) => `${item.fields['text']} =`,
      writeAnswer: (item) => ` ${item.answer}`,
      separator: '\n\n',
    },
  ],
  reader: {
    strict: (text) => /^ (\d+)$/u.exec(text)?.[1] ?? null,
    lenient: (text) => /\d+/u.exec(text)?.[0] ?? null,
  },
  equal: (answer, gold) => Number(answer) === Number(gold),
  maxNewTokens: 5,
  stop: ['\n'],
};
const item = (id: string, text: string, answer: string): Item => ({ id, fields: { text }, answer });

/** Scores by a table, and generates by one. */
const model = (
  logProbs: Readonly<Record<string, number>>,
  texts: Readonly<Record<string, string>> = {},
): LanguageModel => ({
  tokenizer,
  contextLength: 30,
  embed: () => Promise.reject(new Error('not asked')),
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context, continuations }) => ({
        logProbs: continuations.map((c) => logProbs[c] ?? Number.NaN),
        promptTokens: context.length,
      })),
    ),
  generate: (requests) =>
    Promise.resolve(
      requests.map(({ context }) => ({
        text: texts[context]!,
        tokens: tokenizer.encode(texts[context]!),
        promptTokens: context.length,
        finish: 'stop' as const,
      })),
    ),
});

const bind = (task: Task, more: Partial<PromptContext> = {}) =>
  plainPrompt.bind({
    task,
    template: 0,
    pool: [],
    seed: 0,
    tokenizer,
    contextLength: 30,
    frame: (prompt) => prompt,
    ...more,
  });

describe('the plain prompt', () => {
  it('writes the template, and the answer to train on', () => {
    const prompt = bind(mood);
    expect(prompt.write(item('1', 'a', 'good'))).toBe('a:');
    expect(prompt.completion(item('1', 'a', 'good'))).toBe(' good');
    expect(bind(sums).completion(item('1', '1+1', '2'))).toBe(' 2');
    expect(prompt.notes()).toEqual([]);
  });

  it('leaves the answer’s space out where the frame ends in white space', async () => {
    const framed = bind(mood, { frame: (prompt) => `<${prompt}>\n` });
    expect(framed.write(item('1', 'a', 'bad'))).toBe('<a:>\n');
    expect(framed.completion(item('1', 'a', 'bad'))).toBe('bad');
    const [answer] = await framed.answer([item('1', 'a', 'bad')], model({ bad: -1, good: -2, fine: -3 }));
    expect(answer!.prediction).toBe('bad');
  });

  it('says which templates there are', () => {
    expect(() => bind(mood, { template: 1 })).toThrow(
      new ConfigError('template: is 1: expected 0..0, the templates of mood (0 plain).'),
    );
  });
});

describe('answers', () => {
  it('add up the probabilities of a label’s words', async () => {
    const p = { ' bad': Math.log(0.3), ' good': Math.log(0.2), ' fine': Math.log(0.2) };
    const [answer] = await bind(mood).answer([item('1', 'a', 'good')], model(p));
    expect(answer).toMatchObject({
      itemId: '1',
      prediction: 'good',
      correct: true,
      promptTokens: 2,
      generatedTokens: 0,
    });
    expect(answer!.scores!['good']).toBeCloseTo(Math.log(0.4), 12);
    expect(answer!.scores!['bad']).toBeCloseTo(Math.log(0.3), 12);
  });

  it('compare labels that are all very unlikely', async () => {
    const [answer] = await bind(mood).answer(
      [item('1', 'a', 'bad')],
      model({ ' bad': -2000, ' good': -2001, ' fine': -2001 }),
    );
    expect(answer!.scores!['good']).toBeCloseTo(-2001 + Math.log(2), 9);
    expect(answer!.prediction).toBe('bad');
  });

  it('are none where the model gives no number', async () => {
    const [answer] = await bind(mood).answer([item('1', 'a', 'bad')], model({}));
    expect(answer).toEqual({
      itemId: '1',
      prediction: null,
      correct: false,
      promptTokens: 2,
      generatedTokens: 0,
    });
  });

  it('are read strictly and leniently from one output', async () => {
    const items = [item('1', '1+1', '2'), item('2', '2+2', '4'), item('3', '3+3', '6')];
    const answers = await bind(sums).answer(
      items,
      model({}, { '1+1 =': ' 2', '2+2 =': ' I say 4', '3+3 =': ' no' }),
    );
    expect(answers.map((a) => [a.prediction, a.correct, a.lenient, a.output, a.generatedTokens])).toEqual([
      ['2', true, { prediction: '2', correct: true }, ' 2', 2],
      [null, false, { prediction: '4', correct: true }, ' I say 4', 8],
      [null, false, { prediction: null, correct: false }, ' no', 3],
    ]);
  });

  it('are none, in their places, for items that do not fit the context', async () => {
    const items = [item('1', 'a', 'bad'), item('2', 'b'.repeat(24), 'bad'), item('3', 'c', 'bad')];
    const prompt = bind(mood);
    const answers = await prompt.answer(items, model({ ' bad': -1, ' good': -2, ' fine': -2 }));
    expect(answers.map((a) => [a.itemId, a.prediction])).toEqual([
      ['1', 'bad'],
      ['2', null],
      ['3', 'bad'],
    ]);
    expect(prompt.notes()).toEqual([
      '1 item not asked, counted as wrong: prompt and answer exceed the context of 30 tokens',
    ]);
  });

  it('fit up to the last token: begin-of-text, prompt and longest answer', () => {
    const fits = (task: Task, text: string): boolean => fitsContext(text, task, 0, tokenizer, 30);
    expect([fits(mood, 'x'.repeat(24)), fits(mood, 'x'.repeat(25))]).toEqual([true, false]);
    expect([fits(sums, 'x'.repeat(24)), fits(sums, 'x'.repeat(25))]).toEqual([true, false]);
  });
});
