/** What a run found, in a few sentences: the best configuration of each method, and whether the methods can be told apart. */
import {
  type Comparison,
  LEVEL,
  compareRows,
  groupBy,
  type ConfigurationRow,
  count,
  listed,
  pValue,
  changeText,
  differenceText,
  scoreInterval,
  isAccuracy,
  scoreText,
  seedsText,
  undone,
} from '@adaptbench/results';

/** Task by task; empty for a run in which nothing is done. `limit`: sentences of one kind on a task, the best methods' first. */
export function summary(rows: readonly ConfigurationRow[], limit = Infinity): string[] {
  const tasks = groupBy(rows, (row) => row.task);
  return [
    ...tasks.flatMap((ofTask) =>
      ranking(ofTask, tasks.length > 1 ? `${ofTask[0]?.task ?? ''}: ` : '', limit),
    ),
    ...failures(rows, limit),
  ];
}

function ranking(rows: readonly ConfigurationRow[], task: string, limit: number): string[] {
  const chosen = rows
    .filter((row) => row.chosen && row.test !== null)
    .toSorted((a, b) => (b.test?.mean ?? 0) - (a.test?.mean ?? 0));
  return [
    ...chosen.slice(0, limit).map(sentence),
    ...guesses(chosen),
    ...fewOfClass(chosen),
    ...compareRows(rows).flatMap((comparison) => differences(comparison, limit)),
  ].map((text) => task + text);
}

function sentence(row: ConfigurationRow): string {
  const { test, metric } = row;
  if (test === null) return '';
  const over = test.seeds === 1 ? seedsText(row) : `the mean of ${seedsText(row)}`;
  const score = scoreText(metric, test.mean);
  const is = isAccuracy(metric) ? `answers ${score} of` : `has ${metric.title} ${score} on`;
  return (
    `${row.method} (${row.configuration}) ${is} ${Math.round(test.n)} test items ` +
    `(${scoreInterval(metric, test)}; ${over}).`
  );
}

/** What is no better than one label for everything. */
function guesses(chosen: readonly ConfigurationRow[]): string[] {
  const below = chosen.filter(({ majority }) => majority?.above === false);
  const [first] = below;
  if (first?.majority == null) return [];
  const names = below.map(({ method, configuration }) => `${method} (${configuration})`);
  return [
    `WARNING: ${listed(names)} ${names.length === 1 ? 'is' : 'are'} not shown to be above always answering the commonest label ` +
      `(${first.metric.title} ${scoreText(first.metric, first.majority.score)}; one-sided 95 %).`,
  ];
}

/** Items of a class up to which intervals hold less than they state, and classes of which one weighs enough for that (results/statistics/graded.md). */
const [FEW_ITEMS, FEW_CLASSES] = [5, 10];

/** Where intervals of a metric in which each class counts the same know too little of one. */
function fewOfClass(chosen: readonly ConfigurationRow[]): string[] {
  const found = chosen.flatMap(({ metric, done }) =>
    done.flatMap(({ accuracy: { test } }) =>
      test.rarest === undefined ? [] : [{ metric, test, ...test.rarest }],
    ),
  );
  const [first] = found.toSorted((a, b) => a.items - b.items);
  if (first === undefined || first.items >= FEW_ITEMS || first.classes > FEW_CLASSES) return [];
  return [
    `WARNING: the rarest label has ${count(first.items, 'test item')} of ${first.test.n}: intervals and tests of ${first.metric.title} ` +
      `hold less often than in 95 % with fewer than ${FEW_ITEMS}. More test items of it would tell.`,
  ];
}

/** What cannot be told apart from the best, then by how much the others are worse. */
function differences({ rows, pairs }: Comparison, limit: number): string[] {
  const [best] = rows;
  if (best === undefined) return [];
  const name = (row: ConfigurationRow): string =>
    rows.filter(({ method }) => method === row.method).length > 1
      ? `${row.method} (${row.configuration})`
      : row.method;
  const withBest = pairs.filter((pair) => pair.first === best);
  const equals = withBest.filter((pair) => !pair.apart).map((pair) => name(pair.second));
  const items = count(pairs[0]?.items ?? 0, 'test item');
  const together =
    `${listed(equals)} cannot be told apart from ${name(best)} ` +
    `(Holm-adjusted p ≥ ${LEVEL}, ${count(pairs.length, 'pair')}, ${items}).`;
  const worse = withBest
    .filter((pair) => pair.apart)
    .slice(0, limit)
    .map(
      (pair) =>
        `${name(pair.second)} is worse than ${name(best)} by ${differenceText(size(best), pair.difference)} ` +
        `(95 % interval ${changeText(size(best), pair)}; adjusted p ${pValue(pair.adjusted)}).`,
    );
  return [...(equals.length === 0 ? [] : [together]), ...worse];
}

/** How much worse is said without a direction: the metric as if more were better. */
const size = ({ metric }: ConfigurationRow): ConfigurationRow['metric'] =>
  Object.assign({}, metric, { better: 'more' as const });

/** Trainings that were not done when they ended, with what would tell: one line each, at most `limit`. */
export function undoneLines(
  rows: readonly ConfigurationRow[],
  which: 'all' | 'chosen',
  limit: number,
): string[] {
  const tasks = new Set(rows.map((row) => row.task)).size;
  const all = undone(rows).filter(({ row }) => which === 'all' || row.chosen);
  const unshown = all.length - limit;
  return [
    ...all
      .slice(0, limit)
      .map(
        ({ row, text }) =>
          `${tasks > 1 ? `${row.task}: ` : ''}${row.method} (${row.configuration}): ${text}.`,
      ),
    ...(unshown > 0 ? [`${count(unshown, 'more training')} may not be done.`] : []),
  ];
}

/** What failed or was skipped, with the reason: one line per configuration, at most `limit`. */
export function failures(rows: readonly ConfigurationRow[], limit: number): string[] {
  const failed = rows.filter((row) => row.reason !== '');
  const unshown = failed.length - limit;
  return [
    ...failed
      .slice(0, limit)
      .map((row) => `${row.method} (${row.configuration}): ${row.state}: ${row.reason}`),
    ...(unshown > 0
      ? [
          `${count(unshown, 'more configuration')} failed or ${unshown === 1 ? 'was' : 'were'} skipped; accuracy.csv has the reasons.`,
        ]
      : []),
  ];
}
