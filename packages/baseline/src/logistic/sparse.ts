/** Rows of features of which most are 0, as compressed rows (CSR). */

/** Row i holds `values[p]` in column `columns[p]`, for p from `starts[i]` up to `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** Number of columns. */
  readonly width: number;
}

/** One row: its columns, each once, and their values. */
export interface SparseRow {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export function sparseRows(rows: readonly SparseRow[], width: number): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ columns }, i) => (starts[i + 1] = starts[i]! + columns.length));
  const columns = new Int32Array(starts[rows.length]!);
  const values = new Float64Array(columns.length);
  rows.forEach((row, i) => {
    columns.set(row.columns, starts[i]);
    values.set(row.values, starts[i]);
  });
  return { starts, columns, values, width };
}

/** All of a row's features. */
export const denseRow = (values: ArrayLike<number>): SparseRow => ({
  columns: Array.from(values, (_, i) => i),
  values,
});
