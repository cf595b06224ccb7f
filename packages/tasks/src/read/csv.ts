/**
 * Comma- and tab-separated text with a header line (RFC 4180; what departs from it is read as Python's `csv` and pandas do). The delimiter
 * is the one given, else that of Excel's first line `sep=;`, else a tab for `.tsv` and `.tab`. Else it is that of `,` `;` tab `|` that cuts the first
 * records into the most columns, all alike. Tab-separated files are read without quoting, as most are written; only where that gives ragged
 * rows or fields with half of their quotes, and quoting gives neither, are quotes taken to enclose fields. Quotes after blanks (`a, "b, c"`)
 * are taken to enclose fields where all of them do. Quotes that are escaped by a backslash, which RFC 4180 does not know, are read so
 * where nothing else fits.
 */
import { LoadError, oneLine } from '@adaptbench/core';
import { type Dialect, type Oddity, csvRecords } from './csv-records.ts';
import { BrokenRows } from './broken-rows.ts';
import { checkCounts } from './limits.ts';
import { type ReadOptions, type Row, type Table, emptyFile, shownColumns } from './table.ts';
import { byName, noCells } from './values.ts';

/** @throws LoadError naming file and line */
export function readCsv(text: string, file: string, options: ReadOptions = {}): Table {
  const start = beginning(text);
  if (text.slice(start.from).trim() === '') throw emptyFile(file);
  const source = { text, file, start };
  const delimiter = unescape(options.delimiter || (start.delimiter ?? detectDelimiter(source)));
  const attempt = (more: Partial<Dialect> = {}): Attempt =>
    read(source, { delimiter, quotes: true, escapes: false, ...more });
  const first = attempt({ quotes: delimiter !== '\t' });
  const fits = isWhole(first) && !first.open && !first.oddities.some(({ kind }) => kind === 'escaped quote');
  const found = better(first, [
    ...(!fits && delimiter === '\t' ? [() => attempt()] : []),
    ...(first.blanks ? [() => attempt({ blanks: true })] : []),
    ...(fits ? [] : [() => attempt({ escapes: true })]),
  ]);
  if (found.fault !== null) throw new LoadError(found.fault);
  const { columns, rows, broken } = found;
  broken.check(rows.length, misread(found));
  if (rows.length === 0) throw emptyFile(file);
  return {
    file,
    columns,
    rows,
    classNames: byName([]),
    notes: notesOf(found, file),
    ...doubtOf(found),
    ...(broken.rows.length === 0 ? {} : { broken: broken.rows }),
  };
}

const isWhole = ({ fault, broken }: Attempt): boolean => fault === null && broken.rows.length === 0;

/** The first of the others that fits wholly; else the one that breaks the fewest rows, the first of equals. */
function better(first: Attempt, others: readonly (() => Attempt)[]): Attempt {
  let best = first;
  for (const attempt of others) {
    const made = attempt();
    if (made.fault !== null || made.oddities.length > 0) continue;
    if (isWhole(made)) return made;
    if (best.fault !== null || made.broken.rows.length < best.broken.rows.length) best = made;
  }
  return best;
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly start: { readonly from: number; readonly firstLine: number; readonly delimiter?: string };
}

/** After a byte order mark and Excel's line `sep=;`, which may stand in quotes or be filled up with delimiters. */
function beginning(text: string): Source['start'] {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const found = /^"?sep=([^\r\n"])"?\1*(?:\r\n|\r|\n)/iu.exec(text.slice(from, from + 200));
  return found
    ? { from: from + found[0].length, firstLine: 2, delimiter: found[1]! }
    : { from, firstLine: 1 };
}

/** The text read as one dialect. */
interface Attempt {
  readonly dialect: Dialect;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Records with too few fields or too many. */
  readonly broken: BrokenRows;
  /** What makes it no table of this dialect, as a message; null where it is one. */
  readonly fault: string | null;
  readonly oddities: readonly Oddity[];
  /** Read without quotes: whether a field begins with a quote and does not end with its own, as where quotes go over tabs and lines. */
  readonly open: boolean;
  /** Whether a field begins with blanks and a quote. */
  readonly blanks: boolean;
  /** Whether every row has one field more than the header, and begins with its number. */
  readonly longer: boolean;
  /** Lines that are the header again, as in files that were put together. */
  readonly repeated: number;
}

const repeats = (fields: readonly string[], header: readonly string[]): boolean =>
  fields.length > 1 && fields.length === header.length && fields.every((field, i) => field === header[i]);

