import { describe, expect, test } from 'vitest';
import { gradedSplit, split } from '../testing/records.ts';
import { judged } from './metric.ts';
import { changeText, differenceText, scoreInterval, scoreOn, scoreText, splitScore } from './shown.ts';

const error = { name: 'mae', title: 'mean absolute error', better: 'less', range: [0, 4] } as const;

describe('what a split is judged by', () => {
  test('is accuracy where there are no grades', () => {
    expect(judged(split(30, 40))).toMatchObject({
      metric: { name: 'accuracy' },
      scores: '1'.repeat(30) + '0'.repeat(10),
      mean: 0.75,
    });
    expect(judged({ ...split(30, 40), outcomes: null })).toMatchObject({ scores: null, mean: 0.75 });
  });
  test('is the first of its grades, whatever was right', () => {
    const { metric, scores, mean } = judged(gradedSplit([0.25, 0.75, 0.5]));
    expect(metric.title).toBe('ROUGE-L');
    expect(scores).toEqual([0.25, 0.75, 0.5]);
    expect(mean).toBeCloseTo(0.5, 12);
  });
  test('is turned round where less is better, and keeps exact tests where grades are 0 and 1', () => {
    const worse = judged(gradedSplit([0, 4, 1], error));
    expect(worse.scores).toEqual([1, 0, 0.75]);
    expect(judged(gradedSplit([0, 1, 1], { binary: true })).scores).toBe('011');
  });
  test('contributions to a corpus metric may lie outside the scale', () => {
    expect(judged(gradedSplit([130, -10], { range: [0, 100] })).scores).toEqual([1.3, -0.1]);
  });
});

describe('scores are shown in the unit of their metric', () => {
  const [rouge, mae, bleu] = [
    judged(gradedSplit([0.5])).metric,
    judged(gradedSplit([1], error)).metric,
    judged(gradedSplit([30], { name: 'bleu', title: 'BLEU', range: [0, 100] })).metric,
  ];
  test('percent for 0 to 1, else as the metric has it', () => {
    expect(scoreText(rouge, 0.481)).toBe('48.1 %');
    expect(scoreText(mae, 0.75)).toBe('1.000');
    expect(scoreText(bleu, 0.3214)).toBe('32.1');
    expect(splitScore(gradedSplit([1, 2], error))).toBeCloseTo(1.5, 12);
    expect(splitScore(split(41, 80))).toBe(51.25);
    expect(splitScore(gradedSplit([]))).toBeNull();
  });
  test('intervals have their lower end first, and a better score is a smaller error', () => {
    expect(scoreInterval(mae, { low: 0.5, high: 0.75 })).toBe('95 % interval 1.000 to 2.000');
    expect(differenceText(mae, 0.1)).toBe('-0.400');
    expect(changeText(mae, { low: 0.1, high: 0.2 })).toBe('-0.800 to -0.400');
    expect(differenceText(rouge, 0.031)).toBe('3.1 points');
  });
  test('sentences name the metric, and accuracy is a share of items', () => {
    expect(scoreOn(rouge, { mean: 0.5, n: 200 }, 'test item')).toBe('ROUGE-L 50.0 % on 200 test items');
    expect(scoreOn(judged(split(1, 2)).metric, { mean: 0.5, n: 200 }, 'test item')).toBe(
      '50.0 % of 200 test items',
    );
  });
});
