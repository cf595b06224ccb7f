/** Table 1: how good each configuration's answers are, and how sure that is. */
import type { SplitOutcome } from '../record/record.ts';
import { draws } from '../record/spec.ts';
import { isAccuracy } from '../judged/shown.ts';
import { type Comparison, type Pair, againstBest } from './compare.ts';
import { mean } from '../stats/mean.ts';
import { inPercent } from './percent.ts';
import type { ConfigurationRow } from './rows.ts';
import {
  type ScoreWords,
  differenceCell,
  endCell,
  intervalCell,
  metricColumn,
  scoreCell,
  scoreWords,
  spreadCell,
} from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** A share of a split's items, in percent, mean over seeds. */
const share = (row: ConfigurationRow, count: (test: SplitOutcome) => number | null): number | null => {
  const shares = row.done.flatMap(({ accuracy: { test } }) => {
    const k = count(test);
    return k === null || test.n === 0 ? [] : [k / test.n];
  });
  return inPercent(mean(shares));
};

const names: readonly Column<ConfigurationRow>[] = [
  { header: 'task', value: (row) => row.task, ifVaried: true },
  { header: 'method', value: (row) => row.method },
  { header: 'configuration', value: (row) => row.configuration, kind: 'configuration' },
];
const chosen: Column<ConfigurationRow> = {
  header: 'chosen',
  value: (row) => (row.chosen ? 'yes' : ''),
  kind: 'chosen',
};
/** What every table begins with. */
export const identity: readonly Column<ConfigurationRow>[] = [...names, chosen];
/** And what it ends with. */
export const outcome: readonly Column<ConfigurationRow>[] = [
  { header: 'trials', value: (row) => row.state },
  { header: 'reason', value: (row) => (row.reason === '' ? null : row.reason), only: 'file' },
];

/** How many seeds a row's numbers are of. */
export const seedColumns: readonly Column<ConfigurationRow>[] = [
  { header: 'seeds', value: (row) => row.done.length, only: 'file' },
  {
    header: 'seeds',
    value: ({ spec, done }) =>
      draws(spec) || done.length === 0 ? done.length : `${done.length} (nothing drawn)`,
    only: 'screen',
    droppable: true,
  },
];

/** A row with its place among the compared ones. */
interface Placed extends ConfigurationRow {
  readonly group: string;
  /** null for the best one of the task, and for rows that are not compared. */
  readonly versusBest: Pair | null;
}

const columnsOf = ({ name, unit, points, digits }: ScoreWords): readonly Column<Placed>[] => [
  ...names.map((column) => Object.assign({ glance: true } as const, column)),
  { ...metricColumn((row: Placed) => row), glance: true },
  chosen,
  {
    header: `validation ${name}${unit}`,
    value: (row) => scoreCell(row, row.validation),
    digits,
    droppable: true,
  },
  { header: `test ${name}${unit}`, value: (row) => scoreCell(row, row.test), digits, glance: true },
  { header: `95 % low${unit}`, value: (row) => endCell(row, row.test, 'low'), digits, only: 'file' },
  { header: `95 % high${unit}`, value: (row) => endCell(row, row.test, 'high'), digits, only: 'file' },
  {
    header: `95 % interval${unit}`,
    value: (row) => intervalCell(row, row.test),
    only: 'screen',
    glance: true,
  },
  { header: 'group', value: (row) => row.group, ifFilled: true, glance: true },
  { header: `difference to the best${points}`, value: against('difference'), digits, only: 'file' },
  { header: `difference 95 % low${points}`, value: against('low'), digits, only: 'file' },
  { header: `difference 95 % high${points}`, value: against('high'), digits, only: 'file' },
  { header: 'adjusted p', value: (row) => row.versusBest?.adjusted ?? null, only: 'file' },
  { header: `sd over seeds${points}`, value: (row) => spreadCell(row, row.test), digits, droppable: true },
  ...seedColumns,
  { header: 'test items', value: (row) => row.test?.n ?? null, droppable: true },
  { header: 'validation items', value: (row) => row.validation?.n ?? null, only: 'file' },
  {
    header: 'unreadable (%)',
    value: (row) => share(row, (test) => test.unparseable),
    digits: 1,
    droppable: true,
  },
  {
    header: 'lenient test accuracy (%)',
    value: (row) => share(row, (test) => test.lenient),
    digits: 1,
    only: 'file',
  },
  ...outcome,
];

