/**
 * Data of a task that are drawn by a generator from `@adaptbench/embedded`, always in its held-out half. No text of the embedded model's
 * corpus comes from there. Train, validation and test have no item in common, and each holds as many of every kind as of any other.
 */
import { type Random, random } from '@adaptbench/core';
import type { DataSet } from './read/data-set.ts';
import type { Row, Table } from './read/table.ts';

/** Items by split: enough for learning curves, and a test of which 95 % intervals are under ten points wide. */
const SIZES = { train: 1024, validation: 200, test: 400 };

/** Raised together with the tasks' versions where the data are to be others. */
const SEED = 1;

/** Draws that may repeat earlier texts before the generator counts as exhausted. */
const MOST_REPEATS = 100_000;

interface Generated {
  /** Of the task; names the streams of random numbers. */
  readonly name: string;
  /** What takes turns: usually the labels. */
  readonly kinds: readonly [string, ...string[]];
  /** A row by column; the first column is what may not be repeated. */
  readonly draw: (r: Random, kind: string) => Readonly<Record<string, string>>;
  readonly sizes?: typeof SIZES;
}

export function generated({ name, kinds, draw, sizes = SIZES }: Generated): DataSet {
  const seen = new Set<string>();
  const split = (part: keyof typeof SIZES): readonly Table[] => {
    const r = random(SEED, 'task', name, part);
    const rows: Readonly<Record<string, string>>[] = [];
    for (let repeats = 0; rows.length < sizes[part];) {
      const values = draw(r, kinds[rows.length % kinds.length]!);
      const [key = ''] = Object.values(values);
      if (!seen.has(key)) rows.push(values);
      else if (++repeats > MOST_REPEATS) throw new Error(`internal: ${name} repeats itself`);
      seen.add(key);
    }
    const columns = Object.keys(rows[0] ?? {});
    const lines = r.shuffle(rows).map((values, i): Row => ({ values, line: i + 1 }));
    return [{ file: `${name} (generated)`, columns, rows: lines, classNames: {}, notes: [] }];
  };
  return { train: split('train'), validation: split('validation'), test: split('test') };
}
