import { describe, expect, test } from 'vitest';
import { done, failed, specs, split } from '../testing/records.ts';
import type { DoneTrial } from '../record/record.ts';
import { againstBest, compareRows, zeroShot } from './compare.ts';
import { rowsOf } from './rows.ts';
import { view } from './table.ts';
import { tablesOf } from './tables.ts';

const plan = specs({ seeds: 3 });
const [icl0, lora4, icl4, lora8] = plan;
const name = (row: { method: string; configuration: string }) => `${row.method} ${row.configuration}`;
/** `right` of 200, and a few different ones in each seed. */
const answers = (record: DoneTrial, right: number): DoneTrial => {
  const at = (i: number) => i < right !== ((i * 7 + record.spec.seed * 11) % 40 === 0);
  const outcomes = Array.from({ length: 200 }, (_, i) => (at(i) ? '1' : '0')).join('');
  return {
    ...record,
    accuracy: { ...record.accuracy, test: { ...split(right, 200), correct: right, outcomes } },
  };
};
const right = { 'icl 0': 80, 'icl 4': 120, 'lora 4': 160, 'lora 8': 150 } as const;
const records = plan.map((spec) => {
  const key = `${spec.method} ${Number(spec.config['shots'] ?? spec.config['rank'])}` as keyof typeof right;
  // lora 4 and icl 4 are chosen on validation.
  const validation = key === 'icl 4' || key === 'lora 4' ? split(30, 40) : split(20, 40);
  return answers(done(spec, validation), right[key]);
});

describe('a comparison', () => {
  const rows = rowsOf(plan, records);
  const [comparison] = compareRows(rows);
  test('is of the chosen configurations and the zero-shot baseline, the best first', () => {
    expect(comparison?.rows.map(name)).toEqual(['lora rank=4', 'icl shots=4', 'icl shots=0']);
    expect(comparison?.pairs.map(({ first, second }) => `${name(first)} − ${name(second)}`)).toEqual([
      'lora rank=4 − icl shots=4',
      'lora rank=4 − icl shots=0',
      'icl shots=4 − icl shots=0',
    ]);
  });
  test('gives letters by Holm’s adjusted p, and pairs with the best', () => {
    for (const { p, adjusted, apart } of comparison!.pairs) {
      expect(adjusted).toBeGreaterThanOrEqual(p);
      expect(apart).toBe(true);
    }
    expect(comparison!.rows.map((row) => comparison!.groups.get(row))).toEqual(['a', 'b', 'c']);
    expect(againstBest([comparison!], comparison!.rows[2]!)?.difference).toBeCloseTo(0.4, 1);
    expect(againstBest([comparison!], comparison!.rows[0]!)).toBeNull();
  });
  test('leaves out rows that were asked other items, and rows with counts alone', () => {
    const odd = records.map((record) =>
      record.spec.config['shots'] === 4
        ? { ...record, accuracy: { ...record.accuracy, test: split(120, 200, 'other') } }
        : record,
    );
    expect(compareRows(rowsOf(plan, odd))[0]?.rows.map(name)).toEqual(['lora rank=4', 'icl shots=0']);
    const counts = records.map((record) => ({
      ...record,
      accuracy: { ...record.accuracy, test: { ...record.accuracy.test, outcomes: null } },
    }));
    expect(compareRows(rowsOf(plan, counts))).toEqual([]);
  });
  test('is none of one configuration', () => {
    expect(compareRows(rowsOf([lora4!, lora8!], [done(lora4!), failed(lora8!)]))).toEqual([]);
  });
  test('the baseline trains nothing and has no exemplars', () => {
    expect(name(zeroShot(rows)!)).toBe('icl shots=0');
    expect(zeroShot(rowsOf([icl4!], [done(icl4!)]))).toBeNull();
    expect(icl0!.config['shots']).toBe(0);
  });
  test('is shown in accuracy.csv and pairs.csv', () => {
    const { tables } = tablesOf(plan, records);
    const cells = (table: string, row: number) => {
      const { columns, rows: lines } = view(
        tables.find((t) => t.name === table)!,
        'file',
      );
      return Object.fromEntries(columns.map(({ header }, i) => [header, lines[row]![i]]));
    };
    expect(cells('accuracy', 2)).toMatchObject({ configuration: 'rank=4', group: 'a', 'adjusted p': null });
    const pair = cells('pairs', 0);
    expect(pair).toMatchObject({
      method: 'lora',
      'other method': 'icl',
      'test items': 200,
      seeds: 3,
      'other seeds': 3,
      test: 'items and seeds',
      apart: 'yes',
    });
    const chosen = cells('accuracy', 1);
    expect(chosen['difference to the best (points)']).toBeCloseTo(-Number(pair['difference (points)']), 9);
    expect(chosen['difference 95 % low (points)']).toBeCloseTo(-Number(pair['95 % high (points)']), 9);
    expect(chosen['difference 95 % high (points)']).toBeCloseTo(-Number(pair['95 % low (points)']), 9);
  });
});
