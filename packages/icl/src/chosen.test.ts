/** Exemplars that only the model can choose: the nearest by its hidden states, the best set on validation. */
import { ConfigError, type LanguageModel } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { asked, biased, bind, item, pool, texts } from './__fixtures__/toy.ts';

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
      const model = space([]);
      return {
        ...model,
        embed(requests) {
          embedded.push(requests.length);
          return model.embed(requests);
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
    const whole = space(read);
    const model: LanguageModel = { ...whole, contextLength: 400, score: (requests) => whole.score(requests) };
    const prompt = bind({ shots: 1, selection: 'embedding' }, { contextLength: 100_000 });
    await prompt.answer([long], model);
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
