/**
 * Columns that are asked together: premise and hypothesis, question1 and question2, question and choices. A prompt that shows one of them
 * asks something else, so it is only done where the user names that column or writes the prompt.
 */
import { LoadError } from '@adaptbench/core';
import type { Columns } from './columns.ts';
import type { DataSet } from './read/data-set.ts';
import type { Table } from './read/table.ts';

/** First the one that is usually shown first. */
const pairs: readonly (readonly [string, string])[] = [
  ['premise', 'hypothesis'],
  ['sentence', 'question'],
  ...['passage', 'context', 'paragraph', 'article', 'document'].flatMap((text) =>
    ['question', 'query', 'hypothesis', 'claim'].map((asked) => [text, asked] as const),
  ),
  ...['choices', 'options'].map((choices) => ['question', choices] as const),
  ['query', 'title'],
  ['instruction', 'input'],
  ['text', 'aspect'],
  ['sentence', 'aspect'],
];

/** `sentence1` and `sentence2`, `text_a` and `text_b`: names that end in one of two. */
const endings: ReadonlyMap<string, string> = new Map([
  ['1', '2'],
  ['2', '1'],
  ['0', '1'],
  ['a', 'b'],
  ['b', 'a'],
]);

/** The two columns in the order in which they are shown, one of them `column`; null where it stands alone. */
function pairOf(column: string, columns: readonly string[]): readonly [string, string] | null {
  const there = new Map(columns.map((name) => [name.trim().toLowerCase(), name]));
  const name = column.trim().toLowerCase();
  for (const [first, second] of pairs) {
    const other = there.get(name === first ? second : first);
    if ((name === first || name === second) && other !== undefined)
      return name === first ? [column, other] : [other, column];
  }
  const [, stem, last] =
    /^(.*[a-z][_-]?)([012])$|^(.+[_-])([ab])$/u.exec(name)?.filter((s) => s !== undefined) ?? [];
  // R and spreadsheets number columns so: in `v1`, `v2` the first may be the label.
  const other =
    stem === undefined || /^[vcx]$/u.test(stem) ? undefined : there.get(stem + endings.get(last!));
  if (other === undefined) return null;
  return name < other.trim().toLowerCase() ? [column, other] : [other, column];
}

/** @throws LoadError where no column is called as texts are and two belong together */
export function refusePair(
  data: DataSet,
  usual: readonly string[],
  answer: readonly string[],
  ending: string,
): void {
  const [table] = Object.values(data).flat();
  const names = (table?.columns ?? []).filter((name) => !answer.includes(name.trim().toLowerCase()));
  if (names.some((name) => usual.includes(name.trim().toLowerCase()))) return;
  const found = names.map((name) => pairOf(name, names)).find((pair) => pair !== null);
  if (found) throw together(table!, found, ending);
}

const together = ({ file }: Table, pair: readonly [string, string], ending: string): LoadError =>
  new LoadError(
    `${file}: columns "${pair[0]}" and "${pair[1]}" belong together. Show both with --template ${suggestion(pair, ending)}, or name the one that is the text with --text-column.`,
  );

/**
 * What to say of the columns that are not shown.
 * @param named whether the user named the text's column
 * @throws LoadError where one of a pair would be shown and nobody said so
 */
export function pairNotes(columns: readonly Columns[], named: boolean, ending: string): string[] {
  const [first] = columns;
  const pair = first ? pairOf(first.text, first.table.columns) : null;
  if (!pair) return [];
  const [one, two] = pair;
  const other = one === first!.text ? two : one;
  if (!named) throw together(first!.table, pair, ending);
  return [
    `WARNING: column "${other}" is not shown to the model. Show both with --template ${suggestion(pair, ending)}`,
  ];
}

/** A prompt as it is typed. */
const suggestion = (shown: readonly string[], ending: string): string =>
  `"${shown.map((column) => `{${column}}`).join(String.raw`\n`)}${String.raw`\n`}${ending}"`;

/** How texts that stand there with several answers are mended. */
export function unclearMend(columns: readonly Columns[], ending: string): string {
  const [first] = columns;
  if (!first) return '';
  const others = first.table.columns.filter((name) => name !== first.text && name !== first.answer);
  const pair = pairOf(first.text, first.table.columns);
  if (others.length === 0)
    return `Column "${first.text}" does not tell column "${first.answer}": mend or leave out such rows, or name others with --text-column and --label-column.`;
  return `Column "${first.text}" alone does not tell column "${first.answer}": show the other column too, e.g. --template ${suggestion(pair ?? [first.text, others[0]!], ending)} (columns: ${[first.text, ...others].slice(0, 12).join(', ')}).`;
}
