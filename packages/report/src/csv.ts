/**
 * A table as CSV (RFC 4180). Numbers with six significant digits. Text that a spreadsheet would take for a formula (it begins with
 * = + - @, tab or carriage return) gets an apostrophe in front: configuration values and error messages come from outside.
 */
import { stringify } from 'csv-stringify/sync';
import { type Cell, type Table, view } from '@adaptbench/results';

export function csv(table: Table): string {
  const { columns, rows } = view(table, 'file');
  return stringify([columns.map((column) => column.header), ...rows.map((row) => row.map(text))], {
    escape_formulas: true,
  });
}

/** A number that is below 0 is no formula. */
function text(cell: Cell): Cell {
  if (typeof cell !== 'number') return cell;
  return cell >= 0 ? String(rounded(cell)) : rounded(cell);
}
/** Most whole numbers have no more digits than that. */
const rounded = (cell: number): number =>
  Number.isInteger(cell) && Math.abs(cell) < 1e6 ? cell : Number(cell.toPrecision(6));
