import { describe, expect, it } from 'vitest';
import type { Metric } from '@adaptbench/core';
import { type AnswerKind, allMetrics, findMetric, metricsFor, withChooser } from './registry.ts';

const labels = ['negative', 'positive'];
const golds = (negative: number, positive: number): [string][] => [
  ...Array.from({ length: negative }, (): [string] => ['negative']),
  ...Array.from({ length: positive }, (): [string] => ['positive']),
];
const firstOf = (kind: AnswerKind, context: Parameters<typeof metricsFor>[1]): string =>
  metricsFor(kind, context)[0].name;

describe('the metrics of a kind', () => {
  it('begin with accuracy, or macro-F1 where classes are unequal', () => {
    expect(firstOf('labels', { language: 'en' })).toBe('accuracy');
    expect(firstOf('labels', { language: 'en', labels, references: golds(60, 40) })).toBe('accuracy');
    expect(firstOf('labels', { language: 'en', labels, references: golds(61, 40) })).toBe('macro-f1');
    // A label without items is the rarest.
    expect(firstOf('labels', { language: 'en', labels, references: golds(60, 0) })).toBe('macro-f1');
  });

  it('begin with token F1 of short answers, ROUGE-L of long ones', () => {
    const texts = (...first: string[]): string[][] =>
      first.map((text) => [text, 'another reference of many more words']);
    expect(firstOf('text', { language: 'en' })).toBe('rouge-l');
    expect(
      firstOf('text', {
        language: 'en',
        references: texts('one two three four five', 'one', 'a b c d e f g'),
      }),
    ).toBe('token-f1');
    expect(firstOf('text', { language: 'en', references: texts('one two three four five six') })).toBe(
      'rouge-l',
    );
    expect(firstOf('text', { language: 'zh', references: texts('老磨坊在河边') })).toBe('rouge-l');
    expect(firstOf('text', { language: 'zh', references: texts('老磨坊') })).toBe('token-f1');
    expect(firstOf('text', { language: 'ru', references: texts('Это слова, и слов семь, да') })).toBe(
      'rouge-l',
    );
  });

  it('begin with F1 of fields, slots and sets, and with kappa of ordered labels', () => {
    const context = { language: 'en', labels: ['a', 'b', 'c'] };
    expect((['json', 'slots', 'set', 'ordered'] as const).map((kind) => firstOf(kind, context))).toEqual([
      'field-f1',
      'slot-f1',
      'set-f1',
      'quadratic-kappa',
    ]);
    expect(metricsFor('ordered', context)[1]).toMatchObject({ name: 'mae', range: [0, 2] });
    const names = metricsFor('json', { language: 'en', schema: { type: 'object' } }).map(({ name }) => name);
    expect(names).toContain('json-schema');
  });

  it('have names of their own, a definition and a range', () => {
    const metrics = allMetrics({ language: 'en', labels, schema: {} });
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { name, title, means, range } of metrics) {
      expect(name).toMatch(/^[a-z0-9-]+$/u);
      expect(title).not.toBe('');
      expect(means).toMatch(/\.$|: .*$/u);
      expect(range[0]).toBeLessThan(range[1]);
    }
  });

  it('of which configurations are chosen by another one', () => {
    const metrics = metricsFor('text', { language: 'en' });
    const names = (list: readonly Metric[]): string[] => list.map(({ name }) => name);
    const chosen = names(withChooser(metrics, 'bleu'));
    expect(chosen[0]).toBe('bleu');
    expect(chosen.toSorted()).toEqual(names(metrics).toSorted());
    expect(names(withChooser(metrics, findMetric('accuracy')))).toEqual(['accuracy', ...names(metrics)]);
    expect(() => withChooser(metrics, 'blue')).toThrow(
      'unknown metric "blue". Did you mean "bleu"? Known: rouge-l, ',
    );
  });
});

describe('a metric by its name', () => {
  it('is found in the language of the task', () => {
    expect(findMetric('bleu', { language: 'zh' }).means).toContain('tokenizer zh');
    expect(findMetric('mae', { language: 'en', labels: ['a', 'b'] }).range).toEqual([0, 1]);
  });

  it('is told near where it is not known, and what it lacks', () => {
    expect(() => findMetric('rougel')).toThrow('unknown metric "rougel". Did you mean "rouge-l"?');
    expect(() => findMetric('__proto__')).toThrow('unknown metric "__proto__"');
    expect(() => findMetric('mae')).toThrow(
      'metric mae: expected a task with two labels or more, in an order.',
    );
    expect(() => findMetric('json-schema')).toThrow('metric json-schema: no schema was given.');
  });
});