/** Oddities that are kept: the first tells enough. */
const KEPT = 1000;

function read({ text, file, start }: Source, dialect: Dialect): Attempt {
  const oddities: Oddity[] = [];
  let blanks = false;
  const records = csvRecords(text, dialect, {
    ...start,
    seen: (oddity) => {
      if (oddity.kind === 'quote after a blank') blanks = true;
      else if (oddities.length < KEPT || oddity.kind === 'unclosed') oddities.push(oddity);
    },
  });
  let open = false;
  const field = (value: string): string => {
    if (dialect.quotes || !value.startsWith('"')) return value;
    const inner = unquoted(value);
    open ||= inner === null;
    return inner ?? value;
  };
  let columns: readonly string[] = [];
  /** Fields that a row has at least: all that the header names. */
  let least = 0;
  let names: readonly string[] = [];
  let repeated = 0;
  let longer = true;
  const rows: Row[] = [];
  const broken = new BrokenRows(file);
  const end = (fault: string | null): Attempt => ({
    dialect,
    columns,
    rows,
    broken,
    fault,
    oddities,
    open,
    blanks,
    longer,
    repeated,
  });
  let cells = 0;
  for (const { fields, line, lines } of records) {
    if (columns.length === 0) {
      const given = fields.map((name) => withoutMarks(field(name)));
      names = fields;
      columns = columnNames(given);
      // What ends in a delimiter there need not do so in rows.
      least = given.findLastIndex((name) => name.trim() !== '') + 1;
      const twice = namedTwice(columns);
      if (twice !== null)
        return end(
          `${file}:${line}: the header names the column "${shownColumns([twice])}" twice. Rename one.`,
        );
      continue;
    }
    const fault = oddities.find(({ kind }) => kind === 'text after a field of several lines');
    if (fault !== undefined) return end(faultOf(fault, file));
    if (repeats(fields, names)) {
      repeated++;
      continue;
    }
    longer &&= fields.length === columns.length + 1 && /^\d+$/u.test(field(fields[0]!));
    if (fields.length < least || fields.slice(columns.length).some((value) => value !== '')) {
      const { length } = fields;
      const fault = (): string => `${file}:${line}: ${ragged(length, lines, columns, dialect)}`;
      if (!broken.add({ line, lines, fault }, rows.length)) return end(null);
      continue;
    }
    const values = noCells();
    for (const [i, column] of columns.entries()) {
      const value = field(fields[i] ?? '');
      if (value === '') continue;
      values[column] = value;
      cells++;
    }
    rows.push({ values, line });
    checkCounts({ rows: rows.length, cells }, file);
  }
  const unclosed = oddities.find(({ kind }) => kind === 'unclosed');
  return end(unclosed === undefined ? null : faultOf(unclosed, file));
}

/** `"a ""b"" c"` → `a "b" c`; null where it is no whole quoted field. */
function unquoted(field: string): string | null {
  if (field.length < 2 || !field.endsWith('"')) return null;
  const inner = field.slice(1, -1);
  return inner.replaceAll('""', '').includes('"') ? null : inner.replaceAll('""', '"');
}

/** Characters without width, which editors and web pages leave around names. */
function withoutMarks(name: string): string {
  let [from, to] = [0, name.length];
  while (from < to && MARKS.has(name[from]!)) from++;
  while (to > from && MARKS.has(name[to - 1]!)) to--;
  return name.slice(from, to);
}

const MARKS: ReadonlySet<string> = new Set('\u200B\u200C\u200D\u2060\uFEFF');

/** Names without blanks around them, where they stay apart; what has none is called as pandas calls it, also where it was saved twice. */
function columnNames(given: readonly string[]): readonly string[] {
  const bare = given.map((name) => name.trim());
  const names = namedTwice(bare.filter((name) => name !== '')) === null ? bare : given;
  const taken = new Set(names);
  return names.map((name, i) => {
    if (name !== '') return name;
    let unnamed = `Unnamed: ${i}`;
    for (let n = 1; taken.has(unnamed); n++) unnamed = `Unnamed: ${i}.${n}`;
    taken.add(unnamed);
    return unnamed;
  });
}

function namedTwice(columns: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column)) return column;
    seen.add(column);
  }
  return null;
}

/** What most rows being broken may mean, with the mend. */
function misread({ columns, longer }: Attempt): string {
  if (columns.length === 1) return ` ${NO_HEADER}`;
  return longer ? ' Each begins with its number, as R writes it: give that column a name in the header.' : '';
}

