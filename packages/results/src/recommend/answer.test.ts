import { describe, expect, test } from 'vitest';
import { rowsOf } from '../tables/rows.ts';
import { done, skipped, specs, split } from '../testing/records.ts';
import { answers } from './answer.ts';

const rowsFor = (lora: number, icl: number) =>
  rowsWith([Math.round(lora * 0.4), lora], [Math.round(icl * 0.4), icl]);

/** Right answers of each method to 40 validation and 100 test items. */
const rowsWith = (lora: readonly [number, number], icl: readonly [number, number]) => {
  const plan = specs({ sweep: false });
  return rowsOf(
    plan,
    plan.map((spec) => {
      const [validation, test] = spec.method === 'lora' ? lora : icl;
      return done(spec, split(validation, 40), split(test, 100));
    }),
  );
};

describe('the answer of a run', () => {
  test('says what to use and that it is better beyond chance', () => {
    expect(answers(rowsFor(90, 50))).toEqual([
      'Use lora (defaults): 90.0 % of 100 test items (95 % interval 82.6 % to 94.5 %, 1 seed); on validation better than icl beyond chance.',
    ]);
  });
  test('says what cannot be told apart from it', () => {
    expect(answers(rowsFor(90, 89))[0]).toMatch(
      /^Use (icl|lora) \(defaults\).*; validation cannot tell it from (icl|lora), and its requests are the shortest\.$/,
    );
  });
  test('is chosen by validation: test items, which report it, have no say', () => {
    const plan = specs({ sweep: false });
    const rows = rowsOf(
      plan,
      plan.map((spec) =>
        spec.method === 'lora'
          ? done(spec, split(36, 40), split(60, 100))
          : done(spec, split(16, 40), split(90, 100)),
      ),
    );
    expect(answers(rows)[0]).toMatch(/^Use lora \(defaults\): 60\.0 % of 100 test items/);
  });
  test('says that a baseline is enough, and what the best of the others has', () => {
    expect(answers(rowsFor(50, 90), new Set(['icl']))).toEqual([
      'A baseline is enough: icl (defaults): 90.0 % of 100 test items (95 % interval 82.6 % to 94.5 %, 1 seed); on validation better than lora beyond chance; the best that is no baseline: lora (50.0 %).',
    ]);
  });
  test('says of a baseline that does not win whether it is behind', () => {
    expect(answers(rowsFor(90, 50), new Set(['icl']))[0]).toMatch(
      /beyond chance; the baseline icl \(50\.0 %\) is behind beyond chance\.$/,
    );
    expect(answers(rowsWith([36, 90], [32, 88]), new Set(['icl']))[0]).toMatch(
      /^Use lora .*; the baseline icl \(88\.0 %\) cannot be told from it\.$/,
    );
    expect(answers(rowsFor(0, 0), new Set(['icl']))[0]).toMatch(/^Use none of these/);
  });
  test('says what test items tell that validation leaves open', () => {
    expect(answers(rowsFor(90, 80), new Set(['icl']))[0]).toMatch(
      /; the best on validation; on the test items better than icl beyond chance; the baseline icl \(80\.0 %\) is behind beyond chance on the test items\.$/,
    );
    expect(answers(rowsWith([36, 60], [16, 90]))[0]).toMatch(
      /^Use lora .*; WARNING: on the test items icl is better beyond chance\.$/,
    );
  });
  test('is one line per task', () => {
    const plan = specs({ task: ['toy', 'other'], methods: ['icl'], sweep: false });
    const rows = rowsOf(
      plan,
      plan.map((spec) => done(spec)),
    );
    expect(answers(rows)).toEqual([
      'toy: use icl (defaults): 70.0 % of 100 test items (95 % interval 60.4 % to 78.1 %, 1 seed); no other method has results to compare.',
      'other: use icl (defaults): 70.0 % of 100 test items (95 % interval 60.4 % to 78.1 %, 1 seed); no other method has results to compare.',
    ]);
  });
  test('recommends nothing that answers nothing, and says nothing where nothing is done', () => {
    expect(answers(rowsFor(0, 0))).toEqual(['Use none of these: none answers a single validation item.']);
    const plan = specs({ sweep: false });
    expect(answers(rowsOf(plan, plan.map(skipped)))).toEqual([]);
  });
});
