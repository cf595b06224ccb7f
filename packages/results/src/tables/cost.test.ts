import { describe, expect, test } from 'vitest';
import { done, specs } from '../testing/records.ts';
import type { DoneTrial } from '../record/record.ts';
import { breakEvenTable, costTable, decisions } from './cost.ts';
import { rowsOf } from './rows.ts';
import type { Table } from './table.ts';

const plan = specs({ seeds: 2, set: { 'icl.shots': [0, 4], 'lora.rank': 4 } });
/** k shots take 20 + 10 k ms, a trained method 20 ms; training takes 20 s, and 1 s more with the second seed. */
const timed = (record: DoneTrial): DoneTrial => {
  const p50 = 20 + 10 * Number(record.spec.config['shots'] ?? 0) + record.spec.seed / 10;
  return {
    ...record,
    evaluationTimes: { ...record.evaluationTimes!, p50 },
    training: record.training && { ...record.training, seconds: 20 + record.spec.seed },
  };
};
const rows = rowsOf(
  plan,
  plan.map((spec) => timed(done(spec))),
);
const lines = (table: Table | null) =>
  table!.rows.map((row) => Object.fromEntries(table!.columns.map(({ header }, i) => [header, row[i]])));

describe('a decision', () => {
  test('is weighed against every configuration that only prompts, in every way of serving', () => {
    expect(
      decisions(rows).map(
        ({ trained, untrained, serving }) => `${trained.method} ${untrained.configuration} ${serving}`,
      ),
    ).toEqual(['lora shots=0 alone', 'lora shots=0 batch', 'lora shots=4 alone', 'lora shots=4 batch']);
  });
  test('breaks even at training over the time saved, with an interval, or never', () => {
    const [none, , four] = lines(breakEvenTable(rows));
    expect(none).toMatchObject({ against: 'icl shots=0', 'break-even (requests)': 'never' });
    // 20.5 s over 40 ms
    expect(four!['break-even (requests)']).toBeCloseTo(512.5);
    expect(Number(four!['95 % low (requests)'])).toBeLessThan(512.5);
    expect(Number(four!['95 % high (requests)'])).toBeGreaterThan(512.5);
    expect(four!['95 % interval (requests)']).toMatch(/^\d+–\d+$/);
  });
  test('uses the pass on the clock where there is one, at its fastest too', () => {
    const timing = (p50: number) => ({
      item: { n: 40, p50, p50Low: p50 - 1, p50High: p50 + 1 },
      promptTokens: 10,
      generatedTokens: 1,
    });
    const passed = rowsOf(
      plan,
      plan.map((spec) => {
        const record = timed(done(spec));
        const shots = Number(spec.config['shots'] ?? 0);
        const pass = {
          alone: timing(30 + 10 * shots),
          cached: shots === 0 ? null : timing(32),
          merged: spec.training === null ? null : timing(28),
          throughput: { batch: 8, itemsPerSecond: 50, n: 3 },
        };
        return spec.seed === 0 ? ({ ...record, timing: pass } as DoneTrial) : record;
      }),
    );
    expect(
      decisions(passed).map(({ untrained, serving, savedMs }) => [
        untrained.configuration,
        serving,
        Math.round(savedMs),
      ]),
    ).toEqual([
      ['shots=0', 'alone', 0],
      ['shots=0', 'best', 2],
      ['shots=0', 'batch', 0],
      ['shots=4', 'alone', 40],
      ['shots=4', 'best', 4],
      ['shots=4', 'batch', 0],
    ]);
  });
  test('needs something trained and something not', () => {
    expect(breakEvenTable(rows.filter((row) => row.method === 'icl'))).toBeNull();
  });
});

describe('the cost table', () => {
  test('has seconds, and energy and money by the prices given', () => {
    const [zero, four, lora] = lines(costTable(rows, { perHour: 3.6, watts: 100, perKwh: 0.5 }));
    expect(zero).toMatchObject({ 'training (s)': null, 'training (money)': null });
    expect(four!['1,000 requests one at a time (s)']).toBeCloseTo(60.05);
    expect(lora).toMatchObject({ 'training (s)': 20.5 });
    expect(lora!['training (kWh)']).toBeCloseTo((20.5 * 100) / 3.6e6);
    expect(lora!['training (money)']).toBeCloseTo(20.5 / 1000 + ((20.5 * 100) / 3.6e6) * 0.5);
  });
  test('has no column of what has no price, and says how to', () => {
    const table = costTable(rows)!;
    expect(table.columns.map(({ header }) => header).join()).not.toMatch(/kWh|money/);
    expect(table.legend.join()).toContain('--price-per-kwh');
  });
});
