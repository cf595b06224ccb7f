/** What else is known of the answers: every metric beside the one that configurations are chosen by, and the form of written answers. */
import { type JudgedBy, gradedBy } from '../judged/metric.ts';
import { digitsOf, unitOf } from '../judged/shown.ts';
import { areSame, groupsOf } from '../judged/splits.ts';
import { type OverSeeds, overScores } from '../stats/over-seeds.ts';
import type { Scores } from '../stats/scores.ts';
import { answerForm } from '../figures/answers.ts';
import { type Figure, headerOf } from '../figures/figure.ts';
import { valueOf } from '../figures/read.ts';
import { identity, seedColumns } from './accuracy.ts';
import type { ConfigurationRow } from './rows.ts';
import { endCell, intervalCell, scoreCell } from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';

interface Other {
  readonly metric: JudgedBy;
  readonly means: string;
}

/** null where no row has further grades or written answers whose form was kept. */
export function metricsTable(rows: readonly ConfigurationRow[]): Table | null {
  const graded = rows.filter((row) =>
    row.done.some(({ accuracy: { test } }) => (test.grades?.length ?? 0) > 1 || test.shape !== undefined),
  );
  if (graded.length === 0) return null;
  const others = othersOf(graded);
  const form = answerForm.filter((figure) => graded.some((row) => valueOf(figure, row) !== null));
  return makeTable(
    {
      name: 'metrics',
      title: others.length === 0 ? 'Form of the answers' : 'Other metrics and the form of the answers',
      legend: [
        ...others.map(({ metric, means }) => `${metric.title}: ${means}`),
        ...(others.length === 0
          ? []
          : [
              'mean over seeds, with a 95 % interval as in the table before; configurations are not chosen by these.',
            ]),
        ...form.flatMap(({ means }) => means ?? []),
      ],
    },
    [
      ...identity,
      ...others.flatMap(metricColumns),
      ...form.map(formColumn),
      ...seedColumns,
      { header: 'test items', value: (row) => row.test?.n ?? null, droppable: true },
    ],
    graded,
  );
}

/** In the order of the first record that has them. */
function othersOf(rows: readonly ConfigurationRow[]): Other[] {
  const all = rows.flatMap(({ done }) =>
    done.flatMap(({ accuracy }) => (accuracy.test.grades ?? []).slice(1)),
  );
  const byName = new Map(all.map((grades) => [grades.name, grades]));
  return [...byName.values()].map((grades) => ({ metric: gradedBy(grades).metric, means: grades.means }));
}

function metricColumns({ metric }: Other): Column<ConfigurationRow>[] {
  const [unit, digits] = [unitOf(metric), digitsOf(metric)];
  const named = (what: string): string => `${metric.title}${what}${unit === '' ? '' : ` (${unit})`}`;
  const judgedBy = { metric };
  return [
    { header: named(''), value: (row) => scoreCell(judgedBy, over(row, metric)), digits },
    { header: named(' 95 % low'), value: (row) => endCell(judgedBy, over(row, metric), 'low'), only: 'file' },
    {
      header: named(' 95 % high'),
      value: (row) => endCell(judgedBy, over(row, metric), 'high'),
      only: 'file',
    },
    {
      header: named(' 95 % interval'),
      value: (row) => intervalCell(judgedBy, over(row, metric)),
      only: 'screen',
      droppable: true,
    },
  ];
}

/** null where a seed has no such grade. */
function over({ done }: ConfigurationRow, { name }: JudgedBy): OverSeeds | null {
  const tests = done.map(({ accuracy }) => accuracy.test);
  const scores = tests.flatMap(({ grades = [] }): Scores[] => {
    const grade = grades.slice(1).find((one) => one.name === name);
    const found = grade && gradedBy(grade).scores;
    return found === undefined || found === null ? [] : [found];
  });
  return scores.length === 0 || scores.length < tests.length
    ? null
    : overScores(scores, areSame(tests), { groups: groupsOf(tests) });
}

const formColumn = (figure: Figure): Column<ConfigurationRow> => ({
  header: headerOf(figure),
  value: (row) => {
    const found = valueOf(figure, row);
    return found === null ? null : found.value / figure.unit.per;
  },
  digits: 1,
  droppable: true,
});
