/**
 * Which columns of a data set hold its texts and its answers. Only a validation or test file may lack the answers (test splits are often
 * published without), where train has them.
 */
import type { Reading } from './definition.ts';
import type { DataSet } from './read/data-set.ts';
import type { SplitName } from './read/split-notes.ts';
import { type Table, findColumn } from './read/table.ts';

export interface Columns {
  readonly split: SplitName;
  readonly table: Table;
  readonly text: string;
  /** null: the file has none. */
  readonly answer: string | null;
}

/** What the user named, and what is looked for else. */
export interface WantedColumns {
  readonly text: { readonly named: string | undefined; readonly usual: readonly string[] };
  readonly answer: {
    readonly named: string | undefined;
    readonly usual: readonly string[];
    /** Whether a cell may hold a list or a structure. */
    readonly lists?: boolean;
    /** What else helps where there is none, after a space. */
    readonly hint?: string;
  };
}

/** @throws LoadError where a table has no such column */
export function findColumns(data: DataSet, { text, answer }: WantedColumns): Columns[] {
  const tables = Object.entries(data).flatMap(([split, list]) =>
    list.map((table: Table) => ({ split: split as SplitName, table })),
  );
  const answerIn = (table: Table): string =>
    findColumn(table, answer.named, answer.usual, '--label-column', answer);
  const usual = new Set(answer.usual);
  const hasAnswers = ({ columns }: Table): boolean =>
    columns.some((name) =>
      answer.named === undefined ? usual.has(name.trim().toLowerCase()) : name === answer.named,
    );
  const trained = tables.filter(({ split }) => split === 'train' || split === 'all');
  for (const { table } of trained) answerIn(table);
  return tables.map(({ split, table }) => ({
    split,
    table,
    text: findColumn(table, text.named, text.usual, '--text-column'),
    answer: trained.length > 0 && !hasAnswers(table) ? null : answerIn(table),
  }));
}

/** Those of a table. */
export function columnsOf(columns: readonly Columns[]): (table: Table) => Columns {
  const byTable = new Map(columns.map((one) => [one.table, one]));
  return (table) => {
    const found = byTable.get(table);
    if (!found) throw new Error('internal: a table that was not opened');
    return found;
  };
}

/** What was decided, where all of it is not what the user said. */
export function columnNotes(
  columns: readonly Columns[],
  { text, answer }: WantedColumns,
  shown: readonly string[],
): string[] {
  const lacking = columns.filter((one) => one.answer === null);
  const named = text.named !== undefined && answer.named !== undefined;
  const whole = columns.filter((one) => one.answer !== null);
  const pairs = [...new Set(whole.map((one) => `text ${quoted(one.text)}, label ${quoted(one.answer)}`))];
  const used = new Set([...shown, ...columns.flatMap((one) => [one.text, one.answer])]);
  const others = new Set(columns.flatMap(({ table }) => table.columns).filter((name) => !used.has(name)));
  return [
    ...(named && pairs.length === 1 && others.size === 0
      ? []
      : [
          `columns: ${pairs.join('; ')}${others.size === 0 ? '' : `; not shown to the model: ${some([...others])}`}`,
        ]),
    ...lacking.map(
      ({ split, table }) =>
        `${split}: ${table.file} has no column ${answer.named === undefined ? 'of labels' : quoted(answer.named)} (its columns: ${some(table.columns)})`,
    ),
  ];
}

/** @param shown further columns that prompts have */
export function readingOf(columns: readonly Columns[], shown: readonly string[], form: string): Reading {
  const used = new Set([
    ...columns.flatMap(({ text, answer }) => [text, ...(answer === null ? [] : [answer])]),
    ...shown,
  ]);
  const all = new Set(columns.flatMap(({ table }) => table.columns));
  return {
    form,
    used: [...used].filter((name) => all.has(name)),
    unused: [...all].filter((name) => !used.has(name)),
  };
}

/** Names before the rest is only counted. */
const SHOWN = 12;
const some = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;

const quoted = (name: string | null): string => (name === null ? 'none' : JSON.stringify(name));
