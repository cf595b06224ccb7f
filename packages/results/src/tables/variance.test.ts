import { expect, test } from 'vitest';
import { done, specs, split } from '../testing/records.ts';
import { rowsOf } from './rows.ts';
import { varianceTable } from './variance.ts';

const outcomes = (text: string, digest = 'same') => ({ ...split(0, text.length, digest), outcomes: text });
const shown = (plan: ReturnType<typeof specs>, records: ReturnType<typeof done>[]) => {
  const table = varianceTable(rowsOf(plan, records));
  return table?.rows.map((row) =>
    Object.fromEntries(table.columns.map(({ header }, i) => [header, row[i] ?? null])),
  );
};

test('seeds of what trains nothing are exemplar draws', () => {
  const plan = specs({ seeds: 2, sweep: false });
  const lines = shown(
    plan,
    plan.map((spec) => done(spec, split(1, 2), outcomes(spec.seed === 0 ? '1100' : '1000'))),
  )!;
  expect(lines.map((line) => `${line['method']}: ${line['source']} (${line['levels']})`)).toEqual([
    'icl: exemplar draw (2)',
    'icl: item (4)',
    'icl: exemplar draw × item (2 × 4)',
    'lora: seed (2)',
    'lora: item (4)',
    'lora: seed × item (2 × 4)',
  ]);
  // Means ½ and ¼: MS_seed = 4·2·(1/8)² = ⅛; item shares 1 ½ 0 0: MS_item = 2·(0.6875)/3 = 11/24; rest (1.875 − ⅛ − 11/8) / 3 = ⅛.
  expect(lines[0]).toMatchObject({ 'variance (points²)': 0, 'share (%)': 0 });
  expect(lines[1]?.['variance (points²)']).toBeCloseTo(((11 / 24 - 1 / 8) / 2) * 1e4, 6);
  expect(lines[2]?.['variance (points²)']).toBeCloseTo(1250, 6);
  expect(lines[2]?.['in the mean (points²)']).toBeCloseTo(1250 / 8, 6);
  const sum = (header: string) => lines.slice(0, 3).reduce((total, line) => total + Number(line[header]), 0);
  expect(sum('share (%)')).toBeCloseTo(100, 9);
  expect(sum('in the mean (%)')).toBeCloseTo(100, 9);
});

test('templates of a run are one block, and its label loses the template', () => {
  const plan = specs({
    methods: ['lora'],
    sweep: false,
    seeds: 2,
    template: [0, 1],
    set: { 'lora.rank': 4 },
  });
  const lines = shown(
    plan,
    plan.map((spec) =>
      done(
        spec,
        split(1, 2),
        outcomes(`${spec.template}${spec.seed}10${spec.template === spec.seed ? 1 : 0}`),
      ),
    ),
  )!;
  expect(lines.map((line) => line['source'])).toEqual([
    'template',
    'seed',
    'item',
    'template × seed',
    'template × item',
    'seed × item',
    'template × seed × item',
  ]);
  expect(new Set(lines.map((line) => line['configuration']))).toEqual(new Set(['defaults']));
});

test('ways of asking count as templates, with one seed too', () => {
  const [spec] = specs({ methods: ['icl'], sweep: false });
  const ways = ['1100', '1010', '1000'].map((text, i) => ({ name: `w${i}`, tags: [], outcomes: text }));
  const lines = shown([spec!], [done(spec!, split(1, 2), { ...outcomes('1000'), ways })])!;
  expect(lines.map((line) => line['source'])).toEqual(['template', 'item', 'template × item']);
});

test('an estimate below 0 is said to be one', () => {
  const plan = specs({ methods: ['icl'], sweep: false, seeds: 2 });
  const lines = shown(
    plan,
    plan.map((spec) => done(spec, split(1, 2), outcomes(spec.seed === 0 ? '10' : '01'))),
  )!;
  expect(lines[0]).toMatchObject({
    source: 'exemplar draw',
    note: 'estimate below 0',
    'variance (points²)': 0,
  });
});

test('nothing is said of one seed and one template, of other items a seed, of counts', () => {
  const plan = specs({ methods: ['icl'], sweep: false, seeds: 2 });
  expect(shown(plan.slice(0, 1), [done(plan[0]!)])).toBeUndefined();
  expect(
    shown(
      plan,
      plan.map((spec) => done(spec, split(1, 2), outcomes('1100', `digest ${spec.seed}`))),
    ),
  ).toBeUndefined();
  expect(
    shown(
      plan,
      plan.map((spec) => done(spec, split(1, 2), { ...outcomes('1100'), outcomes: null })),
    ),
  ).toBeUndefined();
});
