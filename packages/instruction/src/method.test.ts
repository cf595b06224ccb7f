import {
  type ClassificationTask,
  ConfigError,
  type GenerationTask,
  type Item,
  type LanguageModel,
  type PromptContext,
  composeMethods,
  defineMethod,
  noPatch,
} from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { characterTokenizer, testMethod } from '@adaptbench/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import instruction from './index.ts';

const template = (form: 'cloze' | 'choice', i: number): ClassificationTask['templates'][number] => ({
  name: `${form}-${i}`,
  form,
  write: (item) => `${form} ${i}: ${item.fields['text']} It was`,
  verbalizer: { negative: [' bad'], positive: [' good'] },
  separator: '\n\n',
});
const moods: ClassificationTask = {
  kind: 'classification',
  name: 'moods',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [
    template('cloze', 0),
    ...[1, 2, 3].map((i) => template('cloze', i)),
    ...[0, 1, 2].map((i) => template('choice', i)),
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
      name: 'q',
      form: 'open',
      write: (i) => `Q ${i.fields['text']}`,
      writeAnswer: (i) => ` ${i.answer}`,
      separator: '\n',
    },
  ],
  reader: {
    strict: (text) => /^ (\d+)$/u.exec(text)?.[1] ?? null,
    lenient: (text) => /\d+/u.exec(text)?.[0] ?? null,
  },
  equal: (a, b) => a === b,
  maxNewTokens: 5,
  stop: [],
};
const item = (id: number, answer = id % 2 === 0 ? 'positive' : 'negative'): Item => ({
  id: `train:${id}`,
  fields: { text: `text ${id}` },
  answer,
});
const pool = Array.from({ length: 30 }, (_, i) => item(i));

const context = (more: Partial<PromptContext> = {}): PromptContext => ({
  task: moods,
  template: 0,
  pool,
  seed: 0,
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  frame: (prompt) => prompt,
  ...more,
});
const bind = (config: object, more: Partial<PromptContext> = {}) =>
  instruction.prompt(instruction.config.parse(config)).bind(context(more));
/** The template of a text. */
const templateOf = (text: string): string => text.split(':')[0]!.replace(' ', '-');

/** Finds `good` three times as likely as `bad` where the rule says so, and else the reverse. */
const judge = (good: (context: string) => boolean): LanguageModel => ({
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  embed: () => Promise.reject(new Error('not asked')),
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context: c, continuations }) => ({
        logProbs: continuations.map((word) => Math.log((word === ' good') === good(c) ? 0.3 : 0.1)),
        promptTokens: c.length,
      })),
    ),
  generate: (requests) =>
    Promise.resolve(
      requests.map(({ context: c }) => ({
        text: good(c) ? ' 7' : '= 7',
        tokens: [1, 2],
        promptTokens: c.length,
        finish: 'eos' as const,
      })),
    ),
});

// Nothing is trained, so there are no cases.
testMethod(instruction, architectureOf, null, []);

