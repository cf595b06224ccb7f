/**
 * Two configurations item by item: how often both, one or neither is right, or, of graded answers, how often either is better; and the items on
 * which they differ. Pure.
 */
import { type Judged, type JudgedBy, judged } from '../judged/metric.ts';
import { numbersOf } from '../stats/scores.ts';
import type { ItemLine, ItemReader } from '../run/items.ts';
import type { DoneTrial, SplitOutcome } from '../record/record.ts';
import { groupBy } from './group.ts';
import { trains } from './servings.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

export interface ItemComparison {
  readonly task: string;
  readonly first: ConfigurationRow;
  readonly second: ConfigurationRow;
  /** Both ran with it; the first such. */
  readonly seed: number;
  readonly metric: JudgedBy;
  /** Whether answers are graded: then both right and neither say nothing, and items with the same score are level. */
  readonly graded: boolean;
  readonly both: number | null;
  readonly neither: number | null;
  readonly level: number | null;
  /** Right, or better, than the other. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Where one is right or better, with what each said; null where the run has no texts of items any more. */
  readonly differing: readonly DifferingItem[] | null;
}

export interface DifferingItem {
  readonly first: ItemLine;
  readonly second: ItemLine;
  readonly better: 'first' | 'second';
  /** Of graded answers, on the unit scale. */
  readonly scores: readonly [first: number, second: number] | null;
}

/** By task: the first comparison is the one that a reader should see first. `wanted`: methods to compare instead. */
export const itemComparisons = (
  rows: readonly ConfigurationRow[],
  read: ItemReader,
  wanted?: readonly [string, string],
): ItemComparison[] =>
  groupBy(rows, (row) => row.task).flatMap((ofTask) =>
    pairs(ofTask, wanted).flatMap(([first, second]) => compareItems(first, second, read) ?? []),
  );

/**
 * The best trained configuration against the best that only prompts, where there are both, else the two best; then the best of all
 * against each other method's chosen one. The better test accuracy goes first.
 */
function pairs(
  rows: readonly ConfigurationRow[],
  wanted?: readonly [string, string],
): [ConfigurationRow, ConfigurationRow][] {
  const chosen = rows
    .filter((row) => row.chosen && row.test !== null)
    .toSorted((a, b) => (b.test?.mean ?? 0) - (a.test?.mean ?? 0));
  if (wanted !== undefined) {
    const [first, second] = wanted.map((method) => chosen.find((row) => row.method === method));
    return first === undefined || second === undefined ? [] : [[first, second]];
  }
  const [best] = chosen;
  const rival =
    chosen.find((row) => row !== best && best !== undefined && trains(row) !== trains(best)) ?? chosen[1];
  if (best === undefined || rival === undefined) return [];
  const rest = chosen.filter((row) => row !== best && row !== rival);
  return [rival, ...rest].map((row) => [best, row]);
}

/** null where no seed of both asked the same items. */
function compareItems(
  first: ConfigurationRow,
  second: ConfigurationRow,
  read: ItemReader,
): ItemComparison | null {
  const [a, b] = sameItems(first, second) ?? [];
  if (a === undefined || b === undefined) return null;
  const [one, other] = [byItem(a.accuracy.test), byItem(b.accuracy.test)];
  if (one.scores === null || other.scores === null || one.metric.name !== other.metric.name) return null;
  const graded = typeof one.scores !== 'string' || typeof other.scores !== 'string';
  const [left, right] = [numbersOf(one.scores), numbersOf(other.scores)];
  const pairs = left.map((score, i) => [score, right[i] ?? 0] as const);
  const count = (is: (x: number, y: number) => boolean): number => pairs.filter(([x, y]) => is(x, y)).length;
  const bothOf = (score: number): number | null =>
    graded ? null : count((x, y) => x === score && y === score);
  return {
    task: first.task,
    first,
    second,
    seed: a.spec.seed,
    metric: one.metric,
    graded,
    both: bothOf(1),
    neither: bothOf(0),
    level: graded ? count(isLevel) : null,
    onlyFirst: count((x, y) => !isLevel(x, y) && x > y),
    onlySecond: count((x, y) => !isLevel(x, y) && x < y),
    differing: graded ? differingGrades(read(a.id), read(b.id), pairs) : differing(read(a.id), read(b.id)),
  };
}

/** A label is right or wrong: what an item contributes to a metric over classes says nothing of the item alone. */
function byItem({ grades, ...test }: SplitOutcome): Judged {
  const isLabel = grades?.[0]?.majority !== undefined;
  return judged(grades === undefined || isLabel ? test : { ...test, grades });
}

const isLevel = (x: number, y: number): boolean => Math.abs(x - y) < 1e-9;

