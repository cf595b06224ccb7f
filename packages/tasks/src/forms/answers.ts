/** The right answers in a cell: a text, or a list of texts, each of which is right. */
import { LoadError, oneLine, shown } from '@adaptbench/core';
import { readSet, writeSet } from '@adaptbench/metrics';
import type { LeftOut } from '../definition.ts';
import { type ExtractorName, extractors } from '../extract/index.ts';
import { cellOf, textOf } from '../missing.ts';
import { classIndex } from '../spelling.ts';
import type { Row, Table } from '../read/table.ts';
import { excerpt, isRecord, jsonIn } from './json-cell.ts';
import { isTurn } from './turns.ts';

/** @throws LoadError where a part of the list is no text */
function answersIn(
  row: Row,
  table: Pick<Table, 'file' | 'odd'>,
  column: string,
): readonly [string, ...string[]] | LeftOut {
  const cell = textOf(row, table, column, 'answer');
  if ('leftOut' in cell) return { ...cell, lacks: 'answer' };
  // Of a column with lists, a list of one text is that text.
  if (!table.odd?.has(column) || !/^[[{]/u.test(cell.text)) return [cell.text];
  const [first, ...rest] = textsIn(cell.text, column);
  return first === undefined ? { leftOut: 'no answer', lacks: 'answer' } : [first, ...rest];
}

/**
 * `["a", "b"]`, SQuAD's `{"text": ["a", "b"], "answer_start": […]}` or TriviaQA's `{"value": "a", "aliases": ["b"]}`: the texts that are
 * not empty, each once.
 */
function textsIn(json: string, column: string): string[] {
  const value = jsonIn(json, column);
  const list = !isRecord(value)
    ? value
    : hasAliases(value)
      ? [value['value'], ...value['aliases']]
      : value['text'];
  const texts = (Array.isArray(list) ? (list as unknown[]) : [list]).map((part) => {
    if (typeof part === 'string') return part.trim();
    if (['number', 'bigint', 'boolean'].includes(typeof part)) return String(part);
    throw new LoadError(
      `column "${column}": expected a text or a list of texts as answers, found ${excerpt(value)}. Write the answers into a column of their own; if they are JSON, say --extract json.`,
    );
  });
  return [...new Set(texts.filter((text) => text !== ''))];
}

const hasAliases = (
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & { readonly aliases: readonly unknown[] } =>
  Array.isArray(value['aliases']) && Object.hasOwn(value, 'value');

/** Whether a column's answers are objects; lists of right texts within one are none, nor is a turn of a conversation. */
export function holdsObjects(table: Table, column: string | null): boolean {
  if (column === null || table.odd?.get(column)?.kind !== 'structure') return false;
  const first = table.rows.find((row) => cellOf(row, column).startsWith('{'));
  if (first === undefined) return false;
  const value = jsonIn(cellOf(first, column), column);
  return isRecord(value) && !Array.isArray(value['text']) && !hasAliases(value) && !isTurn(value);
}

/** What is said where nobody has said of which kind they are. */
export const OBJECTS = 'answers are objects: they are read and compared as JSON (--extract json)';

/** Those answers in the form in which they are compared, each once. @throws LoadError where one is no such answer */
export function canonicalAnswers(
  answers: readonly [string, ...string[]],
  extract: ExtractorName,
): readonly [string, ...string[]] {
  const [first, ...rest] = new Set(
    answers.map((answer) => {
      const canonical = extractors[extract].canonical(answer);
      if (canonical !== null) return canonical;
      throw new LoadError(otherKind(answer, extract));
    }),
  );
  return [first!, ...rest];
}

function otherKind(answer: string, extract: ExtractorName): string {
  const found = shown(answer.length > 80 ? `${answer.slice(0, 80)}…` : answer);
  if (extract === 'json')
    return `the answer ${found} is not JSON${whyNoJson(answer)}. Mend it, leave the row out, or choose another --extract.`;
  return `${found} is not an answer of the kind "${extract}". Mend it, leave the row out, or choose another --extract.`;
}

/** What the parser says; a value that is nested too deep is JSON to it. */
function whyNoJson(text: string): string {
  try {
    JSON.parse(text);
    return ' that is read';
  } catch (cause) {
    return ` (${oneLine((cause as Error).message)})`;
  }
}

/**
 * The right answers in a cell, in the form in which they are compared: JSON is the cell as it stands, several labels a list or what a
 * separator parts.
 * @throws LoadError where the cell holds no such answer
 */
export function goldIn(
  row: Row,
  table: Pick<Table, 'file' | 'odd' | 'classNames'>,
  column: string,
  { extract, separator }: { readonly extract: ExtractorName; readonly separator?: string | undefined },
): readonly [string, ...string[]] | LeftOut {
  if (extract !== 'json' && extract !== 'set') {
    const found = answersIn(row, table, column);
    return 'leftOut' in found ? found : canonicalAnswers(found, extract);
  }
  const cell = textOf(row, table, column, 'answer');
  // Of a column of lists, an empty one is no label.
  if ('leftOut' in cell)
    return extract === 'set' && table.odd?.has(column) ? ['[]'] : { ...cell, lacks: 'answer' };
  return extract === 'json'
    ? canonicalAnswers([cell.text], 'json')
    : [setIn(cell.text, table, column, separator)];
}

function setIn(
  text: string,
  { odd, classNames }: Pick<Table, 'odd' | 'classNames'>,
  column: string,
  separator: string | undefined,
): string {
  const listed = text.startsWith('[');
  const labels = listed
    ? textsIn(text, column)
    : odd?.has(column)
      ? [text]
      : separator === undefined
        ? readSet(text)
        : text.split(separator);
  const names = Object.hasOwn(classNames, column) ? classNames[column]! : [];
  const named = labels.map((label) => {
    const bare = listed ? label : label.trim();
    return names[classIndex(bare) ?? -1] ?? bare;
  });
  return writeSet([...new Set(named)].filter((label) => label !== ''));
}
