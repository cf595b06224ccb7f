/** A comparison as tables: one for accuracy, one for sizes, memory and times. */
import { type Column, type Table, makeTable } from '../tables/table.ts';
import type { ComparedRow, RunComparison, Finding } from './schema.ts';
import { pValue } from '../text.ts';
import { figureText } from './words.ts';

interface Line {
  readonly row: ComparedRow;
  readonly finding: Finding;
}

const identity: readonly Column<Line>[] = [
  { header: 'task', value: ({ row }) => row.task, ifVaried: true },
  { header: 'method', value: ({ row }) => row.method },
  { header: 'configuration', value: ({ row }) => row.configuration, kind: 'configuration' },
];

const interval = ({ finding: { low, high, group, unit } }: Line): string | null => {
  const digits = group === 'accuracy' && unit !== '%' ? 3 : 1;
  return low === null || high === null ? null : `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
};
const outcome: readonly Column<Line>[] = [
  { header: '95 % interval', value: interval },
  {
    header: 'p (Holm)',
    value: ({ finding: { adjustedP: p } }) => (p === null ? null : pValue(p)),
  },
  { header: 'finding', value: ({ finding }) => finding.verdict },
];

/** `which`: accuracy and what is not the same, for a terminal; or everything. */
export function comparisonTables({ rows, minEffect }: RunComparison, which: 'news' | 'all'): Table[] {
  const lines = rows.flatMap((row) => row.findings.map((finding): Line => ({ row, finding })));
  const accuracy = lines.filter(({ finding }) => finding.group === 'accuracy');
  const rest = lines.filter(
    ({ finding }) => finding.group !== 'accuracy' && (which === 'all' || isNews(finding)),
  );
  const judgedBy = [...new Set(accuracy.map(({ finding }) => `${finding.figure} ${finding.unit}`))];
  const [one] = accuracy;
  const alone = judgedBy.length < 2 ? one?.finding : undefined;
  const [unit, points] = alone?.unit === '%' ? [' (%)', ' (points)'] : ['', ''];
  const decimals = accuracy.every(({ finding }) => finding.unit === '%') ? 1 : 3;
  const tables = [
    makeTable(
      {
        name: 'accuracy',
        title:
          alone === undefined
            ? 'Test scores'
            : `${alone.figure.charAt(0).toUpperCase()}${alone.figure.slice(1)}`,
        legend: [
          'change and its 95 % interval in points. Same items: paired on them, with the items’ and the seeds’ variance; same seeds and nothing trained: paired on the draws too; nothing drawn: paired on the items, with their variance alone; other items, or counts alone: two samples. One seed: not judged, since how much seeds differ is not known.',
          'p: two-sided, of no change, adjusted by Holm’s method over all tests of both tables. worse and better: below 0.05.',
        ],
      },
      [
        ...identity,
        { header: 'figure', value: ({ finding }) => finding.figure, ifVaried: true },
        { header: 'unit', value: ({ finding }) => finding.unit, ifVaried: true },
        { header: `old${unit}`, value: ({ finding }) => finding.old, digits: decimals },
        { header: `new${unit}`, value: ({ finding }) => finding.new, digits: decimals },
        { header: `change${points}`, value: ({ finding }) => finding.change, digits: decimals },
        ...outcome,
        ...(which === 'all' ? [{ header: 'test', value: ({ finding }: Line) => finding.test }] : []),
      ],
      accuracy,
    ),
    makeTable(
      {
        name: 'cost',
        title: 'Sizes, memory and times',
        legend: [
          `Sizes are exact: any change is said, and growth of ${minEffect.memory} % or more is worse.`,
          `Memory and times: geometric means over processes, and their ratio, against the null that it is at most ${minEffect.memory} % (memory) or ${minEffect.latency} % (times). Noise: a row’s own spread over seeds or that of all rows, the larger; with one process per row, how differently the rows changed (five rows at least).`,
          'refused: measured on another machine or otherwise. unknown: nothing is known of the noise.',
        ],
      },
      [
        ...identity,
        { header: 'figure', value: ({ finding }) => finding.figure },
        { header: 'unit', value: ({ finding }) => finding.unit },
        { header: 'old', value: ({ finding }) => figureText(finding.old) },
        { header: 'new', value: ({ finding }) => figureText(finding.new) },
        { header: 'change (%)', value: ({ finding }) => finding.change, digits: 1 },
        ...outcome,
      ],
      rest,
    ),
  ];
  return tables.filter((table) => table.rows.length > 0);
}

const isNews = ({ verdict }: Finding): boolean =>
  verdict === 'worse' || verdict === 'better' || verdict === 'changed';
