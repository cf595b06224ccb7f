/** Two configurations item by item: how often both, one or neither is right, and the items on which they differ. Pure. */
import type { ItemLine, ItemReader } from '../run/items.ts';
import type { DoneTrial } from '../record/record.ts';
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
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Where exactly one is right, with what each said; null where the run has no texts of items any more. */
  readonly differing: readonly DifferingItem[] | null;
}

export interface DifferingItem {
  readonly first: ItemLine;
  readonly second: ItemLine;
}

/** By task: the first comparison is the one that a reader should see first. `wanted`: methods to compare instead. */
export const itemComparisons = (
  rows: readonly ConfigurationRow[],
  read: ItemReader,
  wanted?: readonly [string, string],
): ItemComparison[] =>
  groupBy(rows, (row) => row.task).flatMap((own) =>
    pairs(own, wanted).flatMap(([first, second]) => compareItems(first, second, read) ?? []),
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
  const [left, right] = [a, b].map((trial) => trial?.accuracy.test.outcomes ?? null);
  if (a === undefined || b === undefined || typeof left !== 'string' || typeof right !== 'string')
    return null;
  const count = (pair: string): number =>
    Array.from(left).filter((digit, i) => `${digit}${right[i] ?? ''}` === pair).length;
  return {
    task: first.task,
    first,
    second,
    seed: a.spec.seed,
    both: count('11'),
    onlyFirst: count('10'),
    onlySecond: count('01'),
    neither: count('00'),
    differing: differing(read(a.id), read(b.id)),
  };
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
    return second === undefined || second.correct === first.correct ? [] : [{ first, second }];
  });
}

const countColumns: readonly Column<ItemComparison>[] = [
  { header: 'task', value: ({ task }) => task, ifVaried: true },
  { header: 'first', value: ({ first }) => `${first.method} ${first.configuration}` },
  { header: 'second', value: ({ second }) => `${second.method} ${second.configuration}` },
  { header: 'both right', value: ({ both }) => both },
  { header: 'only first right', value: ({ onlyFirst }) => onlyFirst },
  { header: 'only second right', value: ({ onlySecond }) => onlySecond },
  { header: 'neither right', value: ({ neither }) => neither },
  { header: 'seed', value: ({ seed }) => seed },
];

/** How often. */
export const agreementTable = (comparisons: readonly ItemComparison[]): Table =>
  makeTable({ name: 'agreement', title: 'Right and wrong together', legend: [] }, countColumns, comparisons);

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
  { header: 'right', value: ({ first }) => (first.correct ? 'first' : 'second') },
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
