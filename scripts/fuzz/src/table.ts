/** Counts by parser and verdict. */
import { type Column, type Table, makeTable } from '@adaptbench/results';
import type { Parser } from './parser.ts';
import { verdicts } from './verdict.ts';
import type { Counts } from './watch.ts';

export interface FuzzRow {
  readonly parser: Pick<Parser, 'name' | 'through'>;
  readonly counts: Readonly<Counts>;
}

const sum = ({ counts }: FuzzRow): number => Object.values(counts).reduce((a, b) => a + b, 0);

const columns: readonly Column<FuzzRow>[] = [
  { header: 'parser', value: (row) => row.parser.name },
  { header: 'through', value: (row) => row.parser.through },
  { header: 'inputs', value: sum },
  ...verdicts.map((verdict): Column<FuzzRow> => ({ header: verdict, value: (row) => row.counts[verdict] })),
];

export const fuzzTable = (rows: readonly FuzzRow[]): Table =>
  makeTable(
    {
      name: 'fuzz',
      title: 'Damaged and hostile files',
      legend: [
        'clean: refused with an error that says what is wrong. accepted: read; where the content was known, it came back as it was written.',
        'leaky: such an error whose text is a library’s own slip. raw: any other error. wrong: read as something else.',
        'hang: more than 2 s of processor, or 60 s on the wall. crash: the process died. heavy: more than 1 GiB.',
      ],
    },
    columns,
    rows,
  );
