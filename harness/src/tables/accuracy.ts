/** Table 1: how often each configuration is right, and how sure that is. */
import type { SplitOutcome } from '../trial/record.ts';
import { type Row, mean } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

const percent = (share: number | null | undefined): number | null =>
  share === null || share === undefined ? null : share * 100;
/** A share of a split's items, in percent, mean over seeds. */
const share = (row: Row, count: (test: SplitOutcome) => number | null): number | null => {
  const shares = row.done.flatMap(({ accuracy: { test } }) => {
    const k = count(test);
    return k === null || test.n === 0 ? [] : [k / test.n];
  });
  return percent(mean(shares));
};

/** What every table begins with. */
export const identity: readonly Column<Row>[] = [
  { header: 'task', value: (row) => row.task, telling: true },
  { header: 'method', value: (row) => row.method },
  { header: 'configuration', value: (row) => row.configuration },
  { header: 'chosen', value: (row) => (row.chosen ? 'yes' : '') },
];
/** And what it ends with. */
export const outcome: readonly Column<Row>[] = [
  { header: 'trials', value: (row) => row.state },
  { header: 'reason', value: (row) => (row.reason === '' ? null : row.reason), only: 'file' },
];

const columns: readonly Column<Row>[] = [
  ...identity,
  { header: 'validation accuracy (%)', value: (row) => percent(row.validation?.mean), digits: 1 },
  { header: 'test accuracy (%)', value: (row) => percent(row.test?.mean), digits: 1 },
  { header: '95 % low (%)', value: (row) => percent(row.test?.low), digits: 1, only: 'file' },
  { header: '95 % high (%)', value: (row) => percent(row.test?.high), digits: 1, only: 'file' },
  { header: '95 % interval (%)', value: interval, only: 'screen' },
  { header: 'sd over seeds (points)', value: (row) => percent(row.test?.sd), digits: 1, spare: true },
  { header: 'seeds', value: (row) => row.done.length, spare: true },
  { header: 'test items', value: (row) => row.test?.n ?? null, spare: true },
  { header: 'validation items', value: (row) => row.validation?.n ?? null, only: 'file' },
  {
    header: 'unreadable (%)',
    value: (row) => share(row, (test) => test.unparseable),
    digits: 1,
    spare: true,
  },
  {
    header: 'lenient test accuracy (%)',
    value: (row) => share(row, (test) => test.lenient),
    digits: 1,
    only: 'file',
  },
  ...outcome,
];

function interval(row: Row): string {
  if (row.test === null) return '';
  return `${(row.test.low * 100).toFixed(1)}–${(row.test.high * 100).toFixed(1)}`;
}

export const accuracyTable = (rows: readonly Row[]): Table =>
  makeTable(
    {
      name: 'accuracy',
      title: 'Accuracy',
      legend: [
        'chosen: the method’s best validation accuracy (of equals the one with fewer trainable parameters, then with fewer tokens an item). Test items have no say in it.',
        '95 % interval: of the mean test accuracy over seeds. One seed: Wilson’s score interval. Several: item and seed variance added, Wilson’s interval for as many items as that variance is worth, t for few seeds.',
        'unreadable: answers that could not be read; they count as wrong. lenient: a second, forgiving reading of the same text.',
      ],
    },
    columns,
    rows,
  );
