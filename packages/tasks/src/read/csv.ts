/**
 * Comma- and tab-separated text with a header line (RFC 4180, by csv-parse). The delimiter is the one given, else a tab for `.tsv`,
 * else that of `,` `;` tab `|` that cuts the first records into the most columns, all alike. Tab-separated files are read without
 * quoting, as most are written; only where that gives ragged rows are quotes taken to enclose fields.
 */
import { LoadError } from '@adaptbench/core';
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { type ReadOptions, type Row, type Table, emptyFile } from './table.ts';

/** @throws LoadError naming file and line */
export function readCsv(text: string, file: string, options: ReadOptions = {}): Table {
  if (text.trim() === '') throw emptyFile(file);
  const delimiter =
    options.delimiter === undefined ? detectDelimiter(text, file) : unescape(options.delimiter);
  const records = delimiter === '\t' ? tabRecords(text, file) : parseRecords(text, file, delimiter);
  const [header, ...rest] = records;
  if (!header || rest.length === 0) throw emptyFile(file);
  checkHeader(header.record, file);
  const ragged = rest.find(({ record }) => record.length !== header.record.length);
  if (ragged)
    throw new LoadError(
      `${file}:${ragged.line}: has ${ragged.record.length} fields, the header has ${header.record.length} (${header.record.join(', ')}). ` +
        (ragged.record.length > header.record.length
          ? `Put fields that hold "${show(delimiter)}" into double quotes, or name the delimiter with --delimiter.`
          : `Complete or remove the row.`),
    );
  const rows = rest.map(({ record, line }): Row => {
    const values: Record<string, string> = {};
    for (const [i, column] of header.record.entries()) if (record[i] !== '') values[column] = record[i]!;
    return { values, line };
  });
  return { file, columns: header.record, rows, classNames: {}, notes: [] };
}

interface Record_ {
  readonly record: readonly string[];
  readonly line: number;
}

function parseRecords(text: string, file: string, delimiter: string, more: Options = {}): Record_[] {
  try {
    const out = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
      ...more,
    }) as unknown as { record: string[]; info: { lines: number }; raw: string }[];
    // csv-parse counts the line where a record ends.
    return out.map(({ record, info, raw }) => ({
      record,
      line: info.lines - (raw.replace(/^(\r?\n)+|\r?\n$/gu, '').match(/\n/gu)?.length ?? 0),
    }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = (cause as CsvError & { lines?: number }).lines ?? 1;
    throw new LoadError(
      `${file}:${line}: ${cause.message}. Inside a quoted field a double quote is written twice.`,
      { cause },
    );
  }
}

function tabRecords(text: string, file: string): Record_[] {
  const plain = parseRecords(text, file, '\t', { quote: false });
  const width = plain[0]?.record.length;
  if (plain.some(({ record }) => record.length !== width)) {
    const quoted = quotedTabs(text, file);
    if (quoted) return quoted;
  }
  return plain.map(({ record, line }) => ({ record: record.map(unquote), line }));
}

function quotedTabs(text: string, file: string): Record_[] | null {
  try {
    const records = parseRecords(text, file, '\t');
    return records.every(({ record }) => record.length === records[0]!.record.length) ? records : null;
  } catch {
    return null;
  }
}

/** `"a ""b"" c"` → `a "b" c`; a field with other quotes stays as it is. */
const unquote = (field: string): string =>
  /^"(?:[^"]|"")*"$/u.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field;

/** Records that decide on the delimiter. */
const SAMPLE = 20;

function detectDelimiter(text: string, file: string): string {
  if (/\.tsv(\.gz)?$/iu.test(file)) return '\t';
  let best = { delimiter: ',', columns: 1 };
  for (const delimiter of [',', '\t', ';', '|']) {
    let widths: number[];
    try {
      widths = parseRecords(text, file, delimiter, { to: SAMPLE, relax_quotes: true }).map(
        ({ record }) => record.length,
      );
    } catch {
      continue;
    }
    const columns = widths[0] ?? 1;
    if (columns > best.columns && widths.every((w) => w === columns)) best = { delimiter, columns };
  }
  return best.delimiter;
}

function checkHeader(header: readonly string[], file: string): void {
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined)
    throw new LoadError(`${file}:1: the header names the column "${twice}" twice. Rename one.`);
}

/** `\t` as typed on a command line. */
const unescape = (delimiter: string): string => (delimiter === String.raw`\t` ? '\t' : delimiter);
const show = (delimiter: string): string => (delimiter === '\t' ? 'tab' : delimiter);
