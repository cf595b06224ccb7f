/**
 * A table as CSV (RFC 4180). Numbers with six significant digits. Text that a spreadsheet would take for a formula (it begins with
 * = + - @, tab or carriage return) gets an apostrophe in front: configuration values and error messages come from outside.
 */
import { type Cell, type Table, view } from '@adaptbench/results';

export function csv(table: Table): string {
  const { columns, rows } = view(table, 'file');
  const header = columns.map((column) => column.header);
  return [header, ...rows].map((cells) => `${cells.map(field).join(',')}\n`).join('');
}

/** Wide forms of the signs count too: some programs make plain ones of them. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const QUOTED = /[",\n\r]/;

function field(cell: Cell): string {
  if (cell === null) return '';
  // A number that is below 0 is no formula.
  if (typeof cell === 'number') return String(sixDigits(cell));
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** 10 to the powers that are exact. */
const POWERS = Array.from({ length: 16 }, (_, i) => Number(`1e${i}`));

/**
 * As `toPrecision(6)` rounds it, in a third of the time: scaled to six digits before the point and back, both exact but for the last bit. What
 * lies so near to a half that the bit could matter is left to `toPrecision`.
 */
export function sixDigits(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return value;
  const places = 5 - Math.floor(Math.log10(size));
  const power = POWERS[Math.abs(places)];
  const scaled = power === undefined ? NaN : places < 0 ? size / power : size * power;
  const sixDigits = Math.round(scaled);
  const nearHalf = Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-6;
  if (nearHalf || !(sixDigits >= 1e5 && sixDigits < 1e6)) return Number(value.toPrecision(6));
  const rounded = places < 0 ? sixDigits * power! : sixDigits / power!;
  return value < 0 ? -rounded : rounded;
}
