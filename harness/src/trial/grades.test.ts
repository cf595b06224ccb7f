import { describe, expect, it } from 'vitest';
import { type ClassificationTask, type Item, type Metric, defineMetric } from '@adaptbench/core';
import { macroF1 } from '@adaptbench/metrics';
import { gradesOf, judgedBy, rarestOf } from './grades.ts';
import { splitOutcome } from './split-outcome.ts';

const distance: Metric = defineMetric({
  name: 'distance',
  title: 'distance',
  means: 'how far the number is from the nearest right one, at most 4',
  better: 'less',
  range: [0, 4],
  binary: false,
  grade(answers) {
    const items = answers.map(({ prediction, references }) =>
      prediction === null ? 4 : Math.min(...references.map((r) => Math.abs(Number(r) - Number(prediction)))),
    );
    return { value: items.reduce((a, b) => a + b, 0) / items.length, items };
  },
});
const task: ClassificationTask = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['1', '2', '3', '4', '5'],
  templates: [
    {
      name: 'plain',
      form: 'cloze',
      write: () => 'n:',
      verbalizer: { 1: [' 1'], 2: [' 2'], 3: [' 3'], 4: [' 4'], 5: [' 5'] },
      separator: '\n',
    },
  ],
  metrics: [distance],
};
const items: Item[] = [
  { id: 'a', fields: {}, answer: '1' },
  { id: 'b', fields: {}, answer: '1', answers: ['1', '4'] },
  { id: 'c', fields: {}, answer: '2' },
];

describe('gradesOf', () => {
  it('grades by each metric, the nearest of several right answers counting', () => {
    const [grades] = gradesOf(task, items, ['3', '5', null]);
    expect(grades).toMatchObject({ name: 'distance', better: 'less', items: [2, 1, 4] });
    expect(grades!.value).toBeCloseTo(7 / 3, 12);
    expect(grades).not.toHaveProperty('grade');
  });

  it('has nothing to say of a task without metrics, or of no items', () => {
    const { metrics: _, ...plain } = task;
    expect(gradesOf(plain, items, ['1', '1', '2'])).toEqual([]);
    expect(gradesOf(task, [], [])).toEqual([]);
    expect(judgedBy(plain, items, ['1', '1', '2'])).toBeNull();
  });

  it('judges on a scale on which 1 is best, whatever the metric’s direction', () => {
    expect(judgedBy(task, items, ['1', '4', '2'])).toBe(1);
    expect(judgedBy(task, items, [null, null, null])).toBe(0);
  });
});

it('the rarest class matters where each class counts the same', () => {
  expect(rarestOf(task, items)).toBeNull();
  expect(rarestOf({ metrics: [macroF1, distance] }, items)).toEqual({ items: 1, classes: 2 });
  expect(rarestOf({ metrics: [macroF1] }, [])).toBeNull();
  expect(rarestOf({}, items)).toBeNull();
});

describe('splitOutcome', () => {
  it('keeps grades, and groups as numbers; an item without a group is one of its own', () => {
    const outcome = splitOutcome(
      [
        { id: 'a', prediction: '1', correct: true, group: 'x' },
        { id: 'b', prediction: '1', correct: true },
        { id: 'c', prediction: '2', correct: false, group: 'x' },
      ],
      gradesOf(task, items, ['1', '1', '2']),
    );
    expect(outcome.groups).toEqual([0, 1, 0]);
    expect(outcome.grades).toHaveLength(1);
  });

  it('has neither where there are none', () => {
    const outcome = splitOutcome([{ id: 'a', prediction: null, correct: false }]);
    expect(outcome).not.toHaveProperty('groups');
    expect(outcome).not.toHaveProperty('grades');
  });
});
