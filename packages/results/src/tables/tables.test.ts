import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, skipped, specs, split } from '../testing/records.ts';
import type { TrialRecord } from '../record/record.ts';
import type { TrialSpec } from '../record/spec.ts';
import { wilson } from '../stats/wilson.ts';
import { choose, rowsOf } from './rows.ts';
import { cellText, view } from './table.ts';
import { tablesOf } from './tables.ts';

const plan = specs({ seeds: 2 });
const [icl0, lora4, icl4, lora8] = plan;

test('several ways of asking get a table of their own', () => {
  const ways = [
    { name: 'it-was', tags: ['cloze'], outcomes: '1100' },
    { name: 'letters', tags: ['choice'], outcomes: '1000' },
  ];
  const records = plan.map((spec) =>
    done(spec, split(1, 2), spec === icl0 ? { ...split(2, 4), ways } : split(2, 4)),
  );
  expect(tablesOf(plan, records).tables.map(({ name }) => name)).toEqual([
    'accuracy',
    'memory',
    'latency',
    'pairs',
    'variance',
    'ways',
  ]);
  const table = tablesOf(plan, records).tables[5]!;
  expect(table.rows).toHaveLength(1);
  const cells = Object.fromEntries(table.columns.map(({ header }, i) => [header, table.rows[0]![i]]));
  expect(cells).toMatchObject({
    ways: 2,
    'mean (%)': 37.5,
    'best (%)': 'it-was (50.0)',
    'worst (%)': 'letters (25.0)',
    'cloze (%)': 50,
    'choice (%)': 25,
    'unseen (%)': null,
    'cloze − choice (points)': 25,
  });
});

describe('rows', () => {
  test('are one a configuration, methods together, told apart by what differs', () => {
    const rows = rowsOf(
      plan,
      plan.map((spec) => done(spec)),
    );
    expect(rows.map((r) => `${r.method} ${r.configuration} ${r.state}`)).toEqual([
      'icl shots=0 2/2 done',
      'icl shots=4 2/2 done',
      'lora rank=4 2/2 done',
      'lora rank=8 2/2 done',
    ]);
  });
  test('name the fields that the user set for the method, even where they do not differ', () => {
    const set = { 'lora.rank': 8, 'lora.train.epochs': 2, 'train.batchSize': 4 };
    const rows = rowsOf(specs({ methods: ['lora'], set }), [], Object.keys(set));
    expect(rows.map((r) => r.configuration)).toEqual(['rank=8 epochs=2']);
    expect(rowsOf(specs({ methods: ['lora'], sweep: false }), [])[0]?.configuration).toBe('defaults');
  });
  test('stay, with the reason, when trials fail, are skipped or never ran', () => {
    const records: TrialRecord[] = [done(icl0!), failed(lora4!), skipped(lora8!)];
    expect(rowsOf(plan.slice(0, 4), records).map((r) => [r.state, r.reason])).toEqual([
      ['1/1 done', ''],
      ['not run', ''],
      ['failed', 'train: ProcessDied: the process was killed (SIGKILL)'],
      ['skipped', 'lora: rank is 9: expected 1..8'],
    ]);
    const some = rowsOf(plan, [done(lora4!), failed(plan[5]!)]);
    expect(some[2]?.state).toBe('1/2 done, 1 failed');
  });
  test('one seed has Wilson’s interval', () => {
    const [row] = rowsOf([icl0!], [done(icl0!, split(30, 40), split(81, 263))]);
    expect(row?.test).toMatchObject({ mean: 81 / 263, ...wilson(81, 263), seeds: 1, n: 263 });
  });
});
test('measures of answers have a table of their own, over the rows that have any, under their own names', () => {
  const plain = tablesOf(
    plan,
    plan.map((spec) => done(spec)),
  );
  expect(plain.tables.map((table) => table.name)).not.toContain('measures');
  const two = specs({ methods: ['icl'], seeds: 2 });
  const records = two.map((spec) => {
    const measures = { logic: spec.seed === 0 ? 0.4 : 0.6 };
    const measured = { logic: { n: 50, sd: 0.1 } };
    return done(spec, split(3, 4), {
      ...split(7, 10),
      ...(spec.config['shots'] === 4 ? { measures, measured } : {}),
    });
  });
  const table = tablesOf(two, records).tables.find(({ name }) => name === 'measures');
  expect(table?.rows.length).toBe(1);
  const cell = (header: string) => table?.rows[0]?.[table.columns.findIndex((c) => c.header === header)];
  expect(cell('configuration')).toBe('shots=4');
  expect(cell('logic')).toBeCloseTo(0.5, 12);
  expect(cell('logic, items')).toBe(50);
  expect(Number(cell('logic 95 % low'))).toBeLessThan(0.4);
  expect(Number(cell('logic 95 % high'))).toBeGreaterThan(0.6);
});
test('a run of several tasks says in each table which task a row is of, and chooses for each', () => {
  const two = specs({
    task: [{ name: 'toy', train: 8 }, { name: 'toy', train: 32 }, 'other'],
    methods: ['lora'],
  });
  const good = (spec: TrialSpec, i: number) => done(spec, split(30 + (i % 3), 40));
  const { tables } = tablesOf(two, two.map(good));
  for (const table of tables) expect(table.columns[0]?.header).toBe('task');
  expect(tables[0]?.rows.map((row) => row.slice(0, 4))).toEqual([
    ['toy train=8', 'lora', 'rank=4', ''],
    ['toy train=8', 'lora', 'rank=8', 'yes'],
    ['toy train=32', 'lora', 'rank=4', 'yes'],
    ['toy train=32', 'lora', 'rank=8', ''],
    ['other', 'lora', 'rank=4', ''],
    ['other', 'lora', 'rank=8', 'yes'],
  ]);
});