/** The furthest apart first; `pairs`: scores in the order asked. */
function differingGrades(
  left: readonly ItemLine[] | null,
  right: readonly ItemLine[] | null,
  pairs: readonly (readonly [number, number])[],
): DifferingItem[] | null {
  const [one, other] = [left, right].map((lines) => lines?.filter(({ split }) => split === 'test'));
  if (one?.length !== pairs.length || other?.length !== pairs.length) return null;
  return pairs
    .flatMap((scores, i): (DifferingItem & { readonly apart: number })[] => {
      const [x, y] = scores;
      const apart = Math.abs(x - y);
      const better = x > y ? 'first' : 'second';
      return isLevel(x, y) ? [] : [{ first: one[i]!, second: other[i]!, better, scores, apart }];
    })
    .toSorted((a, b) => b.apart - a.apart);
}

function sameItems(first: ConfigurationRow, second: ConfigurationRow): [DoneTrial, DoneTrial] | null {
  for (const a of first.done) {
    const b = second.done.find(
      ({ spec, accuracy }) =>
        spec.seed === a.spec.seed && accuracy.test.itemsDigest === a.accuracy.test.itemsDigest,
    );
    if (b !== undefined) return [a, b];
  }
  return null;
}

function differing(
  left: readonly ItemLine[] | null,
  right: readonly ItemLine[] | null,
): DifferingItem[] | null {
  if (left === null || right === null) return null;
  const byId = new Map(right.filter(({ split }) => split === 'test').map((line) => [line.id, line]));
  return left.flatMap((first) => {
    const second = first.split === 'test' ? byId.get(first.id) : undefined;
    const better = first.correct ? 'first' : 'second';
    return second === undefined || second.correct === first.correct
      ? []
      : [{ first, second, better, scores: null }];
  });
}

const ofKind = (graded: boolean, value: (one: ItemComparison) => number | null) => (one: ItemComparison) =>
  one.graded === graded ? value(one) : null;

const rightColumns: readonly Column<ItemComparison>[] = [
  { header: 'both right', value: ({ both }) => both },
  { header: 'only first right', value: ofKind(false, ({ onlyFirst }) => onlyFirst) },
  { header: 'only second right', value: ofKind(false, ({ onlySecond }) => onlySecond) },
  { header: 'neither right', value: ({ neither }) => neither },
];
const gradedColumns: readonly Column<ItemComparison>[] = [
  { header: 'first better', value: ofKind(true, ({ onlyFirst }) => onlyFirst) },
  { header: 'second better', value: ofKind(true, ({ onlySecond }) => onlySecond) },
  { header: 'level', value: ({ level }) => level },
];

/** How often. */
export const agreementTable = (comparisons: readonly ItemComparison[]): Table =>
  makeTable(
    { name: 'agreement', title: 'Right and wrong together', legend: [] },
    [
      { header: 'task', value: ({ task }) => task, ifVaried: true },
      { header: 'first', value: ({ first }) => `${first.method} ${first.configuration}` },
      { header: 'second', value: ({ second }) => `${second.method} ${second.configuration}` },
      ...(comparisons.every(({ graded }) => graded) && comparisons.length > 0 ? [] : rightColumns),
      ...(comparisons.some(({ graded }) => graded) ? gradedColumns : []),
      { header: 'seed', value: ({ seed }) => seed },
    ],
    comparisons,
  );

type Line = DifferingItem & { readonly comparison: ItemComparison };

/** A spreadsheet's cell holds 32,767 characters. */
const cut = (text: string): string => (text.length > 4000 ? `${text.slice(0, 4000)}…` : text);

const itemColumns: readonly Column<Line>[] = [
  { header: 'task', value: ({ comparison }) => comparison.task, ifVaried: true },
  { header: 'item', value: ({ first }) => first.id },
  { header: 'text', value: ({ first }) => cut(Object.values(first.fields ?? {}).join('\n')) },
  { header: 'right answer', value: ({ first }) => first.answer ?? null },
  { header: 'first', value: ({ comparison: { first } }) => `${first.method} ${first.configuration}` },
  { header: 'first said', value: ({ first }) => first.prediction },
  { header: 'second', value: ({ comparison: { second } }) => `${second.method} ${second.configuration}` },
  { header: 'second said', value: ({ second }) => second.prediction },
  { header: 'right', value: ({ better }) => better },
  { header: 'first output', value: ({ first }) => cut(first.output ?? '') },
  { header: 'second output', value: ({ second }) => cut(second.output ?? '') },
];

/** Every differing item of every comparison. */
export const differingTable = (comparisons: readonly ItemComparison[]): Table =>
  makeTable(
    { name: 'items', title: 'Items on which two methods differ', legend: [] },
    itemColumns,
    comparisons.flatMap((comparison) =>
      (comparison.differing ?? []).map((item): Line => Object.assign({ comparison }, item)),
    ),
  );
