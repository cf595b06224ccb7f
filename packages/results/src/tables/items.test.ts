import { describe, expect, test } from 'vitest';
import { done, linesOf, specs } from '../testing/records.ts';
import type { SplitOutcome } from '../record/record.ts';
import { agreementTable, differingTable, itemComparisons } from './items.ts';
import { rowsOf } from './rows.ts';

const plan = specs({ seeds: 2, sweep: false });
const outcome = (outcomes: string, itemsDigest = 'same'): SplitOutcome => ({
  n: outcomes.length,
  correct: outcomes.split('1').length - 1,
  outcomes,
  itemsDigest,
  unparseable: 0,
  lenient: null,
});
const records = (icl: string, lora: string, digest = 'same') =>
  plan.map((spec) => done(spec, outcome('11'), spec.method === 'icl' ? outcome(icl) : outcome(lora, digest)));
const compared = (all: ReturnType<typeof records>, read = true) =>
  itemComparisons(rowsOf(plan, all), (id) => {
    const record = all.find((one) => one.id === id);
    return read && record ? linesOf(record) : null;
  });

describe('two methods item by item', () => {
  test('are counted in four cells, the better one first', () => {
    const [comparison] = compared(records('11000', '10110'));
    expect(comparison).toMatchObject({ seed: 0, both: 1, onlyFirst: 2, onlySecond: 1, neither: 1 });
    expect([comparison!.first.method, comparison!.second.method]).toEqual(['lora', 'icl']);
    expect(agreementTable([comparison!]).rows).toEqual([['lora defaults', 'icl defaults', 1, 2, 1, 1, 0]]);
  });
  test('show the items on which exactly one is right', () => {
    const [comparison] = compared(records('11000', '10110'));
    expect(
      comparison!.differing!.map(({ first, second }) => [first.id, first.correct, second.correct]),
    ).toEqual([
      ['test:1', false, true],
      ['test:2', true, false],
      ['test:3', true, false],
    ]);
  });
  test('are counted where texts are gone, and not where the items were others', () => {
    expect(compared(records('11000', '10110'), false)[0]).toMatchObject({ both: 1, differing: null });
    expect(compared(records('11000', '10110', 'other'))).toEqual([]);
  });
  test('are those that were asked for, in that order', () => {
    const all = records('11000', '10110');
    const asked = (wanted: readonly [string, string]) =>
      itemComparisons(rowsOf(plan, all), () => null, wanted).map(({ first, second }) => [
        first.method,
        second.method,
      ]);
    expect(asked(['icl', 'lora'])).toEqual([['icl', 'lora']]);
    expect(asked(['icl', 'cot'])).toEqual([]);
  });
  test('become a table with the texts, long ones cut', () => {
    const table = differingTable(compared(records('11000', '10110')));
    expect(table.rows).toHaveLength(3);
    expect(table.rows[0]!.slice(0, 3)).toEqual(['test:1', 'text of test:1', 'yes']);
  });
});
