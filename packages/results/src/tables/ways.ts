/** For methods that ask each item in several ways: how they differ. Every number is that of the test items, mean over seeds. */
import { type OverWays, type PairedTags, type Way, overWays, pairedTags } from '../stats/over-ways.ts';
import { identity } from './accuracy.ts';
import { mean } from '../stats/mean.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const waysOf = (row: ConfigurationRow): (readonly Way[])[] =>
  row.done.flatMap(({ accuracy }) => (accuracy.test.ways ? [accuracy.test.ways] : []));
const over = (row: ConfigurationRow, value: (ways: OverWays) => number | null): number | null =>
  mean(waysOf(row).flatMap((ways) => shareOf(overWays(ways), value)));
const shareOf = <T>(of: T | null, value: (of: T) => number | null): number[] => {
  const share = of === null ? null : value(of);
  return share === null ? [] : [share * 100];
};
/** Mean over the ways that have a tag. */
const tagged = (tag: string) => (row: ConfigurationRow) =>
  mean(
    waysOf(row).flatMap((ways) =>
      shareOf(overWays(ways.filter((way) => way.tags.includes(tag))), ({ mean: m }) => m),
    ),
  );
const paired = (first: string, second: string, value: (p: PairedTags) => number) => (row: ConfigurationRow) =>
  mean(waysOf(row).flatMap((ways) => shareOf(pairedTags(ways, first, second), value)));
/** The first seed's: another seed may have another. */
const named = (which: 'best' | 'worst') => (row: ConfigurationRow) => {
  const way = overWays(waysOf(row)[0] ?? [])?.[which];
  return way === undefined ? null : `${way.name} (${(way.share * 100).toFixed(1)})`;
};

const columns: readonly Column<ConfigurationRow>[] = [
  ...identity,
  { header: 'ways', value: (row) => waysOf(row)[0]?.length ?? null },
  { header: 'mean (%)', value: (row) => over(row, (w) => w.mean), digits: 1 },
  { header: 'sd over ways (points)', value: (row) => over(row, (w) => w.sd), digits: 1 },
  { header: 'best (%)', value: named('best') },
  { header: 'worst (%)', value: named('worst') },
  ...['cloze', 'choice', 'seen', 'unseen'].map((tag): Column<ConfigurationRow> => ({
    header: `${tag} (%)`,
    value: tagged(tag),
    digits: 1,
    droppable: true,
  })),
  ...[['cloze', 'choice'] as const, ['seen', 'unseen'] as const].flatMap(
    ([a, b]): Column<ConfigurationRow>[] => [
      {
        header: `${a} − ${b} (points)`,
        value: paired(a, b, (p) => p.difference),
        digits: 1,
        droppable: true,
      },
      { header: `${a} − ${b} 95 % low`, value: paired(a, b, (p) => p.low), digits: 1, only: 'file' },
      { header: `${a} − ${b} 95 % high`, value: paired(a, b, (p) => p.high), digits: 1, only: 'file' },
    ],
  ),
];

/** null where no method asked in several ways. */
export function waysTable(rows: readonly ConfigurationRow[]): Table | null {
  const several = rows.filter((row) => waysOf(row).length > 0);
  if (several.length === 0) return null;
  return makeTable(
    {
      name: 'ways',
      title: 'Ways of asking',
      legend: [
        'mean, sd, best, worst: over the ways (templates) in which every test item was asked; the accuracy table has their vote. best and worst are the first seed’s.',
        'differences: by item the share of right ways of one kind less that of the other, mean over items, with a 95 % t interval over items.',
      ],
    },
    columns,
    several,
  );
}
