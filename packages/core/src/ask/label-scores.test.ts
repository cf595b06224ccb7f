/** Labels compared by length and by what they get whatever is asked, beside the papers' own formulas. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergingTokenizer } from './__fixtures__/merging-tokenizer.ts';
import { type LabelScore, calibrated, priorOf, scoreLabels } from './label-scores.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import { random } from '../basics/random.ts';

const tokenizer = mergingTokenizer(null, [' no', ' one', ' two', ' three']);
/** The log-probability of a continuation is the sum over its tokens of what a test says of each. */
const model = (token: (context: string, continuation: string) => number): LanguageModel => ({
  tokenizer,
  contextLength: 1000,
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context, continuations }) => ({
        logProbs: continuations.map((text) => tokenizer.encode(text).length * token(context, text)),
        promptTokens: context.length,
      })),
    ),
  generate: () => Promise.reject(new Error('not asked')),
  embed: () => Promise.reject(new Error('not asked')),
});
const form = { words: [[' no'], [' one two three']], end: null, notes: [] } as const;
const answers = async (labelScore: LabelScore, prompts: readonly string[], m: LanguageModel) =>
  (await scoreLabels(prompts, form, m, labelScore)).map(({ scores: [no, long] }) => (no! >= long! ? 0 : 1));

describe('normalisation by length', () => {
  it('lets a label of three tokens win, which as a whole is always less likely than one of one token', async () => {
    // What is right has 0.6 per token on average, what is wrong 0.4, with noise: 50 items of each label.
    const draw = random(0, 'items');
    const noise = new Map(Array.from({ length: 100 }, (_, i) => [`item ${i}`, 0.2 * (draw.uniform() - 0.5)]));
    const isLong = (context: string): boolean => Number(context.slice(5)) % 2 === 1;
    const m = model((context, text) =>
      Math.log(((text === ' no') !== isLong(context) ? 0.55 : 0.45) + noise.get(context)!),
    );
    const prompts = [...noise.keys()];
    const long = prompts.filter(isLong);
    const right = async (labelScore: LabelScore): Promise<number> =>
      (await answers(labelScore, long, m)).filter((answer) => answer === 1).length;
    expect(await right('sum')).toBe(0);
    expect(await right('per-token')).toBe(50);
    const short = prompts.filter((context) => !isLong(context));
    expect((await answers('per-token', short, m)).every((answer) => answer === 0)).toBe(true);
  });

  it('divides each word by its own tokens, its end included, or by its bytes without white space', async () => {
    const m = model(() => -1);
    const [plain] = await scoreLabels(['a'], form, m, 'sum');
    expect(plain!.scores).toEqual([-1, -3]);
    const [perToken] = await scoreLabels(['a'], form, m, 'per-token');
    expect(perToken!.scores).toEqual([-1, -1]);
    const [ended] = await scoreLabels(['a'], { ...form, end: { token: 2 } }, m, 'per-token');
    expect(ended!.scores).toEqual([-1 / 2, -3 / 4]);
    const [perByte] = await scoreLabels(
      ['a'],
      { ...form, words: [[' né'], [' one two three']] },
      m,
      'per-byte',
    );
    expect(perByte!.scores).toEqual([-3 / 3, -3 / 13]);
  });
});

describe('calibration', () => {
  const answersOf = (shares: readonly (readonly number[])[]) =>
    shares.map((share) => ({ scores: share.map((p) => Math.log(p)), promptTokens: 7 }));

  it('divides by the mean probability among the labels, as Zhao et al. do', () => {
    // p̂ = (0.9, 0.1) and (0.6, 0.2) → (0.75, 0.25): mean (0.825, 0.175).
    const prior = priorOf(
      answersOf([
        [0.9, 0.1],
        [0.6, 0.2],
      ]),
    )!;
    expect(prior.logs.map((log) => Math.exp(log))).toEqual([
      expect.closeTo(0.825, 12),
      expect.closeTo(0.175, 12),
    ]);
    expect([prior.prompts, prior.promptTokens]).toEqual([2, 14]);
    const scores = calibrated([Math.log(0.7), Math.log(0.3)], prior).map((log) => Math.exp(log));
    const [a, b] = [0.7 / 0.825, 0.3 / 0.175];
    expect(scores).toEqual([expect.closeTo(a / (a + b), 12), expect.closeTo(b / (a + b), 12)]);
    expect(priorOf([])).toBeNull();
  });

  it('of one item by itself leaves nothing to choose; a constant in favour of a label changes no answer', () => {
    const logs = fc.array(fc.double({ min: -700, max: 0, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(logs, { minLength: 1, maxLength: 8 }), logs, logs, (batch, item, favour) => {
        const to = (scores: readonly number[]) => ({ scores, promptTokens: 1 });
        const even = calibrated(item, priorOf([to(item)])!);
        for (const log of even) expect(log).toBeCloseTo(-Math.log(3), 6);
        const plain = calibrated(item, priorOf(batch.map(to))!);
        expect(plain.every((log) => log <= 1e-9)).toBe(true);
        // The same shift of every prompt's log-odds, one prompt as the prior: it cancels.
        const shifted = (scores: readonly number[]) => scores.map((s, k) => s + favour[k]!);
        const before = calibrated(item, priorOf([to(batch[0]!)])!);
        const after = calibrated(shifted(item), priorOf([to(shifted(batch[0]!))])!);
        after.forEach((log, k) => expect(log).toBeCloseTo(before[k]!, 6));
      }),
      { numRuns: 200 },
    );
  });
});
