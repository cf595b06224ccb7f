/**
 * Options of a multiple-choice file: one column of lists (`choices`, `options`, `endings`; ARC's `{"text": […], "label": […]}`, MedQA's
 * `{"A": …, "B": …}`), or a column an option (A, B, C, D; `option1`, `option2`; `ending0` …; MedMCQA's `opa` …).
 */
import { LoadError } from '@adaptbench/core';
import { cellOf } from '../missing.ts';
import type { Row, Table } from '../read/table.ts';
import { columnNamed } from './form.ts';
import { excerpt, firstCell, isRecord, jsonIn } from './json-cell.ts';

export interface Option {
  readonly text: string;
  /** What the file itself calls it, where it does. */
  readonly label: string | null;
}

/** Where a table's options stand. */
export interface OptionColumns {
  readonly columns: readonly string[];
  /** @throws LoadError where a cell holds no options */
  in(row: Row): readonly Option[];
}

const lists = ['choices', 'options', 'endings', 'answer_choices', 'candidates', '选项'];

/** Options of one question, beyond which letters end. */
const MOST = 26;

/** null where the table has none. */
export function optionColumns(table: Table): OptionColumns | null {
  const list = columnNamed(table, ...lists);
  if (list !== null && holdsOptions(table, list)) return { columns: [list], in: (row) => listed(row, list) };
  const columns = numberedColumns(table);
  return (
    columns && {
      columns: columns.map(({ column }) => column),
      in: (row) => columns.flatMap((one) => cell(row, one)),
    }
  );
}

const holdsOptions = (table: Table, column: string): boolean =>
  table.odd?.has(column) === true || /^[[{]/u.test(firstCell(table, column));

function listed(row: Row, column: string): readonly Option[] {
  const text = cellOf(row, column);
  if (text === '') throw new LoadError(`column "${column}" holds no options.`);
  // Of a list of one text, files keep the text.
  const value = /^[[{]/u.test(text) ? jsonIn(text, column) : [text];
  const found = optionsOf(value);
  if (found === null || found.length < 2 || found.length > MOST)
    throw new LoadError(
      `column "${column}": expected 2 to ${MOST} options, e.g. ["one", "two"], found ${excerpt(value)}.`,
    );
  return found;
}

/** A list of texts or of `{"label", "text"}`, or ARC's two lists; null where it is none of them. */
function optionsOf(value: unknown): Option[] | null {
  if (isRecord(value)) {
    const [texts, labels] = [value['text'] ?? value['choices'], value['label'] ?? value['labels']];
    if (!Array.isArray(texts)) return lettered(value);
    const names: readonly unknown[] = Array.isArray(labels) && labels.length === texts.length ? labels : [];
    return texts.map((text: unknown, i) => ({
      text: said(text),
      label: names[i] === undefined ? null : said(names[i]),
    }));
  }
  if (!Array.isArray(value)) return null;
  return value.map((one: unknown) =>
    isRecord(one)
      ? {
          text: said(one['text'] ?? one['para'] ?? one['content']),
          label: 'label' in one ? said(one['label']) : null,
        }
      : { text: said(one), label: null },
  );
}

/** MedQA's `{"A": "one", "B": "two"}`; what is null is no option of this question. */
function lettered(value: Readonly<Record<string, unknown>>): Option[] | null {
  const found = Object.entries(value).filter(([, text]) => text !== null);
  if (found.length === 0 || !found.every(([label]) => /^(?:[A-Za-z]|\d{1,2})$/u.test(label))) return null;
  return found.map(([label, text]) => ({ text: said(text), label }));
}

const said = (value: unknown): string => {
  if (typeof value === 'string') return value.trim();
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  throw new LoadError(`expected the text of an option, found ${excerpt(value)}.`);
};

interface OptionColumn {
  readonly column: string;
  readonly label: string;
}

const cell = (row: Row, { column, label }: OptionColumn): Option[] => {
  const text = cellOf(row, column);
  return text === '' ? [] : [{ text, label }];
};

const NUMBERED = /^(?:option|opt|choice|ending|sol|answer_?option|op)?[ _]?([a-h]|\d)$/u;

/** Columns A, B, C …, or whose names end so; of letters alone three at least, for two are any two columns. */
function numberedColumns({ columns }: Pick<Table, 'columns'>): OptionColumn[] | null {
  const found = columns.flatMap((column) => {
    const name = column.trim().toLowerCase();
    const [, label] = NUMBERED.exec(name) ?? [];
    return label === undefined ? [] : [{ column, label, stem: name.slice(0, -1) }];
  });
  for (const stem of new Set(found.map((one) => one.stem))) {
    const ofStem = found.filter((one) => one.stem === stem).toSorted((a, b) => (a.label < b.label ? -1 : 1));
    const first = ofStem[0]!.label.codePointAt(0)!;
    const consecutive = ofStem.every(({ label }, i) => label.codePointAt(0) === first + i);
    const begins = ['a', '0', '1'].includes(ofStem[0]!.label);
    if (consecutive && begins && ofStem.length >= (stem === '' ? 3 : 2) && !(stem === '' && first < 58))
      return ofStem;
  }
  return null;
}
