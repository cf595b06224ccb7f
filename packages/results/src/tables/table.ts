/** A table before it is written: columns with units, rows of plain values. */
export type Cell = string | number | null;

export interface Column<R> {
  /** With its unit, e.g. `test accuracy (%)`. */
  readonly header: string;
  readonly value: (row: R) => Cell;
  /** Decimals that people are shown; files get the number itself (six significant digits). */
  readonly digits?: number;
  /** `file`: only where there is room, in CSV. `screen`: only for people, in place of several `file` columns. */
  readonly only?: 'file' | 'screen';
  /** The first to go where a terminal is too narrow. */
  readonly droppable?: boolean;
  /** Left out for people where no row has a value. */
  readonly ifFilled?: boolean;
  /** In the report's table of chosen configurations too. */
  readonly glance?: true;
  /** What writers treat apart: the mark of chosen rows, and the name that may be wrapped. */
  readonly kind?: 'chosen' | 'configuration';
  /** Left out where it would say the same in every row. */
  readonly ifVaried?: boolean;
}

export interface Table {
  /** Name of its file, without ending. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Omit<Column<never>, 'value'>[];
  readonly rows: readonly (readonly Cell[])[];
  /** What the columns mean, where their headers do not say it. */
  readonly legend: readonly string[];
  /** Too long for a terminal: only in files and reports. */
  readonly long?: boolean;
}

export function makeTable<R>(
  about: Pick<Table, 'name' | 'title' | 'legend' | 'long'>,
  columns: readonly Column<R>[],
  rows: readonly R[],
): Table {
  const kept = columns.filter((column) => !column.ifVaried || new Set(rows.map(column.value)).size > 1);
  return {
    ...about,
    columns: kept.map(({ value: _, ...column }) => column),
    rows: rows.map((row) => kept.map((column) => finite(column.value(row)))),
  };
}

/** The columns for `who`, and each row's cells in them. */
export function view(table: Table, who: 'file' | 'screen') {
  const empty = (i: number): boolean => table.rows.every((row) => row[i] === null || row[i] === '');
  const keep = table.columns.map(
    (column, i) =>
      (column.only === undefined || column.only === who) &&
      !(who === 'screen' && column.ifFilled === true && empty(i)),
  );
  const kept = keep.flatMap((is, i) => (is ? [i] : []));
  return {
    columns: kept.map((i) => table.columns[i]!),
    rows: table.rows.map((row) => kept.map((i) => row[i]!)),
  };
}

/**
 * What a person reads: decimals as the column has them, thousands separated, nothing for null. What is too small
 * for its decimals has two significant digits instead.
 */
export function cellText(cell: Cell, digits = 0): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  const lost = digits > 0 && cell !== 0 && Math.abs(cell) < 10 ** -digits;
  return lost ? String(Number(cell.toPrecision(2))) : formatOf(digits).format(cell);
}

/** By number of decimals: making one takes longer than using it. */
const formats = new Map<number, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  const kept = formats.get(digits);
  if (kept) return kept;
  const made = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  });
  formats.set(digits, made);
  return made;
}

const finite = (cell: Cell): Cell => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell);