describe('asking in every template', () => {
  it('gives each way, the shares that are right, and the vote', async () => {
    // Choices are always called good; clozes are right.
    const model = judge((c) => c.startsWith('choice') || /text \d*[02468] /u.test(c));
    const [good, bad] = await bind({}).answer([item(4), item(5)], model);
    expect(good).toMatchObject({
      prediction: 'positive',
      correct: true,
      measures: { templates: 1, cloze: 1, choice: 1 },
    });
    expect(bad).toMatchObject({
      prediction: 'negative',
      correct: true,
      measures: { templates: 4 / 7, cloze: 1, choice: 0 },
    });
    expect(bad!.ways!.map((way) => [way.name, way.tags, way.correct])).toEqual([
      ...[0, 1, 2, 3].map((i) => [`cloze-${i}`, ['cloze'], true]),
      ...[0, 1, 2].map((i) => [`choice-${i}`, ['choice'], false]),
    ]);
    // p(negative) is 3/4 in four templates and 1/4 in three.
    expect(Math.exp(bad!.scores!['negative']!)).toBeCloseTo((4 * 0.75 + 3 * 0.25) / 7);
  });

  it('uses the templates of one form', async () => {
    const [answer] = await bind({ form: 'choice' }).answer(
      [item(0)],
      judge(() => true),
    );
    expect(answer!.ways!.map(({ name }) => name)).toEqual(['choice-0', 'choice-1', 'choice-2']);
    expect(bind({ form: 'choice' }, { template: 5 }).write(item(0))).toBe('choice 1: text 0 It was');
    expect(() => bind({ form: 'cloze' }, { task: sums })).toThrow(
      new ConfigError(
        'instruction: form is "cloze", but no template of sums is: they are open. Set instruction.form=all.',
      ),
    );
  });

  it('reads generated answers strictly and leniently', async () => {
    const ask = async (strict: boolean) =>
      (
        await bind({}, { task: sums }).answer(
          [item(1, '7')],
          judge(() => strict),
        )
      )[0];
    expect(await ask(true)).toMatchObject({ prediction: '7', correct: true, lenient: { correct: true } });
    expect(await ask(false)).toMatchObject({ prediction: null, correct: false, lenient: { correct: true } });
  });

  it('tells in which templates items were too long', async () => {
    const prompt = bind({ form: 'choice' }, { contextLength: 10 });
    await prompt.answer([item(0)], { ...judge(() => true), contextLength: 10 });
    expect(prompt.notes()).toHaveLength(3);
    expect(prompt.notes()[0]).toMatch(/^choice-0: 1 item not asked/u);
  });
});

describe('choosing a template on validation', () => {
  // Right in the cloze templates with an odd number only.
  const asks: string[] = [];
  const model = (): LanguageModel =>
    judge((c) => {
      asks.push(c);
      return c.startsWith('cloze 1') === /text \d*[02468] /u.test(c);
    });
  const validation = Array.from({ length: 10 }, (_, i) => item(500 + i));

  it('asks each of them once, and the best alone from then on', async () => {
    const prompt = bind({ choose: 'best' }, { validation });
    const one = model();
    const [answer] = await prompt.answer([item(4)], one);
    expect(answer).toMatchObject({ prediction: 'positive', correct: true });
    expect(answer!.ways).toBeUndefined();
    expect(new Set(asks.map((text) => text.split(':')[0]))).toHaveLength(7);
    asks.length = 0;
    await prompt.answer([item(5)], one);
    await prompt.answer([item(6)], model());
    expect(new Set(asks)).toEqual(new Set(['cloze 1: text 5 It was', 'cloze 1: text 6 It was']));
    expect(prompt.write(item(7))).toBe('cloze 1: text 7 It was');
    expect(prompt.notes()).toEqual([
      expect.stringMatching(
        /^instruction.choose: cloze-1 of 7, by 10 validation items \(1\.000; the least 0\.000\), for \d+ tokens of prompts once$/u,
      ),
    ]);
  });

  it('reads no item but validation for it, and needs one', async () => {
    asks.length = 0;
    await bind({ choose: 'best' }, { validation }).ready!(model());
    expect(asks.every((text) => /text 50\d/u.test(text))).toBe(true);
    expect(() => bind({ choose: 'best' })).toThrow(
      new ConfigError(
        'instruction.choose: there are no validation items to choose by. Raise --limit-validation.',
      ),
    );
  });

  it('trains on the mixture all the same', () => {
    const texts = bind({ choose: 'best', perItem: 9 }, { validation }).trainingTexts(pool);
    expect(texts).toHaveLength(7 * pool.length);
  });
});