/** Of label tasks whose records know what one label for everything would have. */
const majorityColumns = ({ unit, digits }: ScoreWords): readonly Column<Placed>[] => [
  {
    header: `commonest label${unit}`,
    value: (row) => (row.majority === null ? null : scoreCell(row, { mean: row.majority.score })),
    digits,
    glance: true,
  },
  {
    header: 'above it',
    value: (row) => (row.majority === null ? null : row.majority.above ? 'yes' : 'NO'),
    glance: true,
  },
];

/** This row minus the best; in a pair the best comes first. */
function against(key: 'difference' | 'low' | 'high') {
  return ({ versusBest: pair, metric }: Placed): number | null =>
    differenceCell(
      { metric },
      pair && { difference: -pair.difference, low: -pair.high, high: -pair.low },
      key,
    );
}

export function accuracyTable(rows: readonly ConfigurationRow[], comparisons: readonly Comparison[]): Table {
  const withResults = rows.filter((row) => row.done.length > 0);
  const words = scoreWords(withResults);
  const { name } = words;
  return makeTable(
    {
      name: 'accuracy',
      title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      legend: [
        ...meanings(withResults),
        `chosen: the method’s best validation ${name} (of equals the one with fewer trainable parameters, then with fewer tokens per item). Test items have no say in it.`,
        `95 % interval: of the mean test ${name} over seeds. One seed, or nothing drawn (the items alone): Wilson’s score interval. Several seeds: the variance of items and that of seeds, Wilson’s interval for as many items as they are worth, t for few seeds. How much seeds differ is estimated from the configuration’s own and the method’s others on the task together (moderated t, Smyth 2004); where the method has one configuration, from its own alone.`,
        ...(words.isAccuracy ? [] : [GRADED]),
        ...(withResults.some(({ majority }) => majority !== null) ? [MAJORITY] : []),
        ...(withResults.some(({ done }) => done.some(({ accuracy }) => accuracy.test.groups))
          ? [GROUPED]
          : []),
        'group: of the chosen configurations and the zero-shot baseline, two share a letter exactly where the same test items do not tell them apart (Holm-adjusted p ≥ 0.05 over all pairs of the task, pairs.csv); a is the best one’s. Not told apart does not mean equal.',
        'unreadable: answers that could not be read; they count as wrong. lenient: a second, forgiving reading of the same text.',
      ],
    },
    [
      ...columnsOf(words),
      ...(withResults.some(({ majority }) => majority !== null) ? majorityColumns(words) : []),
    ],
    rows.map((row) => ({
      ...row,
      group: comparisons.flatMap(({ groups }) => groups.get(row) ?? [])[0] ?? '',
      versusBest: againstBest(comparisons, row),
    })),
  );
}

const GRADED =
  'Graded answers: items are worth as many right and wrong ones as leave the same doubt, by the variance of their scores. Of a metric that is no mean over items, each item counts as what it contributes (jackknife).';
const MAJORITY =
  'commonest label: what the commonest right label as the answer to everything would have. above it: whether the lower end of a one-sided 95 % interval lies above that; where it does not, nothing shows that the answers depend on the items.';
const GROUPED =
  'Items in groups are no independent draws: their part of the variance is that of the groups’ sums, with as many degrees of freedom as there are groups less one.';

/** What other metrics than accuracy are, each once. */
const meanings = (rows: readonly ConfigurationRow[]): string[] => [
  ...new Set(
    rows.flatMap(({ done }) =>
      done.flatMap(({ accuracy }) =>
        (accuracy.test.grades ?? [])
          .slice(0, 1)
          .flatMap((of) => (isAccuracy(of) ? [] : [`${of.title}: ${of.means}`])),
      ),
    ),
  ),
];
