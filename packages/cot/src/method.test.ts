import { ConfigError, type GenerationTask, type Turn, tunes } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { testMethod } from '@adaptbench/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, bind, pool, questions, speaker, sum, sums } from './__fixtures__/sums.ts';
import cot from './index.ts';

// Nothing is trained, so there are no cases.
testMethod(cot, architectureOf, null, []);

describe('few-shot chain of thought', () => {
  it('shows exemplars with their solutions; the control shows the same ones without', () => {
    const [shown, bare] = [true, false].map((rationale) => bind({ shots: 3, rationale }).write(asked[0]!));
    expect(questions(bare!)).toEqual(questions(shown!));
    const [q] = questions(shown!);
    const n = Number.parseInt(q!, 10);
    expect(shown).toContain(`Q: ${q}\nA: ${n} + 1 = ${n + 1}.\nThe answer is ${n + 1}.\n\n`);
    expect(bare).toContain(`Q: ${q}\nA: The answer is ${n + 1}.\n\n`);
    expect(shown!.endsWith('\n\nQ: 40 + 1?\nA:')).toBe(true);
    expect(tunes(cot)).toBe(false);
  });

  it('shows solutions as turns of the assistant where the task has turns and the model a chat template', () => {
    const task: GenerationTask = {
      ...sums,
      templates: [
        { ...sums.templates[0], turns: ({ fields }) => [{ role: 'user', content: fields['question']! }] },
      ],
    };
    const conversation = {
      lead: '',
      write: (turns: readonly Turn[]) =>
        `${turns.map(({ role, content }) => `<${role}>${content}\n`).join('')}<assistant>`,
    };
    const few = bind({ shots: 1 }, { task, conversation, pool: [sum(3)] });
    expect(few.write(asked[0]!)).toBe(
      '<user>3 + 1?\n<assistant>3 + 1 = 4.\nThe answer is 4.\n<user>40 + 1?\n<assistant>',
    );
    expect(few.completion(asked[0]!)).toBe('40 + 1 = 41.\nThe answer is 41.');
    const zero = bind({ mode: 'zero-shot' }, { task, conversation });
    expect(zero.write(asked[0]!)).toMatch(/^<user>40 \+ 1\?\n<assistant> ?Let's think step by step/u);
  });

  it('draws of one seed are nested, never hold the item itself, and differ by seed', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(10), fc.nat(10), (seed, a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map((shots) =>
          questions(bind({ shots }, { seed }).write(pool[3]!)).slice(0, -1),
        );
        expect(many!.slice(0, few!.length)).toEqual(few);
        expect(many).not.toContain('3 + 1?');
      }),
      { numRuns: 30 },
    );
    const at = (seed: number) => bind({ shots: 6 }, { seed }).write(asked[0]!);
    expect(at(1)).not.toBe(at(2));
  });

  it('drops the farthest exemplars of a prompt that is too long, the control as many', () => {
    const whole = bind({ shots: 4 }).write(asked[0]!);
    const short = { contextLength: whole.length + 20 - 1 };
    const [shown, bare] = [true, false].map((rationale) =>
      bind({ shots: 4, rationale, maxRationaleTokens: 20 }, short),
    );
    expect(questions(shown!.write(asked[0]!))).toEqual(questions(whole).slice(1));
    expect(questions(bare!.write(asked[0]!))).toEqual(questions(whole).slice(1));
    expect(shown!.notes()[0]).toMatch(/^3 of 4 exemplars kept in every prompt/u);
  });

  it('reads strictly and leniently, and measures the solution', async () => {
    const model = speaker(({ context: c }) =>
      c.includes('40 + 1?') ? ' 40 + 1 = 41.\nThe answer is 41.\nQ: 9?' : ' 50 + 1 = 52, so 51',
    );
    const [right, loose] = await bind({ shots: 1 }).answer(asked, model);
    expect(right).toMatchObject({
      itemId: 'train:40',
      prediction: '41',
      correct: true,
      output: ' 40 + 1 = 41.\nThe answer is 41.',
      measures: { logic: 1, completeness: 1, feasibility: 1, verifiability: 1, follows: 1, equations: 1 },
      generatedTokens: 31,
    });
    expect(loose).toMatchObject({
      prediction: null,
      correct: false,
      lenient: { prediction: '51', correct: true },
    });
    expect(loose!.measures).toMatchObject({ verifiability: 0, follows: 0 });
    const cut = await bind({ shots: 0, maxRationaleTokens: 10 }).answer(asked, model);
    expect(cut[0]).toMatchObject({ prediction: null, measures: { feasibility: 0 } });
  });

  it('refuses more shots than there are worked solutions', () => {
    const some = pool.map((item, i) => (i < 2 ? item : { ...item, rationale: '' }));
    expect(() => bind({ shots: 3 }, { pool: some })).toThrow(
      new ConfigError(
        'cot: shots is 3: expected at most 2, the training items of sums that have a worked solution (of 12). Lower "shots", raise --train, name their column with --rationale-column, or set cot.mode=zero-shot.',
      ),
    );
  });

  it('does not ask what would not fit, and says so', async () => {
    const prompt = bind({ shots: 0 });
    const model = { ...speaker(() => ''), contextLength: 100 };
    expect((await prompt.answer(asked, model)).map((a) => [a.prediction, a.promptTokens])).toEqual([
      [null, 0],
      [null, 0],
    ]);
    expect(prompt.notes()[0]).toMatch(/^2 items not asked, counted as wrong/u);
  });
});

describe('training on solutions, beside a method that tunes', () => {
  it('has them in the completion, or the answer alone, on the same items', () => {
    const items = [...asked, sum(60, { rationale: '' })];
    const texts = (config: object) => bind({ shots: 0, ...config }).trainingTexts(items);
    expect(texts({})).toEqual([
      { context: 'Q: 40 + 1?\nA:', completion: ' 40 + 1 = 41.\nThe answer is 41.', end: { token: 0 } },
      { context: 'Q: 50 + 1?\nA:', completion: ' 50 + 1 = 51.\nThe answer is 51.', end: { token: 0 } },
    ]);
    expect(texts({ rationale: false }).map((t) => t.completion)).toEqual([
      ' The answer is 41.',
      ' The answer is 51.',
    ]);
    expect(texts({ mode: 'zero-shot' })[0]!.completion).toBe(
      ' 40 + 1 = 41.\nTherefore, the answer (arabic numerals) is 41.',
    );
    expect(() => bind({ shots: 0 }).trainingTexts([sum(1, { rationale: '' })])).toThrow(ConfigError);
  });
});
