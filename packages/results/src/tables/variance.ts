/** Where the variance of a configuration's test answers comes from: items, seeds or exemplar draws, templates. */
import { judged } from '../judged/metric.ts';
import { type Scores, numbersOf } from '../stats/scores.ts';
import { type Component, varianceComponents } from '../stats/variance.ts';
import type { DoneTrial } from '../record/record.ts';
import { canonicalByParts } from '../record/canonical-json.ts';
import { groupBy } from './group.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** What trains nothing uses its seed for exemplars; elsewhere it is initialisation, order and training items too. */
type Source = 'item' | 'seed' | 'exemplar draw' | 'template';

interface Line extends Component<Source> {
  readonly row: ConfigurationRow;
  readonly configuration: string;
  /** Levels of its factors, e.g. `3 × 1821`. */
  readonly levels: string;
  /** Of all components of the configuration, in a single answer and in the mean. */
  readonly share: number;
  readonly shareOfMean: number;
}

/** One configuration, asked in one or several templates with one or several seeds. */
interface Block {
  readonly row: ConfigurationRow;
  readonly configuration: string;
  /** By template and seed; all rectangular, the same items. */
  readonly outcomes: readonly (readonly Scores[])[];
}

const square = (value: number): number => value * 1e4;

const columns: readonly Column<Line>[] = [
  { header: 'task', value: (line) => line.row.task, ifVaried: true },
  { header: 'method', value: (line) => line.row.method },
  { header: 'configuration', value: (line) => line.configuration, kind: 'configuration' },
  { header: 'source', value: (line) => line.factors.join(' × ') },
  { header: 'levels', value: (line) => line.levels },
  { header: 'variance (points²)', value: (line) => square(line.variance), digits: 1 },
  { header: 'share (%)', value: (line) => line.share * 100, digits: 1 },
  { header: 'in the mean (points²)', value: (line) => square(line.ofMean), digits: 3 },
  { header: 'in the mean (%)', value: (line) => line.shareOfMean * 100, digits: 1 },
  { header: 'note', value: (line) => (line.estimate < 0 ? 'estimate below 0' : '') },
];

/** null where nothing ran with two seeds or in two templates. */
export function varianceTable(rows: readonly ConfigurationRow[]): Table | null {
  const lines = blocksOf(rows).flatMap(linesOf);
  if (lines.length === 0) return null;
  return makeTable(
    {
      name: 'variance',
      title: 'Where the variance comes from',
      long: true,
      legend: [
        'variance: components of a single answer (right 100 points, wrong 0) in a crossed table with random effects, by expected mean squares. An item’s is how much items differ in difficulty; a seed’s how much seeds differ in accuracy; “×” is what several do together beyond what each does alone, the last one with chance in it. Estimates below 0 are shown as 0.',
        'in the mean: the component over the number of its levels, what it adds to the variance of the mean test accuracy; where seeds lead, more seeds help, where items lead, more items.',
        'seed: initialisation, order, dropout, training items and exemplars at once, one seed sets them all. exemplar draw: the seed of a method that trains nothing. template: the ways in which every item was asked, or the templates of the run.',
      ],
    },
    columns,
    lines,
  );
}

function linesOf({ row, configuration, outcomes }: Block): Line[] {
  const [templates, seeds, items] = [outcomes.length, outcomes[0]!.length, outcomes[0]![0]!.length];
  const seedName = row.done[0]?.spec.training === null ? 'exemplar draw' : 'seed';
  const factors = [
    { name: 'template' as const, levels: templates },
    { name: seedName, levels: seeds } as const,
    { name: 'item' as const, levels: items },
  ];
  const cells: number[] = [];
  for (const scores of outcomes.flat()) for (const score of numbersOf(scores)) cells.push(score);
  const components = varianceComponents<Source>(factors, cells);
  const sum = (of: (c: Component<Source>) => number): number =>
    components.reduce((total, c) => total + of(c), 0);
  const [all, allOfMean] = [sum((c) => c.variance), sum((c) => c.ofMean)];
  return components.map((component) => ({
    ...component,
    row,
    configuration,
    levels: component.factors.map((name) => factors.find((f) => f.name === name)?.levels ?? 1).join(' × '),
    share: all === 0 ? 0 : component.variance / all,
    shareOfMean: allOfMean === 0 ? 0 : component.ofMean / allOfMean,
  }));
}

/** Rows that differ only by template are one block; a row that asks every item in several ways is one with those. */
function blocksOf(rows: readonly ConfigurationRow[]): Block[] {
  return groupBy(rows, butTemplate).flatMap((group) => {
    const [row] = group;
    if (row === undefined) return [];
    if (group.length > 1 && group.every(({ done }) => done.length > 0)) {
      const configuration = row.configuration.replace(/ ?\btemplate=\d+/, '').trim() || 'defaults';
      return crossed(
        row,
        configuration,
        group.map(({ done }) => done.map(answersOf)),
      );
    }
    return group.flatMap((one) =>
      crossed(one, one.configuration, inWays(one.done) ?? [one.done.map(answersOf)]),
    );
  });
}

/** A trial's test answers, null where only counts are known. */
interface Answers {
  readonly seed: number;
  readonly items: string;
  readonly outcomes: Scores | null;
}

const answersOf = ({ spec, accuracy: { test } }: DoneTrial): Answers => ({
  seed: spec.seed,
  items: test.itemsDigest,
  outcomes: judged(test).scores,
});

/** By way and seed; null where there are fewer than two ways, or not the same in every seed. */
function inWays(done: readonly DoneTrial[]): Answers[][] | null {
  const names = done.map(({ accuracy: { test } }) => (test.ways ?? []).map(({ name }) => name));
  const [first] = names;
  if (first === undefined || first.length < 2 || names.some((n) => n.join('\n') !== first.join('\n')))
    return null;
  return first.map((_, way) =>
    done.map((record) => ({
      ...answersOf(record),
      outcomes: record.accuracy.test.ways?.[way]?.outcomes ?? null,
    })),
  );
}

/** The seeds that every template has; nothing where items differ or there is only one answer an item. */
function crossed(
  row: ConfigurationRow,
  configuration: string,
  templates: readonly (readonly Answers[])[],
): Block[] {
  const seeds = (templates[0] ?? [])
    .map(({ seed }) => seed)
    .filter((seed) => templates.every((answers) => answers.some((a) => a.seed === seed)));
  const table = templates.map((answers) =>
    seeds.flatMap((seed) => answers.find((a) => a.seed === seed) ?? []),
  );
  const all = table.flat();
  const outcomes = table.map((answers) =>
    answers.flatMap((a): Scores[] => (a.outcomes === null ? [] : [a.outcomes])),
  );
  const judgedOutcomes = outcomes.flat();
  const same = new Set(all.map(({ items }) => items)).size === 1;
  const enough =
    seeds.length > 0 &&
    judgedOutcomes.length === all.length &&
    all.length > 1 &&
    judgedOutcomes[0]?.length !== 0;
  return enough && same ? [{ row, configuration, outcomes }] : [];
}

/** Equal for rows that differ only by template; rows of which nothing is known are each their own. */
function butTemplate(row: ConfigurationRow): string {
  const spec = row.done[0]?.spec;
  if (spec === undefined) return `${row.task} ${row.method} ${row.configuration}`;
  const { template: _, seed: __, ...rest } = spec;
  return canonicalByParts(rest);
}
