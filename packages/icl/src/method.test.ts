import {
  type ClassificationTask,
  ConfigError,
  type Item,
  type LanguageModel,
  type PromptContext,
  type Turn,
  tunes,
} from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { characterTokenizer, testMethod } from '@adaptbench/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bm25 } from './bm25.ts';
import icl from './index.ts';

const task: ClassificationTask = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [
    {
      name: 'text-label',
      form: 'cloze',
      write: (item) => `Text: ${item.fields['text']}\nLabel:`,
      verbalizer: { no: [' no'], yes: [' yes', ' yeah'] },
      separator: '\n\n',
    },
  ],
};
const item = (id: number, text: string, answer = id % 3 === 0 ? 'yes' : 'no'): Item => ({
  id: `train:${id}`,
  fields: { text },
  answer,
});
const pool = Array.from({ length: 40 }, (_, i) => item(i, `word${i} thing${i % 5}`));
const asked = [item(100, 'word7 is asked'), item(101, 'thing3 and word8')];

const context = (more: Partial<PromptContext> = {}): PromptContext => ({
  task,
  template: 0,
  pool,
  seed: 0,
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  frame: (prompt) => prompt,
  ...more,
});
const bind = (config: object, more: Partial<PromptContext> = {}) =>
  icl.prompt(icl.config.parse(config)).bind(context(more));
/** The texts of a prompt's exemplars and question. */
const texts = (prompt: string): string[] => [...prompt.matchAll(/Text: (.*)\n/gu)].map((m) => m[1]!);
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

/** Answers `yes` with a probability that the last question gives, and keeps what it was asked. */
const biased = (probability: (question: string) => number, read: string[] = []): LanguageModel => ({
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context: c }) => {
        read.push(c);
        const p = probability(texts(`${c}\n`).at(-1) ?? '');
        return { logProbs: [1 - p, p / 2, p / 2].map((each) => Math.log(each)), promptTokens: c.length };
      }),
    ),
  generate: () => Promise.reject(new Error('not asked')),
  embed: () => Promise.reject(new Error('not asked')),
});
const predictions = async (config: object, more: Partial<PromptContext>, model: LanguageModel) =>
  (await bind(config, more).answer(asked, model)).map(({ prediction }) => prediction);

describe('calibration', () => {
  // A model that says yes to everything, a little more where it is right.
  const yes = (question: string): number => (question.includes('thing3') ? 0.9 : 0.8);
  const nothing = (question: string): number => (/^(N\/A|\[MASK\]|)$/u.test(question) ? 0.85 : yes(question));

  it('contextual: the same exemplars before three questions without content, once for all items and calls', async () => {
    const read: string[] = [];
    const model = biased(nothing, read);
    expect(await predictions({ shots: 2 }, {}, model)).toEqual(['yes', 'yes']);
    read.length = 0;
    const prompt = bind({ shots: 2, calibration: 'contextual' });
    expect((await prompt.answer(asked, model)).map((a) => a.prediction)).toEqual(['no', 'yes']);
    expect(read).toHaveLength(2 + 3);
    const front = read[0]!.slice(0, read[0]!.lastIndexOf('Text:'));
    expect(read.slice(2)).toEqual(['N/A', '', '[MASK]'].map((text) => `${front}Text: ${text}\nLabel:`));
    await prompt.answer(asked.slice(0, 1), model, asked);
    await prompt.answer(asked.slice(0, 1), model, asked);
    expect(read).toHaveLength(5 + 2);
    // Others are asked together, with as many exemplars as they allow.
    await prompt.answer(asked.slice(0, 1), model, [...asked]);
    expect(read).toHaveLength(7 + 4);
    // Another model, another answer to nothing.
    await prompt.answer(asked.slice(0, 1), { ...model }, asked);
    expect(read).toHaveLength(11 + 4);
    expect(prompt.notes()[0]).toMatch(
      /^calibrated by 3 further prompts of \d+ tokens in all, read once per model$/u,
    );
  });

  it('contextual: before an item’s own exemplars where it has them', async () => {
    const read: string[] = [];
    await bind({ shots: 1, selection: 'bm25', calibration: 'contextual' }).answer(
      asked,
      biased(nothing, read),
    );
    expect(read.slice(2).map((text) => texts(`${text}\n`)[0])).toEqual(
      [0, 0, 0, 1, 1, 1].map((i) => texts(read[i]!)[0]),
    );
  });

  it('batch: by the mean answer to validation items, whose labels are not read', async () => {
    const validation = Array.from({ length: 80 }, (_, i) => item(200 + i, `thing${i % 5} asked ${i}`));
    const read: string[] = [];
    const config = { shots: 2, calibration: 'batch' };
    expect(await predictions(config, { validation }, biased(yes, read))).toEqual(['no', 'yes']);
    expect(read).toHaveLength(2 + 64);
    const turned = validation.map((each) => ({ ...each, answer: each.answer === 'yes' ? 'no' : 'yes' }));
    const again: string[] = [];
    await predictions(config, { validation: turned }, biased(yes, again));
    expect(again).toEqual(read);
    await expect(async () => predictions(config, {}, biased(yes))).rejects.toThrow(
      /there are no validation items to take the mean answer of/u,
    );
  });

  it('is for labels, and a configuration without it is what it was', () => {
    expect(icl.config.parse({})).toEqual({ shots: 4, selection: 'balanced', order: 'auto' });
    const written = {
      ...task,
      kind: 'generation',
      templates: [{ ...task.templates[0], form: 'open', writeAnswer: () => ' x' }],
      reader: { strict: () => null, lenient: () => null },
      equal: () => false,
      maxNewTokens: 1,
      stop: [],
    } as const;
    expect(() => bind({ calibration: 'batch' }, { task: written })).toThrow(
      'icl: calibration is "batch", which is for tasks with labels: the answers of toy are written. Leave it out.',
    );
  });
});