const chosen = (...records: TrialRecord[]) =>
  rowsOf(plan.slice(0, 4), records).flatMap((r) => (r.chosen ? [`${r.method} ${r.configuration}`] : []));

describe('the chosen configuration', () => {
  test('is the best of each method on validation, whatever test says', () => {
    expect(
      chosen(
        done(icl0!, split(20, 40), split(99, 100)),
        done(icl4!, split(30, 40), split(1, 100)),
        done(lora4!, split(39, 40), split(1, 100)),
        done(lora8!, split(38, 40), split(99, 100)),
      ),
    ).toEqual(['icl shots=4', 'lora rank=4']);
  });
  test('is the smaller of equals', () => {
    expect(chosen(done(lora8!), done(lora4!))).toEqual(['lora rank=4']);
  });
  test('is the one with fewer tokens per item of equals of the same size', () => {
    const long = done(icl0!);
    const brief = { ...done(icl4!), requests: { ...long.requests!, promptTokens: 1 } };
    expect(chosen(long, brief)).toEqual(['icl shots=4']);
  });
  test('has as many seeds done as any', () => {
    const rows = rowsOf(plan, [
      done(lora4!, split(40, 40)),
      done(lora8!, split(20, 40)),
      done(plan[7]!, split(20, 40)),
    ]);
    expect(choose(rows)?.configuration).toBe('rank=8');
  });
  test('may be one that draws nothing and ran once, beside others with several seeds', () => {
    const once = { ...icl0!, draws: false } as const;
    const several = [once, icl4!, { ...icl4!, seed: 1 }];
    const [good, bad] = [split(30, 40), split(20, 40)];
    const of = (...outcomes: readonly TrialRecord[]) => choose(rowsOf(several, outcomes))?.configuration;
    expect(of(done(once, good), done(icl4!, bad), done(several[2]!, bad))).toBe('shots=0');
    expect(of(done(once, bad), done(icl4!, good), done(several[2]!, good))).toBe('shots=4');
    // A run that is at its first seed misses nothing of the others; a failed trial is missed.
    expect(of(done(once, bad), done(icl4!, good))).toBe('shots=4');
    expect(of(done(once, bad), done(icl4!, good), failed(several[2]!))).toBe('shots=0');
  });
  test('is none where nothing is done', () => expect(chosen(failed(lora4!), skipped(icl0!))).toEqual([]));
});

describe('the tables', () => {
  const records = plan.map((spec) => done(spec));
  test('are accuracy, memory and latency, every row in each', () => {
    const { tables } = tablesOf(plan, [done(icl0!), failed(lora4!)]);
    expect(tables.map((t) => [t.name, t.rows.length])).toEqual([
      ['accuracy', 4],
      ['memory', 4],
      ['latency', 4],
    ]);
  });
  test('have a unit in the header of every measured column', () => {
    const counts =
      /^(method|other method|(other )?configuration|chosen|group|p|adjusted p|apart|test|source|levels|note|trials|reason|(other )?seeds|.* items|trainable parameters|timed calls|training steps)$/;
    for (const table of tablesOf(plan, records).tables)
      for (const { header } of table.columns)
        expect(header).toMatch(counts.test(header) ? /./ : /\([^)]+\)$/);
  });
  test('give people fewer columns than files, the interval as one', () => {
    const [accuracy] = tablesOf(plan, records).tables;
    expect(view(accuracy!, 'screen').columns.map((c) => c.header)).toMatchInlineSnapshot(`
      [
        "method",
        "configuration",
        "chosen",
        "validation accuracy (%)",
        "test accuracy (%)",
        "95 % interval (%)",
        "group",
        "sd over seeds (points)",
        "seeds",
        "test items",
        "unreadable (%)",
        "trials",
      ]
    `);
    expect(view(accuracy!, 'file').columns.map((c) => c.header)).toMatchInlineSnapshot(`
      [
        "method",
        "configuration",
        "chosen",
        "validation accuracy (%)",
        "test accuracy (%)",
        "95 % low (%)",
        "95 % high (%)",
        "group",
        "difference to the best (points)",
        "difference 95 % low (points)",
        "difference 95 % high (points)",
        "adjusted p",
        "sd over seeds (points)",
        "seeds",
        "test items",
        "validation items",
        "unreadable (%)",
        "lenient test accuracy (%)",
        "trials",
        "reason",
      ]
    `);
    expect(view(accuracy!, 'screen').rows[0]).toMatchInlineSnapshot(`
      [
        "icl",
        "shots=0",
        "yes",
        75,
        70,
        "60.4–78.1",
        "a",
        0,
        2,
        100,
        0,
        "2/2 done",
      ]
    `);
  });
  test('do not depend on the order in which trials ran', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(tablesOf(plan, shuffled)).toEqual(tablesOf(plan, records));
      }),
      { numRuns: 20 },
    );
  });
});

test('a cell is written with its decimals; nothing is written for nothing', () => {
  expect([cellText(1234567.891, 1), cellText(0.5, 2), cellText(8000), cellText(null), cellText('x')]).toEqual(
    ['1,234,567.9', '0.50', '8,000', '', 'x'],
  );
});