describe('training on a mixture of templates', () => {
  it('writes each item in some of the templates, never in those held out', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(2), fc.integer({ min: 1, max: 9 }), (seed, heldOut, perItem) => {
        const prompt = bind({ heldOut, perItem }, { seed });
        const texts = prompt.trainingTexts(pool);
        const trained = new Set(texts.map(({ context: c }) => templateOf(c)));
        const seen = 7 - 2 * heldOut;
        expect(texts).toHaveLength(pool.length * Math.min(perItem, seen));
        expect(trained.size).toBeLessThanOrEqual(seen);
        expect(new Set(texts.map(({ context: c }) => c)).size).toBe(texts.length);
      }),
      { numRuns: 30 },
    );
  });

  it('marks seen and unseen templates, the same in training and in asking', async () => {
    const prompt = bind({ heldOut: 1, perItem: 9 }, { seed: 3 });
    const [answer] = await prompt.answer(
      [item(0)],
      judge(() => true),
    );
    const trained = new Set(prompt.trainingTexts(pool).map(({ context: c }) => templateOf(c)));
    const seen = answer!.ways!.filter((way) => way.tags.includes('seen')).map(({ name }) => name);
    expect(seen.toSorted((a, b) => a.localeCompare(b))).toEqual(
      [...trained].toSorted((a, b) => a.localeCompare(b)),
    );
    expect(answer!.ways!.filter((way) => way.tags.includes('unseen')).map((way) => way.tags[0])).toEqual([
      'cloze',
      'choice',
    ]);
    expect(answer!.measures).toMatchObject({ seen: 1, unseen: 1 });
    expect(() => bind({ heldOut: 3 })).toThrow(
      'instruction: heldOut is 3: expected less than 3, the choice templates of moods.',
    );
  });

  it('completes texts as their templates do, inside the frame', () => {
    const prompt = bind({ form: 'cloze' }, { frame: (text) => `<${text}>\n` });
    expect(prompt.trainingTexts([item(1)])[0]).toMatchObject({ completion: 'bad', end: null });
    expect(prompt.write(item(1))).toBe('<cloze 0: text 1 It was>\n');
    expect(prompt.completion(item(1))).toBe('bad');
  });

  it('takes other tasks up to a cap, and can leave its own out', () => {
    const others = [{ task: sums, pool: Array.from({ length: 20 }, (_, i) => item(i, String(i))) }];
    const texts = (config: object) =>
      bind({ otherTasks: ['sums'], cap: 5, ...config }, { others }).trainingTexts(pool);
    const isSum = (c: string): boolean => c.startsWith('Q ');
    expect(texts({}).filter((t) => isSum(t.context))).toHaveLength(5);
    expect(texts({})).toHaveLength(pool.length + 5);
    expect(texts({ trainOn: 'own' }).some((t) => isSum(t.context))).toBe(false);
    expect(texts({ trainOn: 'others' }).every((t) => isSum(t.context) && t.end !== null)).toBe(true);
    expect(() => bind({ trainOn: 'others' }).trainingTexts(pool)).toThrow(ConfigError);
    const prompt = instruction.prompt(instruction.config.parse({ otherTasks: ['sums=a.csv'] }));
    expect(prompt.otherTasks).toEqual(['sums=a.csv']);
  });

  it('composes with any patch', () => {
    const patch = { ...noPatch, params: [{ name: 'a', shape: [1], init: () => new Float32Array(1) }] };
    const tuned = defineMethod({
      name: 'tuned',
      family: 'tuned',
      paper: instruction.paper,
      config: z.strictObject({}),
      space: {},
      rate: () => 1e-3,
      patch: () => patch,
    });
    const both = composeMethods(tuned, instruction);
    const config = both.config.parse({ 'instruction.heldOut': 1, 'instruction.otherTasks': ['sums'] });
    const prompt = both.prompt!(config);
    if (!('bind' in prompt)) throw new Error('expected a prompt');
    expect(prompt.otherTasks).toEqual(['sums']);
    expect(prompt.bind(context()).trainingTexts(pool)).toHaveLength(pool.length);
  });
});
