/** Labels compared with what they get whatever is asked: which prompts tell that, and how often they are read. */
import { describe, expect, it } from 'vitest';
import { asked, biased, bind, item, predictions, task, texts } from './__fixtures__/toy.ts';
import icl from './index.ts';

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
    // Others are asked together, after the same exemplars.
    await prompt.answer(asked.slice(0, 1), model, [...asked]);
    expect(read).toHaveLength(7 + 1);
    // Another model, another answer to nothing.
    await prompt.answer(asked.slice(0, 1), { ...model }, asked);
    expect(read).toHaveLength(8 + 4);
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
