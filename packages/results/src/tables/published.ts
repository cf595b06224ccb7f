/** For imported results: the figures that their source publishes beside what all tables have, under its own names. */
import { identity } from './accuracy.ts';
import { mean } from '../stats/mean.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const MiB = 2 ** 20;

/** null where no row is imported. */
export function publishedTable(rows: readonly ConfigurationRow[]): Table | null {
  const theirs = rows.filter((row) => row.done.some(({ imported }) => imported !== undefined));
  if (theirs.length === 0) return null;
  const names = theirs.flatMap(({ done }) =>
    done.flatMap(({ imported }) => Object.keys(imported?.figures ?? {})),
  );
  return makeTable(
    {
      name: 'published',
      title: 'Figures as published',
      legend: ['Measured by those who published them, on their machines; mean over seeds.'],
    },
    [
      ...identity,
      ...[...new Set(names)].map(columnOf),
      {
        header: 'file',
        value: (row) => row.done.flatMap(({ imported }) => imported?.file ?? []).join(' '),
        only: 'file',
      },
    ],
    theirs,
  );
}

/** Bytes are told in MiB, as in the other tables. */
function columnOf(name: string): Column<ConfigurationRow> {
  const bytes = name.endsWith('(bytes)');
  return {
    header: bytes ? name.replace('(bytes)', '(MiB)') : name,
    value: (row) => {
      const values = row.done.flatMap(({ imported }) =>
        imported && Object.hasOwn(imported.figures, name) ? (imported.figures[name] ?? []) : [],
      );
      const value = mean(values);
      return value === null || !bytes ? value : value / MiB;
    },
    digits: bytes ? 0 : digitsOf(name),
    droppable: true,
  };
}

/** Seconds and counts are large here, everything else is small. */
const digitsOf = (name: string): number => (name.endsWith('(s)') || !name.endsWith(')') ? 0 : 3);