const NO_HEADER = 'Is the first line no header? Leave out what stands before it, or write one: text,label.';

/** Whether the header looks like a row, or as if another delimiter parted it. */
function doubtOf({ columns, rows, dialect }: Attempt): Pick<Table, 'doubt'> {
  const [name] = columns;
  if (columns.length === 1 && /[,;|\t^:~，；、｜\p{Cc}]|\s{2}/u.test(name!))
    return {
      doubt: name!.includes(dialect.delimiter)
        ? 'It has one column only, for each line stands in quotes as a whole: leave the outer quotes out.'
        : `It has one column only: is the delimiter another than ${show(dialect.delimiter)}? Name it with --delimiter.`,
    };
  const unnamed = columns.filter((column) => /^Unnamed: \d+(?:\.\d+)?$/u.test(column)).length;
  const asRow = columns.some(
    (column) =>
      /^[\s\d.+-]+$/u.test(column) ||
      rows.slice(0, SAMPLE).some((row) => Object.hasOwn(row.values, column) && row.values[column] === column),
  );
  return asRow || unnamed >= columns.length / 2 ? { doubt: NO_HEADER } : {};
}

const MEND = 'Inside a quoted field a double quote is written twice.';

const faultOf = ({ kind, line }: Oddity, file: string): string =>
  kind === 'unclosed'
    ? `${file}:${line}: Quote Not Closed: a field begins with a double quote here, and there is no other to end it. ${MEND}`
    : `${file}:${line}: a quoted field goes from here over several lines, and text follows its closing quote: one quote is missing, or one too many. ${MEND}`;

const ragged = (
  fields: number,
  lines: number,
  columns: readonly string[],
  { delimiter }: Dialect,
): string => {
  const mend =
    lines > 1
      ? `It goes over ${lines} lines: one quote is missing, or one too many. ${MEND}`
      : fields > columns.length
        ? `Put fields that hold "${show(delimiter)}" into double quotes, or name the delimiter with --delimiter.`
        : `Complete or remove the row.`;
  return `has ${fields} fields, the header has ${columns.length} (${shownColumns(columns)}). ${mend}`;
};

function notesOf({ dialect, oddities, repeated }: Attempt, file: string): string[] {
  const again =
    repeated === 0
      ? []
      : [
          `${file}: ${repeated} ${repeated === 1 ? 'line repeats' : 'lines repeat'} the header, and are no rows`,
        ];
  if (dialect.blanks)
    return [...again, `${file}: blanks before fields are left out: quotes stand after them`];
  if (dialect.escapes) return [...again, `${file}: quotes inside fields are read as escaped by a backslash`];
  const [first] = oddities;
  if (first === undefined) return again;
  const count = oddities.length < KEPT ? oddities.length : `${KEPT} or more`;
  return [
    ...again,
    `${file}:${first.line}: text follows the closing quote of a field (${count} such): the quotes around are left out, as Python's csv does`,
  ];
}

/** Records that decide on the delimiter. */
const SAMPLE = 20;

/** The one that cuts the sample into the most columns, all alike; where none does, all but one. */
function detectDelimiter(source: Source): string {
  if (/\.(?:tsv|tab)(?:\.gz)?$/iu.test(source.file)) return '\t';
  return detected(source, false) ?? detected(source, true) ?? ',';
}

/** @param blanks whether quotes may stand after blanks */
function detected({ text, start }: Source, blanks: boolean): string | null {
  let best = { delimiter: ',', columns: 1, ragged: 1 };
  for (const delimiter of [',', '\t', ';', '|']) {
    const widths: number[] = [];
    for (const { fields } of csvRecords(text, { delimiter, quotes: true, escapes: false, blanks }, start)) {
      widths.push(fields.length);
      if (widths.length === SAMPLE) break;
    }
    const columns = widths[0] ?? 1;
    const ragged = widths.filter((w) => w !== columns).length;
    // One broken row of three or four says nothing of the others.
    if (columns === 1 || ragged > (widths.length > 4 ? 1 : 0)) continue;
    if (ragged < best.ragged || (ragged === best.ragged && columns > best.columns))
      best = { delimiter, columns, ragged };
  }
  return best.columns === 1 ? null : best.delimiter;
}

/** `\t` as typed on a command line. */
const unescape = (delimiter: string): string => (delimiter === String.raw`\t` ? '\t' : delimiter);
const show = (delimiter: string): string => (delimiter === '\t' ? 'tab' : oneLine(delimiter));
