import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, golden } from '../__fixtures__/golden.ts';
import { bleuWords } from './bleu-words.ts';
import { MAX_EDIT_CHARACTERS, similarity } from './edit-similarity.ts';
import { type Writing, writingOf } from './language.ts';
import { lcsLength } from './lcs.ts';
import { textMetrics } from './text-metrics.ts';

const metricsOf = (language: string) => new Map(textMetrics(language).map((metric) => [metric.name, metric]));

it.each([
  ['en', 'english'],
  ['EN-GB', 'english'],
  ['zh-Hant', 'chinese'],
  ['yue', 'chinese'],
  ['ja_JP', 'japanese'],
  ['de', 'words'],
  ['', 'words'],
  ['zhx', 'words'],
])('%s is written as %s', (language, writing) => {
  expect(writingOf(language)).toBe(writing);
});

describe('values of the reference implementations (packages/testing/golden/metrics.py)', () => {
  it('exact match and token F1 are SQuAD v1.1’s', () => {
    const metrics = metricsOf('en');
    const answers = golden.answers.map(([answer, references]) => answerOf(answer, ...references));
    const expected = golden.answers.map(([, , exact, f1]) => [exact, f1] as const);
    expect(metrics.get('exact-match')!.grade(answers, []).items).toEqual(expected.map(([exact]) => exact));
    for (const [i, f1] of metrics.get('token-f1')!.grade(answers, []).items.entries())
      expect(f1).toBeCloseTo(expected[i]![1], 12);
  });

  it.each(['en', 'de', 'zh'] as const)('ROUGE in %s is rouge-score’s', (language) => {
    const metrics = metricsOf(language);
    const answers = golden.rouge[language].map(([answer, references]) => answerOf(answer, ...references));
    for (const [at, name] of ['rouge-1', 'rouge-2', 'rouge-l'].entries()) {
      const { items } = metrics.get(name)!.grade(answers, []);
      for (const [i, [answer, , scores]] of golden.rouge[language].entries())
        expect([name, answer, items[i]]).toEqual([name, answer, expect.closeTo(scores[at]!, 12)]);
    }
  });

  it.each([
    ['13a', 'english'],
    ['zh', 'chinese'],
    ['char', 'japanese'],
  ] as const)('words of %s are sacreBLEU’s', (tokenizer, writing: Writing) => {
    for (const [text, words] of golden.tokens[tokenizer]) expect(bleuWords(text, writing)).toEqual(words);
  });

  it.each(golden.corpora.map((corpus, i) => ({ ...corpus, i })))(
    'BLEU and chrF of corpus $i in $language are sacreBLEU’s',
    ({ language, pairs, bleu, chrf }) => {
      const metrics = metricsOf(language);
      const answers = pairs.map(([answer, references]) => answerOf(answer, ...references));
      expect(100 * metrics.get('bleu')!.grade(answers, []).value).toBeCloseTo(bleu, 9);
      expect(100 * metrics.get('chrf')!.grade(answers, []).value).toBeCloseTo(chrf, 9);
    },
  );

  it('edits are Levenshtein’s', () => {
    for (const [a, b, distance] of golden.edits) {
      const longer = Math.max(Array.from(a).length, Array.from(b).length);
      expect(similarity(a, b)).toBeCloseTo(longer === 0 ? 1 : 1 - distance / longer, 12);
    }
  });
});

describe('metrics of texts', () => {
  it.each(textMetrics('en').map((metric) => ({ metric, name: metric.name })))(
    '$name has its worst value of answers that could not be read, its best of the reference',
    ({ metric }) => {
      const text = 'the pub by the canal serves Thai food';
      expect(metric.grade([answerOf(null, text), answerOf(null, 'x', '')], []).value).toBe(0);
      expect(metric.grade([answerOf(text, 'another one', text)], []).value).toBeCloseTo(1, 12);
      expect(metric.grade([], []).value).toBeNaN();
    },
  );

  it('take Chinese and Japanese by character', () => {
    for (const [language, answer, reference] of [
      ['zh', '老磨坊在河边。', '老磨坊在山上'],
      ['ja', '青い扉のカフェ', '青い扉のホール'],
    ] as const) {
      const metrics = metricsOf(language);
      expect(metrics.get('token-f1')!.grade([answerOf(answer, reference)], []).value).toBeGreaterThan(0.5);
      expect(metrics.get('rouge-l')!.grade([answerOf(answer, reference)], []).value).toBeGreaterThan(0.5);
      expect(metrics.get('exact-match')!.grade([answerOf(answer, `「${answer}」`)], []).value).toBe(1);
    }
  });

  it('keep words of other scripts, and their articles', () => {
    const russian = answerOf('Привет, мир', 'привет мир!');
    for (const name of ['token-f1', 'rouge-1', 'rouge-l', 'exact-match'])
      expect(metricsOf('ru').get(name)!.grade([russian], []).value).toBe(1);
    expect(
      metricsOf('es')
        .get('exact-match')!
        .grade([answerOf('a casa', 'casa')], []).value,
    ).toBe(0);
  });

  it('compare the beginnings of very long texts', () => {
    const long = 'x'.repeat(MAX_EDIT_CHARACTERS);
    expect(similarity(`${long}a`, `${long}b`.repeat(50))).toBe(1);
    expect(similarity('😀'.repeat(3 * MAX_EDIT_CHARACTERS), long)).toBe(0);
  });

  it('are linear in white space and punctuation', () => {
    const answers = [' ', '\n', '.', '-', '"', '&', '，', 'a '].map((piece) => {
      const text = `x${piece.repeat(50_000)}x`;
      return answerOf(text, `${text}y`);
    });
    const begun = performance.now();
    for (const language of ['en', 'de', 'zh', 'ja'])
      for (const metric of textMetrics(language)) metric.grade(answers, []);
    // A quadratic pattern would take minutes for each.
    expect(performance.now() - begun).toBeLessThan(120_000);
  });
});

it('the longest common subsequence is that of the table', () => {
  const table = (a: readonly number[], b: readonly number[]): number => {
    let row = b.map(() => 0);
    for (const x of a) {
      const next: number[] = [];
      for (const [j, y] of b.entries())
        next.push(x === y ? (row[j - 1] ?? 0) + 1 : Math.max(row[j]!, next[j - 1] ?? 0));
      row = next;
    }
    return row.at(-1) ?? 0;
  };
  const sequence = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 100 });
  fc.assert(fc.property(sequence, sequence, (a, b) => lcsLength(a, b) === table(a, b)));
});
