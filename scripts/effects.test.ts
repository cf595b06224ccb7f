import { describe, expect, test } from 'vitest';
import { rowsOf } from '@adaptbench/results';
import { done, failed, specs, split } from '@adaptbench/results/testing';
import { missingEffects } from './effects.ts';

const plan = specs();
const [zero, lora4, icl4, lora8] = plan;
/** Test items right of 100, in the order above. */
const rows = (...correct: readonly [number, number, number, number]) =>
  rowsOf(
    [zero!, lora4!, icl4!, lora8!],
    [zero!, lora4!, icl4!, lora8!].map((spec, i) =>
      done(spec, split(correct[i]! / 5, 40), split(correct[i]!, 100)),
    ),
  );

const sentences = (...args: Parameters<typeof missingEffects>) =>
  missingEffects(...args).map(({ sentence }) => sentence);

describe('what a run on the embedded model must show', () => {
  test('is there where exemplars and training help by more than their intervals', () => {
    expect(sentences(rows(50, 90, 75, 40), ['icl', 'lora'])).toEqual([]);
  });
  test('is missing where the intervals overlap, whatever the means', () => {
    expect(sentences(rows(50, 55, 60, 40), ['icl', 'lora'])).toEqual([
      'exemplars: better than zero shots on no task (toy: icl shots=4 60.0 % (50.2–69.1) against 50.0 % (40.4–59.6))',
      'training: better than zero shots on no task (toy: lora rank=4 55.0 % (45.2–64.4) against 50.0 % (40.4–59.6))',
    ]);
  });
  test('is missing where a method has no result, or failed', () => {
    const some = rowsOf(plan, [done(zero!, split(20, 40), split(50, 100)), done(icl4!), failed(lora4!)]);
    expect(sentences(some, ['icl', 'lora', 'cot'])).toEqual([
      'no trial of lora is done',
      'no trial of cot is done',
      'training: better than zero shots on no task (none has both)',
    ]);
  });
  test('may be on one task each', () => {
    const two = specs({ task: ['toy', 'other'] });
    const records = two.map((spec) => {
      const good = spec.task['name'] === 'toy' ? spec.method === 'lora' : spec.config['shots'] === 4;
      return done(spec, split(20, 40), split(good ? 90 : 50, 100));
    });
    expect(sentences(rowsOf(two, records), ['icl', 'lora'])).toEqual([]);
  });
});
