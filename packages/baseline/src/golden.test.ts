/** Held against scikit-learn: packages/testing/golden/tfidf.py made the values. */
import { readFileSync } from 'node:fs';
import type { ClassificationTask, Item } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { contextOf, labelTask } from './__fixtures__/tasks.ts';
import { tfidf } from './tfidf.ts';
import { featurer, featuresOf, widthOf } from './text/features.ts';

interface Case {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly labels: readonly string[];
  readonly train: readonly (readonly [text: string, answer: string])[];
  readonly asked: readonly string[];
  readonly features: number;
  readonly weights: readonly (readonly (readonly [term: string, weight: number])[])[];
  readonly probabilities: readonly (readonly number[])[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('./__fixtures__/golden.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

const item = (text: string, answer: string, i: number): Item => ({ id: `${i}`, fields: { text }, answer });

describe.each(cases.map((one) => [one.name, one] as const))('%s, as scikit-learn has it', (_name, c) => {
  const task: ClassificationTask = { ...labelTask, labels: c.labels };
  const config = tfidf.config.parse(c.settings);
  const texts = c.train.map(([text]) => text);

  it('has the same terms with the same weights', () => {
    const features = featuresOf(texts, config, 'en');
    expect(widthOf(features)).toBe(c.features);
    const rowOf = featurer(features);
    const terms = features.vocabularies.flatMap((v) => v.terms);
    c.weights.forEach((expected, i) => {
      const { columns, values } = rowOf(c.asked[i]!);
      const found = Array.from(columns, (at, p): [string, number] => [terms[at]!, values[p]!]);
      expect(sorted(found).map(([term]) => term)).toEqual(sorted(expected).map(([term]) => term));
      sorted(found).forEach(([, w], p) => expect(w).toBeCloseTo(sorted(expected)[p]![1], 8));
    });
  });

  it('gives the same probabilities to 1e-3', async () => {
    const train = c.train.map(([text, answer], i) => item(text, answer, i));
    const { files } = await tfidf.fit(config, { train, validation: [] }, contextOf(task));
    const fitted = tfidf.open(config, files, contextOf(task));
    const answers = await fitted.answer(c.asked.map((text, i) => item(text, '', i)));
    const worst = answers.map(({ scores }, i) =>
      Math.max(...c.labels.map((label, k) => Math.abs(Math.exp(scores![label]!) - c.probabilities[i]![k]!))),
    );
    expect(Math.max(...worst)).toBeLessThan(1e-3);
  });
});

const sorted = (pairs: readonly (readonly [string, number])[]): (readonly [string, number])[] =>
  pairs.toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y));
