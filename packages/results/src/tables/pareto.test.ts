import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, specs, split } from '../testing/records.ts';
import { tradeOffs, withFront } from './pareto.ts';
import { rowsOf } from './rows.ts';

const point = fc.record({ need: fc.integer({ min: 0, max: 9 }), mean: fc.integer({ min: 0, max: 9 }) });

describe('the front', () => {
  test('is what nothing beats on both: no point on it is dominated, every other is, by one on it', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const all = withFront(points);
        const front = all.filter((p) => p.front);
        const beats = (a: (typeof all)[number], b: (typeof all)[number]): boolean =>
          a.need <= b.need && a.mean >= b.mean && (a.need < b.need || a.mean > b.mean);
        expect(front.length).toBeGreaterThan(0);
        for (const p of front) expect(all.some((q) => beats(q, p))).toBe(false);
        for (const p of all.filter((q) => !q.front)) expect(front.some((q) => beats(q, p))).toBe(true);
      }),
    );
  });
});

describe('trade-offs', () => {
  const plan = specs({ seeds: 2 });
  const records = plan.map((spec) =>
    spec.config['rank'] === 8
      ? failed(spec)
      : done(spec, split(30, 40), split(spec.training === null ? 60 : 80, 100)),
  );
  const all = tradeOffs(rowsOf(plan, records));
  test('are with memory, latency, storage and cost, without what has no result', () => {
    expect(all.map(({ need, points }) => [need.name, points.length])).toEqual([
      ['inference-memory', 3],
      ['whole-memory', 3],
      ['latency', 3],
      ['storage', 3],
      ['cost', 3],
    ]);
  });
  test('take the higher peak of training and answering', () => {
    const whole = all[1]!.points.map(({ row, need }) => [row.method, need]);
    expect(whole).toEqual([
      ['icl', 600],
      ['icl', 600],
      ['lora', 1436],
    ]);
  });
  test('have an interval of latency over seeds, and money for cost where there is a price', () => {
    const latency = all[2]!.points[0]!;
    expect(latency.need).toBe(20.5);
    expect(latency.needLow).toBeLessThan(20);
    const priced = tradeOffs(rowsOf(plan, records), { perHour: 3.6 })[4]!;
    expect(priced.need.label).toBe('1,000 requests in batches (money)');
    // 1000/60 seconds at a thousandth a second.
    expect(priced.points[0]!.need).toBeCloseTo(1 / 60);
  });
});
