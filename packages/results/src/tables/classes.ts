/** Label tasks class by class: what each chosen configuration finds, and what it takes for what. From the items of its first seed. */
import { type ClassTable, classTable } from '@adaptbench/metrics';
import type { ItemLine, ItemReader } from '../run/items.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

/** One chosen configuration's classes. */
export interface Classes extends Pick<ClassTable, 'classes' | 'confusion' | 'majority'> {
  readonly row: ConfigurationRow;
  readonly seed: number;
  readonly items: number;
  /** Of right labels and answers. */
  readonly labels: number;
  /** Share of right answers, of these items. */
  readonly right: number;
}

/** Of each method’s chosen configuration, where answers are labels, the run has graded them, and their items are still there. */
export function classesOf(rows: readonly ConfigurationRow[], read: ItemReader): Classes[] {
  return rows.flatMap((row) => {
    const [first] = row.done;
    if (!row.chosen || first === undefined || first.accuracy.test.grades === undefined) return [];
    const lines = (read(first.id) ?? []).filter(({ split }) => split === 'test');
    const pairs = lines.flatMap(({ answer, prediction }) =>
      answer === undefined ? [] : [{ gold: answer, prediction }],
    );
    if (pairs.length === 0 || pairs.length < lines.length || lines.some(isWritten)) return [];
    const labels = new Set(pairs.flatMap(({ gold, prediction }) => [gold, prediction ?? gold]));
    const table = classTable(pairs, [...labels]);
    const right = pairs.filter(({ gold, prediction }) => gold === prediction).length / pairs.length;
    const { seed } = first.spec;
    return [{ ...table, row, seed, items: pairs.length, labels: labels.size, right }];
  });
}

/** An answer in words of the model's own, not one of some labels. */
const isWritten = ({ output, answers }: ItemLine): boolean => output !== undefined || answers !== undefined;

type ClassLine = ClassTable['classes'][number] & { readonly of: Classes };
type ConfusionLine = ClassTable['confusion'][number] & { readonly of: Classes };

const who = <L extends { readonly of: Classes }>(): readonly Column<L>[] => [
  { header: 'task', value: ({ of }) => of.row.task, ifVaried: true },
  { header: 'method', value: ({ of }) => of.row.method, ifVaried: true },
  { header: 'configuration', value: ({ of }) => of.row.configuration, ifVaried: true },
];
const percent = (header: string, share: (line: ClassLine) => number): Column<ClassLine> => ({
  header: `${header} (%)`,
  value: (line) => 100 * share(line),
  digits: 1,
});

/** A line per class, the commonest first. */
export const classesTable = (all: readonly Classes[]): Table =>
  makeTable<ClassLine>(
    { name: 'classes', title: 'Class by class', legend: [] },
    [
      ...who<ClassLine>(),
      { header: 'label', value: ({ label }) => label },
      { header: 'items', value: ({ support }) => support },
      { header: 'answered', value: ({ answered }) => answered },
      percent('precision', ({ precision }) => precision),
      percent('recall', ({ recall }) => recall),
      percent('F1', ({ f1 }) => f1),
    ],
    all.flatMap((of) =>
      of.classes
        .toSorted((a, b) => b.support - a.support)
        .map((line): ClassLine => Object.assign({ of }, line)),
    ),
  );

/** A line per right label and answer that occurs, the most frequent first: of all, or of wrong answers alone. */
export const confusionsTable = (all: readonly Classes[], which: 'all' | 'wrong' = 'all'): Table =>
  makeTable<ConfusionLine>(
    { name: 'confusion', title: 'What was answered as what', legend: [] },
    [
      ...who<ConfusionLine>(),
      { header: 'right label', value: ({ gold }) => gold },
      { header: 'answered', value: ({ prediction }) => prediction ?? 'nothing readable' },
      { header: 'items', value: ({ count }) => count },
    ],
    all.flatMap((of) =>
      of.confusion
        .filter(({ gold, prediction }) => which === 'all' || gold !== prediction)
        .toSorted((a, b) => b.count - a.count)
        .map((line): ConfusionLine => Object.assign({ of }, line)),
    ),
  );

/** Right labels down, answers across; of few labels. */
export function confusionMatrix(of: Classes): Table {
  const names = of.classes.toSorted((a, b) => b.support - a.support).map(({ label }) => label);
  const counts = new Map(
    of.confusion.map(({ gold, prediction, count }) => [JSON.stringify([gold, prediction]), count]),
  );
  const cell = (gold: string, prediction: string | null): number =>
    counts.get(JSON.stringify([gold, prediction])) ?? 0;
  const unread = of.confusion.some(({ prediction }) => prediction === null);
  return makeTable<string>(
    { name: 'confusion', title: 'What was answered as what', legend: [] },
    [
      { header: 'right label', value: (gold) => gold },
      ...names.map((name): Column<string> => ({
        header: `as ${name}`,
        value: (gold) => cell(gold, name),
      })),
      ...(unread ? [{ header: 'nothing readable', value: (gold: string) => cell(gold, null) }] : []),
    ],
    names.filter((name) => of.classes.some(({ label, support }) => label === name && support > 0)),
  );
}
