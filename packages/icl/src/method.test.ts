import {
  type ClassificationTask,
  ConfigError,
  type LanguageModel,
  type PromptContext,
  type Turn,
  bm25,
  tunes,
} from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { characterTokenizer, testMethod } from '@adaptbench/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, bind, item, pool, task, texts } from './__fixtures__/toy.ts';
import icl from './index.ts';

const exemplars = (config: object, more: Partial<PromptContext> = {}, of = asked[0]!): string[] =>
  texts(bind(config, more).write(of)).slice(0, -1);

// Nothing is trained, so there are no cases.
testMethod(icl, architectureOf, null, []);

const selections = ['balanced', 'random', 'bm25', 'fixed'] as const;

describe('icl', () => {
  it('adds nothing to the model', () => {
    expect(tunes(icl)).toBe(false);
  });

  it('writes exemplars with their answers, then the question', () => {
    expect(bind({ shots: 2, selection: 'fixed' }).write(asked[0]!)).toBe(
      'Text: word0 thing0\nLabel: yes\n\nText: word1 thing1\nLabel: no\n\nText: word7 is asked\nLabel:',
    );
    expect(bind({ shots: 0 }).write(asked[0]!)).toBe('Text: word7 is asked\nLabel:');
    expect(bind({}).completion(asked[1]!)).toBe(' no');
  });

  it.each(selections)('%s: draws of one seed are nested, in any number of shots', (selection) => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(20), fc.nat(20), (seed, a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map((shots) =>
          exemplars({ shots, selection, order: 'best-first' }, { seed }),
        );
        expect(many!.slice(0, few!.length)).toEqual(few);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['balanced', 'random', 'fixed'] as const)('%s: prompts begin alike for all items', (selection) => {
    const prompt = bind({ shots: 8, selection, order: 'shuffled' });
    const [a, b] = asked.map((i) => prompt.write(i));
    const shared = a!.slice(0, a!.lastIndexOf('Text:'));
    expect(b!.startsWith(shared)).toBe(true);
    expect(texts(shared)).toHaveLength(8);
  });

  it.each(selections)('%s: an item and its duplicates are never its own exemplars', (selection) => {
    const twin = { ...pool[3]!, id: 'train:twin', fields: { text: '  WORD3   thing3' } };
    const doubled = [...pool, twin];
    for (const own of [pool[3]!, twin]) {
      const found = exemplars({ shots: 38, selection }, { pool: doubled }, own);
      expect(found).toHaveLength(38);
      expect(found.filter((text) => text.toLowerCase().includes('word3 '))).toEqual([]);
    }
  });

  it('balanced: any number of shots holds as many of each label, to within one', () => {
    const labelOf = new Map(pool.map((i) => [i.fields['text'], i.answer]));
    for (let shots = 1; shots <= 26; shots++)
      for (let seed = 0; seed < 5; seed++) {
        const yes = exemplars({ shots }, { seed }).filter((text) => labelOf.get(text) === 'yes').length;
        expect(Math.abs(yes - shots / 2)).toBeLessThanOrEqual(0.5);
      }
  });

  it('another seed draws other exemplars and another order', () => {
    expect(exemplars({ shots: 8 }, { seed: 1 })).not.toEqual(exemplars({ shots: 8 }, { seed: 2 }));
    const same = (seed: number) => exemplars({ shots: 8, selection: 'fixed', order: 'shuffled' }, { seed });
    expect(same(1)).not.toEqual(same(2));
    expect(same(1).toSorted()).toEqual(same(2).toSorted());
  });

  it('bm25: the nearest stands last, before the question', () => {
    expect(exemplars({ shots: 3, selection: 'bm25' }, {}, asked[1]).at(-1)).toBe('word8 thing3');
  });

  it('bm25: says where exemplars had to be drawn by chance', () => {
    const prompt = bind({ shots: 4, selection: 'bm25' });
    expect(texts(prompt.write(asked[0]!))).toHaveLength(5);
    expect(prompt.notes()).toEqual([
      '1 items share a word with fewer than 4 of train: the others are drawn by seed',
    ]);
  });

  it('drops the farthest exemplars of a prompt that is too long, and counts them', () => {
    const whole = bind({ shots: 6, selection: 'fixed' });
    const question = whole.write(asked[0]!);
    const prompt = bind(
      { shots: 6, selection: 'fixed' },
      { contextLength: question.length + ' yeah'.length - 1 },
    );
    expect(prompt.write(asked[0]!)).toBe(question.slice(question.indexOf('Text: word1')));
    expect(prompt.notes()).toEqual([
      `5 of 6 exemplars kept in every prompt: more do not fit the context of ${question.length + 4} tokens beside the longest item`,
    ]);
  });

  it('keeps the same exemplars for all items asked together, as many as the longest allows', async () => {
    const long = item(102, 'word9 is asked in many more words than the others');
    const tooLong = item(103, 'x'.repeat(1000));
    const items = [...asked, long, tooLong];
    const { length } = bind({ shots: 6, selection: 'fixed' }).write(long);
    const prompt = bind({ shots: 6, selection: 'fixed' }, { contextLength: length });
    const alone = texts(prompt.write(asked[0]!));
    expect(alone).toHaveLength(7);
    const together = items.slice(0, 3).map((each) => texts(prompt.write(each, items)).slice(0, -1));
    expect(together[0]).toEqual(alone.slice(1, -1));
    expect(new Set(together.map(String)).size).toBe(1);
    expect(prompt.notes()).toEqual([
      `5 to 6 of 6 exemplars kept in every prompt: more do not fit the context of ${length} tokens beside the longest item`,
    ]);
    const read: string[] = [];
    const model: LanguageModel = {
      tokenizer: characterTokenizer,
      contextLength: length,
      score(requests) {
        read.push(...requests.map((r) => r.context));
        return Promise.resolve(requests.map(() => ({ logProbs: [0, -1], promptTokens: 1 })));
      },
      generate: () => Promise.reject(new Error('not asked')),
      embed: () => Promise.reject(new Error('not asked')),
    };
    // A part of a split is asked as in the whole one; what fits no prompt does not shorten the others.
    await prompt.answer(asked.slice(0, 1), model, items);
    expect(read).toEqual([prompt.write(asked[0]!, items)]);
    const [first] = prompt.trainingTexts(items);
    expect(first!.context).toBe(prompt.write(asked[0]!, items));
  });

  it('every prompt with its longest answer fits, however short the context', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 600 }), fc.nat(16), (contextLength, shots) => {
        const written = bind({ shots, selection: 'random' }, { contextLength }).write(asked[0]!);
        expect(written.length + ' yeah'.length).toBeLessThanOrEqual(contextLength);
      }),
    );
  });

  it('refuses more shots than there are labelled items', () => {
    expect(() => bind({ shots: 41 })).toThrow(
      new ConfigError(
        'icl: shots is 41: expected at most 40, the labelled items in train. Lower "shots" or raise --train.',
      ),
    );
  });

  it('says which label no exemplar has', () => {
    expect(bind({}, { pool: pool.filter((i) => i.answer === 'no') }).notes()).toEqual([
      'no exemplar in train for yes',
    ]);
  });

  it('puts the whole prompt into the frame', () => {
    const framed = bind({ shots: 1 }, { frame: (prompt) => `<user>${prompt}<assistant>\n` });
    expect(framed.write(asked[0]!)).toMatch(
      /^<user>Text: .*\nLabel: .*\n\nText: word7 is asked\nLabel:<assistant>\n$/u,
    );
    expect(framed.completion(asked[0]!)).toBe('no');
  });

  it('shows exemplars as turns of the conversation before the question', () => {
    const asTurns: ClassificationTask = {
      ...task,
      templates: [
        {
          ...task.templates[0],
          turns: ({ fields }) => [
            { role: 'system', content: 'yes or no?' },
            { role: 'user', content: fields['text']! },
          ],
        },
      ],
    };
    const conversation = {
      lead: '',
      write: (turns: readonly Turn[]) =>
        `${turns.map(({ role, content }) => `<${role}>${content}`).join('')}<assistant>`,
    };
    const config = { shots: 2, selection: 'fixed' } as const;
    expect(bind(config, { task: asTurns, conversation }).write(asked[0]!)).toBe(
      '<system>yes or no?<user>word0 thing0<assistant>yes<user>word1 thing1<assistant>no<user>word7 is asked<assistant>',
    );
    // What the context has no room for goes first.
    const short = bind(config, { task: asTurns, conversation, contextLength: 85 });
    expect(short.write(asked[0]!)).toBe(
      '<system>yes or no?<user>word1 thing1<assistant>no<user>word7 is asked<assistant>',
    );
    expect(bind(config, { task: asTurns }).write(asked[0]!)).toBe(bind(config).write(asked[0]!));
  });

  it('answers with the label that the model finds likelier', async () => {
    /** Finds a word the likelier the more often it stands in the prompt. */
    const model: LanguageModel = {
      tokenizer: characterTokenizer,
      contextLength: 100_000,
      score: (requests) =>
        Promise.resolve(
          requests.map(({ context: c, continuations }) => ({
            logProbs: continuations.map((word) => c.split(word).length - 1 - 10),
            promptTokens: c.length,
          })),
        ),
      generate: () => Promise.reject(new Error('not asked')),
      embed: () => Promise.reject(new Error('not asked')),
    };
    const allYes = pool.filter((i) => i.answer === 'yes');
    const answers = await bind({ shots: 5 }, { pool: allYes }).answer(asked, model);
    expect(answers.map((a) => a.prediction)).toEqual(['yes', 'yes']);
    expect(answers.map((a) => a.itemId)).toEqual(['train:100', 'train:101']);
  });
});

describe('bm25', () => {
  it('cuts Chinese into words', () => {
    const dishes = ['送餐很慢，米饭是冷的', '味道不错，分量足', '服务员态度很好'];
    const near = bm25(
      dishes.map((text, i) => item(i, text)),
      'zh',
    );
    expect(near(item(9, '米饭太少'))[0]!.fields['text']).toBe(dishes[0]);
    expect(near(item(9, '味道还可以'))[0]!.fields['text']).toBe(dishes[1]);
  });

  it('gives equally near items in the order of the pool', () => {
    const near = bm25([item(1, 'a b'), item(2, 'b a'), item(3, 'c')], 'en');
    expect(near(item(9, 'a')).map(({ id }) => id)).toEqual(['train:1', 'train:2']);
  });
});
