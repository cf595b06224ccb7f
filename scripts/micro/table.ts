/** One table of all packages' microbenchmarks. */
import { type Column, type Table, makeTable } from '@adaptbench/results';
import type { MicroRow } from '@adaptbench/testing';

/** Three significant digits, however large. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

const columns: readonly Column<MicroRow>[] = [
  { header: 'package', value: (row) => row.package },
  { header: 'what', value: (row) => row.name },
  { header: 'variant', value: (row) => row.variant },
  { header: 'parameter', value: (row) => row.parameter, only: 'file' },
  { header: 'value', value: (row) => row.value, only: 'file' },
  {
    header: 'parameter',
    value: (row) => (row.parameter === null ? '' : `${row.parameter} ${row.value}`),
    only: 'screen',
  },
  { header: 'unit', value: (row) => row.unit, only: 'file' },
  { header: 'p50', value: (row) => row.p50, only: 'file' },
  { header: 'low', value: (row) => row.low, only: 'file' },
  { header: 'high', value: (row) => row.high, only: 'file' },
  { header: 'least', value: (row) => row.least, only: 'file' },
  { header: 'p50', value: (row) => `${short(row.p50)} ${row.unit}`, only: 'screen' },
  { header: 'rounds', value: (row) => `${short(row.low)}–${short(row.high)}`, only: 'screen' },
  { header: 'least', value: (row) => short(row.least), only: 'screen' },
  { header: 'n', value: (row) => row.n },
  { header: 'rounds', value: (row) => row.rounds, only: 'file' },
  { header: 'load average', value: (row) => row.load1, only: 'file' },
];

export const microTable = (rows: readonly MicroRow[]): Table =>
  makeTable(
    {
      name: 'micro',
      title: 'Microbenchmarks',
      legend: [
        'p50: median of all n timed calls of a piece of work, after warm-ups. rounds (low and high in the CSV): least and greatest of the rounds’ medians; a package’s cases take turns in six rounds, and then this is a 96.9 % interval of a round’s median.',
        'least: the fastest call, what the machine can do when nothing else runs.',
      ],
    },
    columns,
    rows,
  );
