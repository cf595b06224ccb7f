import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '@adaptbench/core';
import { answerOf, golden } from '../__fixtures__/golden.ts';
import { jsonMetrics } from './json-metrics.ts';
import { MAX_DEPTH, readJson } from './read-json.ts';
import { jsonSchemaMetric } from './schema.ts';
import { readSlots, slotMetrics } from './slots.ts';

const named = (metrics: readonly Metric[], name: string): Metric => metrics.find((one) => one.name === name)!;
/** Precision, recall, F1. */
const scores = (
  metrics: readonly Metric[],
  prefix: string,
  answer: string | null,
  ...references: [string, ...string[]]
) =>
  ['precision', 'recall', 'f1'].map((part) => {
    const { value } = named(metrics, `${prefix}-${part}`).grade([answerOf(answer, ...references)], []);
    return Number(value.toFixed(6));
  });
const json = jsonMetrics();

describe('JSON in an answer', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['\uFEFF \n[1]\n', [1]],
    ['```json\n{"a": "```"}\n```', null],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['Here it is:\n```\n[true]\n``` as you wished', [true]],
    ['```{"a": 1}```', { a: 1 }],
    ['```json\n{"a": 1}', { a: 1 }],
    ['{"a": "in ``` quotes"}', { a: 'in ``` quotes' }],
  ])('%j', (text, value) => {
    expect(readJson(text)?.value ?? null).toEqual(value);
  });

  it.each(['', '{', '{"a": 1', "{'a': 1}", '{"a": 1} trailing', 'NaN', '```', '``````'])(
    '%j has none',
    (text) => {
      expect(readJson(text)).toBeNull();
    },
  );

  it('is bounded in depth', () => {
    const deep = (n: number): string => '['.repeat(n) + ']'.repeat(n);
    expect(readJson(deep(MAX_DEPTH))).not.toBeNull();
    expect(readJson(deep(MAX_DEPTH + 1))).toBeNull();
    expect(readJson(deep(1_000_000))).toBeNull();
    expect(readJson('{"a":'.repeat(1_000_000))).toBeNull();
  });

  it('is null too', () => {
    expect(readJson('null')).toEqual({ value: null });
  });
});

