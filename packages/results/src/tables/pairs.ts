/** Every two of the compared configurations, and whether the test items tell them apart. */
import { LEVEL } from '../stats/family.ts';
import { pValue } from '../text.ts';
import type { Comparison, Pair } from './compare.ts';
import { type ScoreWords, differenceCell, metricColumn, scoreWords } from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';

const cell = (which: 'difference' | 'low' | 'high') => (pair: Pair) =>
  differenceCell(pair.first, pair, which);

const columnsOf = ({ points, digits }: ScoreWords): readonly Column<Pair>[] => [
  { header: 'task', value: (pair) => pair.first.task, ifVaried: true },
  { header: 'method', value: (pair) => pair.first.method },
  { header: 'configuration', value: (pair) => pair.first.configuration, kind: 'configuration' },
  { header: 'other method', value: (pair) => pair.second.method },
  { header: 'other configuration', value: (pair) => pair.second.configuration },
  metricColumn((pair: Pair) => pair.first),
  { header: `difference${points}`, value: cell('difference'), digits },
  { header: `95 % low${points}`, value: cell('low'), digits },
  { header: `95 % high${points}`, value: cell('high'), digits },
  { header: 'p', value: (pair) => pair.p, only: 'file' },
  { header: 'adjusted p', value: (pair) => pair.adjusted, only: 'file' },
  { header: 'p', value: (pair) => pValue(pair.p, 4), only: 'screen' },
  { header: 'adjusted p', value: (pair) => pValue(pair.adjusted, 4), only: 'screen' },
  { header: 'apart', value: (pair) => (pair.apart ? 'yes' : 'no') },
  { header: 'test items', value: (pair) => pair.items },
  { header: 'seeds', value: (pair) => pair.seeds[0] },
  { header: 'other seeds', value: (pair) => pair.seeds[1] },
  { header: 'test', value: (pair) => pair.test },
];

/** null where there is nothing to compare. */
export function pairsTable(comparisons: readonly Comparison[]): Table | null {
  const pairs = comparisons.flatMap((comparison) => comparison.pairs);
  if (pairs.length === 0) return null;
  const words = scoreWords(pairs.map(({ first }) => first));
  return makeTable(
    {
      name: 'pairs',
      title: `Differences in test ${words.name}`,
      long: true,
      legend: [
        `difference: mean test ${words.name} of the first minus that of the other, on the same items, with its own 95 % interval. Compared are the chosen configurations and the zero-shot baseline (nothing trained, no exemplars).`,
        `p: of no difference over all items and seeds. exact McNemar: one seed each, or seeds that always agree. items and seeds: items paired, each side’s seeds a sample of their own, their variance moderated by the method’s other configurations as in the intervals, Student’s t.${pairs.some(({ test }) => test === 'items') ? ' items: graded answers of one seed each, or items in groups; Student’s t of the items’ differences, or of the groups’, one won and one lost added.' : ''}`,
        `adjusted p: Holm’s, over all pairs of the task; apart where it is below ${LEVEL}: were all equal, any pair would be called so in at most ${LEVEL * 100} % of runs.`,
      ],
    },
    columnsOf(words),
    pairs,
  );
}
