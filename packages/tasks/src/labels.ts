/** Values of a label column → labels. */
import { ConfigError, LoadError } from '@adaptbench/core';
import type { Row, Table } from './read/table.ts';

/** Values that mean: this row has no label. */
const unlabelled = new Set(['', '-1', '-100']);

/** A row's label as the file writes it, class numbers replaced by the file's own names; null where it has none. */
export function rawLabel(row: Row, table: Table, column: string): string | null {
  const value = row.values[column]?.trim() ?? '';
  if (unlabelled.has(value)) return null;
  return table.classNames[column]?.[Number(value)] ?? value;
}

/** More labels than this are taken for a mistake: each is scored for every item. */
const MOST_LABELS = 64;

/**
 * Labels of a data file: names given by the user, in the order given; else the values there are, numbers by size and words by letter.
 * @throws ConfigError where they are fewer than two or too many
 */
export function detectLabels(
  values: ReadonlySet<string>,
  names: Readonly<Record<string, string>> | undefined,
  column: string,
): { labels: readonly string[]; nameOf: Readonly<Record<string, string>> } {
  const nameOf = names ?? Object.fromEntries([...values].toSorted(byValue).map((value) => [value, value]));
  const labels = [...new Set(Object.values(nameOf))];
  if (labels.length < 2)
    throw new ConfigError(
      `labels: column "${column}" holds one value only (${labels.join()}): expected at least two labels.`,
    );
  if (labels.length > MOST_LABELS)
    throw new ConfigError(
      `labels: column "${column}" holds ${labels.length} different values: expected at most ${MOST_LABELS}. Is it the label? Name another with --label-column.`,
    );
  return { labels, nameOf };
}

const byValue = (a: string, b: string): number => {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference)) return difference;
  return a < b ? -1 : 1;
};

/** @throws LoadError listing the values that are known */
export function labelName(value: string, nameOf: Readonly<Record<string, string>>): string {
  const name = Object.hasOwn(nameOf, value) ? nameOf[value] : undefined;
  if (name !== undefined) return name;
  throw new LoadError(
    `unknown label "${value}": expected ${Object.keys(nameOf).join(', ')}. Name values with --labels ${value}=…`,
  );
}
