import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeTable } from '@adaptbench/results';
import { csv, sixDigits } from './csv.ts';

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      "'",
      'a',
      '１',
      '＝',
      '＋',
      '－',
      '＠',
      ' ',
    ),
  }),
  fc.integer({ min: -999_999, max: 999_999 }),
  fc.constant(null),
);

it('is what csv-stringify writes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.string({ minLength: 1 }),
      (rows, name) => {
        const columns = [0, 1].map((at) => ({
          header: `${name}${at}`,
          value: (row: (typeof rows)[number]) => row[at] ?? null,
        }));
        const table = makeTable({ name: 't', title: 'T', legend: [] }, columns, rows);
        const text = rows.map((row) =>
          row.map((one) => (typeof one === 'number' && one >= 0 ? String(one) : one)),
        );
        expect(csv(table)).toBe(
          stringify([columns.map(({ header }) => header), ...text], { escape_formulas: true }),
        );
      },
    ),
  );
});

it('rounds to six digits as toPrecision does', () => {
  const decimal = fc
    .tuple(fc.integer({ min: -99_999_995, max: 99_999_995 }), fc.integer({ min: -30, max: 30 }))
    .map(([digits, exponent]) => Number(`${digits}e${exponent}`));
  const edges = fc.constantFrom(999_999.5, 999_999.4999999999, 0.1234565, 1e15, 1e-9, -0, 5e-324, 1.7e308);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        decimal,
        edges,
      ),
      (value) => {
        // Of −0 and 0 the text is the same.
        expect(String(sixDigits(value))).toBe(String(Number(value.toPrecision(6))));
      },
    ),
  );
});
