/** One definition per figure: what tables show is what limits judge by, in every committed run. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { breaches, noConstraints } from '../recommend/constraints.ts';
import { factsOf } from '../recommend/facts.ts';
import { readManifest } from '../run/manifest.ts';
import { readTrials } from '../run/trials-log.ts';
import type { Cell } from '../tables/table.ts';
import { tablesOf } from '../tables/tables.ts';
import { flagOf, headerOf } from './figure.ts';
import { figures, limitedFigures } from './index.ts';
import { barOf, valueOf } from './read.ts';

const results = path.join(import.meta.dirname, '../../../../results');
const runs = readdirSync(results).filter((name) => existsSync(path.join(results, name, 'trials.jsonl')));
function open(name: string) {
  const plan = readManifest(path.join(results, name, 'manifest.json'))!.plan;
  const { rows, tables } = tablesOf(plan, readTrials(path.join(results, name, 'trials.jsonl')));
  const cell = (table: string, header: string, row: number): Cell | undefined => {
    const { columns, rows: lines } = tables.find((one) => one.name === table)!;
    return lines[row]?.[columns.findIndex((column) => column.header === header)];
  };
  return { rows, cell };
}

test('there are runs to look at', () => expect(runs.length).toBeGreaterThan(10));

describe.each(runs)('in %s', (name) => {
  const { rows, cell } = open(name);
  test.each(['inference', 'training'] as const)(
    'the limit on memory of %s judges by the number that the table shows',
    (phase) => {
      const limit = phase === 'inference' ? 'maxMemory' : 'maxTrainMemory';
      for (const [i, row] of rows.entries()) {
        const shown = cell('memory', `${phase} peak − idle (MiB)`, i);
        if (typeof shown !== 'number') continue;
        const broken = (MiB: number) =>
          breaches(factsOf(row, false), { ...noConstraints, [limit]: MiB * 2 ** 20 }, 'validation');
        expect(broken(shown + 1e-6)).toEqual([]);
        expect(broken(shown * 0.99)).toMatchObject([{ excess: expect.closeTo(1 / 0.99, 6) as number }]);
      }
    },
  );
  test('what explains memory is the sum of its parts', () => {
    for (const [i] of rows.entries()) {
      const parts = ['weights', 'trainable', 'gradients', 'optimizer', 'activations'];
      const explained = cell('memory', 'training, explained (MiB)', i);
      if (typeof explained !== 'number') continue;
      const sum = parts.reduce((all, part) => all + Number(cell('memory', `training: ${part} (MiB)`, i)), 0);
      // Each part is the highest over seeds.
      expect(sum).toBeGreaterThanOrEqual(explained - 1e-6);
      expect(sum).toBeLessThan(explained * 1.02);
    }
  });
  test('what is weighed against accuracy is what the tables show', () => {
    for (const row of rows)
      for (const figure of figures.filter((one) => one.tradeOff))
        expect(barOf(figure, row)?.value ?? 0).toBeCloseTo(valueOf(figure, row)?.value ?? 0, 6);
  });
});

test('flags of limits are their names', () =>
  expect(limitedFigures.map(({ limit }) => flagOf(limit))).toEqual([
    '--labels',
    '--max-train-memory',
    '--max-memory',
    '--p50',
    '--p95',
    '--first-token',
    '--max-artifact',
    '--max-training',
    '--requests',
    '--min-context',
    '--min-accuracy',
  ]));

test('no two figures have the same column', () => {
  const headers = figures.map(headerOf);
  expect(new Set(headers).size).toBe(headers.length);
});