describe('field metrics', () => {
  it('count leaves whatever the order of fields', () => {
    const reference =
      '{"name": "Old Mill", "seats": 12, "tags": ["pub", "cheap"], "open": {"sunday": false}}';
    expect(
      scores(
        json,
        'field',
        '{"open": {"sunday": false}, "tags": ["cheap", "pub"], "seats": 12.0000001, "name": " old  MILL"}',
        reference,
      ),
    ).toEqual([1, 1, 1]);
    // seats is a string, a tag is missing, a field is too much: 3 of 5 and 3 of 5.
    expect(
      scores(
        json,
        'field',
        '{"open": {"sunday": false}, "tags": ["pub"], "seats": "12", "name": "Old Mill", "x": null}',
        reference,
      ),
    ).toEqual([0.6, 0.6, 0.6]);
  });

  it('count an element too many as one', () => {
    expect(scores(json, 'field', '["x", "a", "b", "c"]', '["a", "b", "c"]')).toEqual([0.75, 1, 0.857143]);
    expect(scores(json, 'field', '["a", "a"]', '["a"]')).toEqual([0.5, 1, 0.666667]);
  });

  it('pair numbers by tolerance, at the same path alone', () => {
    const rough = jsonMetrics({ tolerance: 0.1 });
    expect(scores(rough, 'field', '[100, 10]', '[10.5, 91]')).toEqual([1, 1, 1]);
    expect(scores(json, 'field', '[100, 10]', '[10.5, 91]')).toEqual([0, 0, 0]);
    expect(scores(rough, 'field', '{"a": 1}', '{"b": 1}')).toEqual([0, 0, 0]);
    expect(scores(rough, 'field', '[0]', '[-0]')).toEqual([1, 1, 1]);
  });

  it('tell names apart that look like paths or like what objects inherit', () => {
    expect(scores(json, 'field', '{"a.b": 1}', '{"a": {"b": 1}}')).toEqual([0, 0, 0]);
    expect(scores(json, 'field', '{"[]": "x"}', '["x"]')).toEqual([0, 0, 0]);
    expect(scores(json, 'field', '{"__proto__": {"a": "x"}}', '{"a": "x"}')).toEqual([0, 0, 0]);
    expect(
      scores(
        json,
        'field',
        '{"__proto__": "x", "constructor": "y"}',
        '{"constructor": "y", "__proto__": "x"}',
      ),
    ).toEqual([1, 1, 1]);
    expect(scores(json, 'field', '{}', '{"toString": null}')).toEqual([0, 0, 0]);
  });

  it('take the best reference, and 0 of what is no JSON', () => {
    expect(scores(json, 'field', '{"a": "x"}', '{"b": "y"}', '{"a": "x"}')).toEqual([1, 1, 1]);
    expect(scores(json, 'field', 'a: x', '{"a": "x"}')).toEqual([0, 0, 0]);
    expect(scores(json, 'field', null, '{}')).toEqual([0, 0, 0]);
    expect(scores(json, 'field', '{}', '{}')).toEqual([1, 1, 1]);
    expect(scores(json, 'field', '{}', '[]')).toEqual([0, 0, 0]);
  });

  it('add all items for the micro average', () => {
    const answers = [
      answerOf('{"a": "x"}', '{"a": "x"}'),
      answerOf('{"a": "x"}', '{"a": "y", "b": 1, "c": 2}'),
      answerOf(null, '{"a": "x"}'),
    ];
    expect(named(json, 'field-micro-f1').grade(answers, []).value).toBeCloseTo(2 / 7);
  });

  it('are linear in long texts with deep paths', () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field ${i}`, [i, `${i}`]])),
    );
    const deep = `${'{"a field with a rather long name":'.repeat(60)}${wide}${'}'.repeat(60)}`;
    for (const text of [wide, deep]) expect(scores(json, 'field', text, text)).toEqual([1, 1, 1]);
  });
});

it('exact objects have any order of fields, lists in order', () => {
  const exact = named(json, 'json-exact');
  const value = (answer: string | null, reference: string): number =>
    exact.grade([answerOf(answer, reference)], []).value;
  expect(value('{"b": [1, "X "], "a": null}', '{"a": null, "b": [1.0000000001, "x"]}')).toBe(1);
  expect(value('[2, 1]', '[1, 2]')).toBe(0);
  expect(value('{"a": 1}', '{"a": 1, "b": 2}')).toBe(0);
  expect(value('{"__proto__": 1}', '{"a": 1}')).toBe(0);
  expect(value('["x"]', '{"0": "x"}')).toBe(0);
  expect(value(null, 'null')).toBe(0);
  expect(value('null', 'null')).toBe(1);
});

it('a value is the same as itself in any order of its fields, and all metrics say so', () => {
  const reversed = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(reversed)
        : Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([name, part]) => [name, reversed(part)]),
          );
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const answer = answerOf(JSON.stringify(reversed(value)), JSON.stringify(value));
      for (const metric of json) expect(metric.grade([answer], []).value).toBe(1);
    }),
  );
});

describe('a JSON Schema', () => {
  it('is matched as by the jsonschema library (packages/testing/golden/metrics.py)', () => {
    for (const [schema, values] of golden.schemas) {
      const metric = jsonSchemaMetric(schema);
      for (const [value, valid] of values)
        expect([value, metric.grade([answerOf(JSON.stringify(value), '')], []).value]).toEqual([
          value,
          valid ? 1 : 0,
        ]);
      expect(metric.grade([answerOf('no JSON', ''), answerOf(null, '')], []).value).toBe(0);
    }
  });

  it('that is none is refused in one line', () => {
    expect(() => jsonSchemaMetric({ $async: true })).toThrow(/^JSON Schema: has \$async/u);
    const endless = jsonSchemaMetric({ $ref: '#' });
    expect(() => endless.grade([answerOf('{}', '')], [])).toThrow(/^JSON Schema: Maximum call stack/u);
    expect(() => jsonSchemaMetric('x')).toThrow('JSON Schema: expected an object, or true or false.');
    expect(() => jsonSchemaMetric({ type: 'strange' })).toThrow(
      /^JSON Schema: schema is invalid: data\/type/u,
    );
    expect(() => jsonSchemaMetric({ $ref: 'https://example.com/other' })).toThrow(
      /^JSON Schema: can't resolve/u,
    );
  });
});

describe('slots', () => {
  it.each([
    [
      'name[The Eagle], eatType[coffee shop]',
      [
        ['name', 'The Eagle'],
        ['eatType', 'coffee shop'],
      ],
      true,
    ],
    [
      ' name [ x ] ;\n near[a [b] c],',
      [
        ['name', 'x'],
        ['near', 'a [b] c'],
      ],
      true,
    ],
    ['', [], true],
    ['name[The Eagle], eatType[cof', [['name', 'The Eagle']], false],
    ['name[x] eatType[y]', [['name', 'x']], false],
    ['no slots', [], false],
    ['[x]', [], false],
    ['a[]', [['a', '']], true],
    ['a[x], rest', [['a', 'x']], false],
  ] as const)('%j', (text, slots, whole) => {
    expect(readSlots(text)).toEqual({ slots: slots.map(([name, value]) => ({ name, value })), whole });
  });

  it('are fields', () => {
    const reference = 'name[The Eagle], eatType[coffee shop], near[Burger King]';
    expect(scores(slotMetrics, 'slot', 'near[burger king], name[the  eagle]', reference)).toEqual([
      1, 0.666667, 0.8,
    ]);
    expect(scores(slotMetrics, 'slot', 'name[The Eagle], name[The Eagle]', 'name[The Eagle]')).toEqual([
      0.5, 1, 0.666667,
    ]);
    expect(scores(slotMetrics, 'slot', null, reference)).toEqual([0, 0, 0]);
    expect(scores(slotMetrics, 'slot', '__proto__[x]', '__proto__[x]')).toEqual([1, 1, 1]);
    const values = (name: string) =>
      named(slotMetrics, name).grade(
        [answerOf('a[1], b[2]', 'b[2], a[1]'), answerOf('a[1], b[2', 'a[1]')],
        [],
      ).items;
    expect(values('slot-exact')).toEqual([1, 0]);
    expect(values('slots-parse')).toEqual([1, 0]);
    expect(named(slotMetrics, 'slot-micro-f1').grade([answerOf('a[1]', 'a[1], b[2]')], []).value).toBeCloseTo(
      2 / 3,
    );
  });

  it('are read in linear time', () => {
    for (const piece of ['a[', ']', 'a[x], ', 'a[x] ', '\n', ' ', '[', ',\n'])
      expect(readSlots(piece.repeat(300_000)).slots.length).toBeLessThanOrEqual(300_000);
    expect(readSlots(`a[x]${' \n'.repeat(300_000)}b[y]`).slots).toHaveLength(2);
  });
});
