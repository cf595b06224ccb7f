import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { golden } from './__fixtures__/golden.ts';
import { varianceComponents } from './variance.ts';

const digits = (rows: readonly string[]): number[] => rows.flatMap((row) => Array.from(row, Number));
const byName = (components: ReturnType<typeof varianceComponents>) =>
  Object.fromEntries(components.map((c) => [c.factors.join(':'), c.estimate]));

describe('variance components', () => {
  test('of items and seeds follow from the mean squares of statsmodels', () => {
    const { rows, mean_squares: ms } = golden.two_way;
    const it = byName(
      varianceComponents(
        [
          { name: 'seed', levels: 3 },
          { name: 'item', levels: 40 },
        ],
        digits(rows),
      ),
    );
    expect(Object.keys(it)).toEqual(['seed', 'item', 'seed:item']);
    expect(it['seed:item']).toBeCloseTo(ms['rest']!, 12);
    expect(it['item']).toBeCloseTo((ms['item']! - ms['rest']!) / 3, 12);
    expect(it['seed']).toBeCloseTo((ms['seed']! - ms['rest']!) / 40, 12);
  });
  test('of templates, seeds and items too', () => {
    const { rows, mean_squares: ms } = golden.three_way;
    const components = varianceComponents(
      [
        { name: 'template', levels: 4 },
        { name: 'seed', levels: 3 },
        { name: 'item', levels: 25 },
      ],
      digits(rows.flat()),
    );
    const it = byName(components);
    const [ts, ti, si] = ['template:seed', 'template:item', 'seed:item'].map((name) => ms[name]!) as [
      number,
      number,
      number,
    ];
    expect(it['template:seed:item']).toBeCloseTo(ms['rest']!, 12);
    expect(it['template:seed']).toBeCloseTo((ts - ms['rest']!) / 25, 12);
    expect(it['seed:item']).toBeCloseTo((si - ms['rest']!) / 4, 12);
    expect(it['template']).toBeCloseTo((ms['template']! - ts - ti + ms['rest']!) / 75, 12);
    expect(it['item']).toBeCloseTo((ms['item']! - ti - si + ms['rest']!) / 12, 12);
    const item = components.find(({ factors }) => factors.join() === 'item')!;
    expect(item.ofMean).toBeCloseTo(item.variance / 25, 12);
  });
  test('below 0 are shown as 0', () => {
    const factors = [
      { name: 'seed', levels: 2 },
      { name: 'item', levels: 2 },
    ];
    const [seed] = varianceComponents(factors, digits(['10', '01']));
    expect(seed).toEqual({ factors: ['seed'], estimate: -0.5, variance: 0, ofMean: 0 });
  });
  test('a factor with one level has none', () => {
    const it = varianceComponents(
      [
        { name: 'template', levels: 1 },
        { name: 'item', levels: 4 },
      ],
      [1, 1, 0, 0],
    );
    expect(it).toEqual([{ factors: ['item'], estimate: 1 / 3, variance: 1 / 3, ofMean: 1 / 12 }]);
  });
  test('are right on average over many tables', () => {
    const draw = random(5, 'components');
    const truth = { template: 0.04, seed: 0.02, item: 0.09 };
    const sums: Record<string, number> = {};
    for (let round = 0; round < 400; round++) {
      const normals = (n: number, variance: number) =>
        Array.from({ length: n }, () => Math.sqrt(variance) * draw.normal());
      const [t, s, i] = [normals(4, truth.template), normals(3, truth.seed), normals(30, truth.item)];
      const cells = t.flatMap((a) => s.flatMap((b) => i.map((c) => a + b + c + 0.2 * draw.normal())));
      const found = byName(
        varianceComponents(
          [
            { name: 'template', levels: 4 },
            { name: 'seed', levels: 3 },
            { name: 'item', levels: 30 },
          ],
          cells,
        ),
      );
      for (const [name, value] of Object.entries(found)) sums[name] = (sums[name] ?? 0) + value / 400;
    }
    // Standard errors: template 0.0016, seed 0.001, item 0.0012.
    expect(sums['template']).toBeCloseTo(truth.template, 2);
    expect(sums['seed']).toBeCloseTo(truth.seed, 2);
    expect(sums['item']).toBeCloseTo(truth.item, 2);
    expect(sums['template:seed:item']).toBeCloseTo(0.04, 3);
    expect(sums['template:seed']).toBeCloseTo(0, 3);
  });
});
