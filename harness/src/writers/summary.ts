/** What a run found, in a few sentences: the best configuration of each method, and whether the methods can be told apart. */
import { groupBy } from '../tables/group.ts';
import type { Row } from '../tables/rows.ts';
import { count, percent } from './text.ts';

/** Task by task; empty for a run in which nothing is done. */
export function summary(rows: readonly Row[]): string[] {
  const tasks = groupBy(rows, (row) => row.task);
  return [
    ...tasks.flatMap((own) => ranking(own, tasks.length > 1 ? `${own[0]?.task ?? ''}: ` : '')),
    ...failures(rows),
  ];
}

function ranking(rows: readonly Row[], task: string): string[] {
  const chosen = rows
    .filter((row) => row.chosen && row.test !== null)
    .toSorted((a, b) => (b.test?.mean ?? 0) - (a.test?.mean ?? 0));
  const [best, second] = chosen;
  return [...chosen.map(sentence), ...(best?.test && second?.test ? [comparison(best, second)] : [])].map(
    (text) => task + text,
  );
}

function sentence(row: Row): string {
  const { test } = row;
  if (test === null) return '';
  const over = test.seeds === 1 ? '1 seed' : `the mean of ${count(test.seeds, 'seed')}`;
  return (
    `${row.method} (${row.configuration}) answers ${percent(test.mean)} of ${Math.round(test.n)} test items ` +
    `(95 % interval ${percent(test.low)} to ${percent(test.high)}; ${over}).`
  );
}

/** The intervals are those of each method alone; the same items were asked, so a paired test could tell more. */
function comparison(best: Row, second: Row): string {
  const apart = (best.test?.low ?? 0) > (second.test?.high ?? 1);
  return apart
    ? `The intervals of ${best.method} and ${second.method} do not overlap: ${best.method} is better here.`
    : `The intervals of ${best.method} and ${second.method} overlap: with so many items and seeds their order is a hint, no more.`;
}

function failures(rows: readonly Row[]): string[] {
  return rows
    .filter((row) => row.reason !== '')
    .map((row) => `${row.method} (${row.configuration}): ${row.state}: ${row.reason}`);
}