describe('exemplars by embedding', () => {
  /** Hidden states along the number of a text, beside a large direction that all share. */
  const space = (read: string[], from = 0): LanguageModel => ({
    ...biased(() => 0.5, read),
    embed: (requests) =>
      Promise.resolve(
        requests.map(({ text }) => {
          const angle = ((Number(/word(\d+)/u.exec(text)?.[1] ?? 0) + from) * 2 * Math.PI) / 40;
          return Float32Array.of(Math.cos(angle), Math.sin(angle), 50);
        }),
      ),
  });

  it('are the nearest by the model’s hidden states, the nearest last', async () => {
    const read: string[] = [];
    const prompt = bind({ shots: 3, selection: 'embedding' });
    await prompt.answer(asked, space(read));
    expect(
      texts(`${read[0]!}\n`)
        .slice(0, -1)
        .map((text) => text.split(' ')[0]),
    ).toEqual(['word6', 'word8', 'word7']);
    expect(prompt.notes()).toEqual([]);
    // The same prompt, known after the model has read the item.
    expect(prompt.write(asked[0]!, asked)).toBe(read[0]);
    // Another model has other neighbours.
    await prompt.answer(asked, space(read, 10));
    expect(read[2]).toBe(read[0]);
    const turned: LanguageModel = {
      ...space(read),
      embed: (requests) =>
        Promise.resolve(requests.map(({ text }) => Float32Array.of(text.includes('thing3') ? 1 : 0, 1))),
    };
    await prompt.answer(asked, turned);
    expect(
      texts(`${read[5]!}\n`)
        .slice(0, -1)
        .every((text) => text.includes('thing3')),
    ).toBe(true);
  });

  it('read the pool once for each of several models that take turns', async () => {
    const embedded: number[] = [];
    const counting = (): LanguageModel => {
      const { embed, ...model } = space([]);
      return {
        ...model,
        embed(requests) {
          embedded.push(requests.length);
          return embed(requests);
        },
      };
    };
    const [one, other] = [counting(), counting()];
    const prompt = bind({ shots: 3, selection: 'embedding' });
    for (const model of [one, other, one, other]) await prompt.answer([{ ...asked[0]! }], model, asked);
    expect(embedded).toEqual([40, 3, 40, 3, 1, 1]);
  });

  it('are not known before the model is asked', () => {
    const prompt = bind({ shots: 3, selection: 'embedding' });
    expect(() => prompt.write(asked[0]!)).toThrow(/chosen by the model when it is asked/u);
    expect(prompt.completion(asked[1]!)).toBe(' no');
    expect(() => prompt.trainingTexts(pool)).toThrow(ConfigError);
    expect(bind({ shots: 0, selection: 'embedding' }).write(asked[0]!)).toBe('Text: word7 is asked\nLabel:');
  });

  it('of a text that does not fit the context are drawn by seed', async () => {
    const long = item(300, 'x'.repeat(500));
    const read: string[] = [];
    const model = { ...space(read), contextLength: 400 };
    const prompt = bind({ shots: 1, selection: 'embedding' }, { contextLength: 100_000 });
    await prompt.answer([long], { ...model, score: space(read).score });
    expect(prompt.notes()[0]).toMatch(/^1 items have fewer than 1 neighbours/u);
  });

  it('calibrates by a batch whose exemplars are its own', async () => {
    const read: string[] = [];
    const validation = Array.from({ length: 20 }, (_, i) => item(400 + i, `word${i} again`));
    await bind({ shots: 1, selection: 'embedding', calibration: 'batch' }, { validation }).answer(
      asked,
      space(read),
    );
    expect(read.slice(2).map((text) => texts(`${text}\n`).map((t) => t.split(' ')[0]))).toEqual(
      validation.map((_, i) => [`word${i}`, `word${i}`]),
    );
  });
});

describe('sets of exemplars', () => {
  it('are tried on validation, and the best is kept for all that is asked', async () => {
    const validation = Array.from({ length: 6 }, (_, i) => item(500 + i, `new ${i}`));
    const read: string[] = [];
    /** Right only with an exemplar about word9. */
    const model: LanguageModel = {
      ...biased(() => 0.5),
      score: (requests) =>
        Promise.resolve(
          requests.map(({ context: c }) => {
            read.push(c);
            const [, id = ''] = /(?:new|asked) ?(\d*)\nLabel:$/u.exec(c) ?? [];
            const right = (500 + Number(id)) % 3 === 0 ? 0.9 : 0.1;
            const p = c.includes('word9 ') ? right : 1 - right;
            return { logProbs: [1 - p, p / 2, p / 2].map((each) => Math.log(each)), promptTokens: c.length };
          }),
        ),
    };
    const prompt = bind({ shots: 4, choose: 16 }, { validation });
    await prompt.ready!(model);
    expect(read).toHaveLength(16 * 6);
    expect(prompt.write(asked[0]!)).toContain('word9 ');
    await prompt.answer(asked, model);
    expect(read.slice(16 * 6)).toEqual(asked.map((each) => prompt.write(each, asked)));
    expect(prompt.notes()[0]).toMatch(/^icl\.choose: exemplars \d+ of 16, by 6 validation items/u);
    const again = bind({ shots: 4, choose: 16 }, { validation });
    await again.ready!(model);
    expect(again.write(asked[0]!)).toBe(prompt.write(asked[0]!));
    expect(bind({ shots: 4, choose: 1 }).write(asked[0]!)).toBe(bind({ shots: 4 }).write(asked[0]!));
    expect(() => bind({ shots: 4, choose: 2, selection: 'bm25' }, { validation })).toThrow(
      /expected a selection that draws sets/u,
    );
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
