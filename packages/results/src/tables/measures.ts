/**
 * For methods that measure properties of their answers (of rationales, say): the mean of each over test items. What a property means is
 * the method's affair; its README says so.
 */
import { measureOverSeeds } from '../stats/measure-over-seeds.ts';
import type { DoneTrial } from '../record/record.ts';
import { identity, seedColumns } from './accuracy.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const measuresOf = ({ accuracy }: DoneTrial) => accuracy.test.measures ?? {};
const namesIn = (rows: readonly ConfigurationRow[]): string[] => [
  ...new Set(rows.flatMap((row) => row.done.flatMap((record) => Object.keys(measuresOf(record))))),
];
const over = (row: ConfigurationRow, name: string) =>
  measureOverSeeds(
    row.done.flatMap((record) => {
      const mean = measuresOf(record)[name];
      const items = record.accuracy.test.measured?.[name] ?? null;
      return mean === undefined ? [] : [{ mean, items }];
    }),
  );

const columnsOf = (name: string): Column<ConfigurationRow>[] => [
  { header: name, value: (row) => over(row, name)?.mean ?? null, digits: 2, droppable: true },
  { header: `${name} 95 % low`, value: (row) => over(row, name)?.low ?? null, only: 'file' },
  { header: `${name} 95 % high`, value: (row) => over(row, name)?.high ?? null, only: 'file' },
  { header: `${name}, items`, value: (row) => over(row, name)?.n ?? null, only: 'file' },
];

/** null where no method measured any. */
export function measuresTable(rows: readonly ConfigurationRow[]): Table | null {
  const measured = rows.filter((row) => namesIn([row]).length > 0);
  if (measured.length === 0) return null;
  return makeTable(
    {
      name: 'measures',
      title: 'Measures of answers',
      legend: [
        'mean of each property over the test items that have it, mean over seeds; how a property is computed stands in the README of the method.',
        '95 % interval (CSV): Student’s t over items; of several seeds item and seed variance added, as for accuracy. Empty where the records do not hold the spread over items.',
      ],
    },
    [
      ...identity,
      ...namesIn(measured).flatMap(columnsOf),
      ...seedColumns,
      { header: 'test items', value: (row) => row.test?.n ?? null, droppable: true },
    ],
    measured,
  );
}
