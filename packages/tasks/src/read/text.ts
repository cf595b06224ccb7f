/**
 * A file that is called `.txt` → rows, where it is a table by another name: JSON, fields between delimiters, or fastText's lines. An
 * instance of these:
 *
 *   __label__positive The room was clean.
 *   __label__staff __label__food They were kind, and breakfast was good.
 */
import { LoadError } from '@adaptbench/core';
import { readCsv } from './csv.ts';
import { notDelimited } from './file-kind.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { type Entry, type ReadOptions, type Table, recordsTable } from './table.ts';

/** @throws LoadError where it is none of these */
export function readText(text: string, file: string, options: ReadOptions = {}): Table {
  const start = text
    .slice(0, 300)
    .replace(/^\uFEFF/u, '')
    .trimStart();
  if (/^\{\s*"/u.test(start)) return readJsonLines(text, file);
  if (/^\[\s*[{[]/u.test(start)) return readJsonArray(text, file);
  if (start.startsWith(LABEL)) return recordsTable(file, labelled(text));
  const other = notDelimited(text);
  if (other !== null) throw new LoadError(`${file}: ${other}`);
  const table = readCsv(text, file, options);
  if (table.columns.length > 1) return table;
  throw new LoadError(
    `${file}: holds lines of text, and no columns: expected a text and a label or an answer a row. Write them as .jsonl, e.g. {"text": "…", "label": "…"}, or as .csv or .tsv with a header. Where the delimiter is another than , ; | or a tab, name it with --delimiter.`,
  );
}

/** Before each label of fastText. */
const LABEL = '__label__';

function* labelled(text: string): Generator<Entry> {
  for (const [i, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .entries()) {
    const words = line.trim();
    if (words === '') continue;
    const labels: string[] = [];
    let at = 0;
    while (words.startsWith(LABEL, at)) {
      const end = words.slice(at).search(/\s|,(?=\s)/u);
      labels.push(words.slice(at + LABEL.length, end === -1 ? words.length : at + end));
      if (end === -1) at = words.length;
      else at += end + /^[\s,]+/u.exec(words.slice(at + end))![0].length;
    }
    yield labels.length === 0
      ? {
          line: i + 1,
          fault: `has no label: expected ${LABEL}NAME before the text, as in the first line. Add it, or remove the line.`,
        }
      : { line: i + 1, record: { text: words.slice(at), label: labels } };
  }
}
