/** JSON lines (one object a line; empty lines are passed over) and JSON files that are one array of objects, or a table by columns. */
import { LoadError, oneLine } from '@adaptbench/core';
import { JsonFault, parseJson } from './json-value.ts';
import { turnedRecords } from './json-columns.ts';
import { holdsQuestions, questionsIn } from './nested-questions.ts';
import { type Entry, type Table, recordsTable, shownColumns } from './table.ts';

/** @throws LoadError naming file and line */
export function readJsonLines(text: string, file: string): Table {
  // Many files called .jsonl hold one array.
  if (/^\s{0,100}\[\s{0,100}(?:\{|\])/u.test(text.slice(0, 300)) && !isListPerLine(text))
    return readJsonArray(text, file);
  if (isOneTable(text)) return readJsonArray(text, file);
  return rowsTable(file, jsonLines(text), holdsQuestions(firstRecord(text)));
}

/** That of the first lines that are one: MRQA's files begin with a header. */
function firstRecord(text: string): unknown {
  let seen = 0;
  for (const entry of jsonLines(text)) {
    if ('record' in entry && !('header' in entry.record)) return entry.record;
    if (++seen > 1) break;
  }
  return null;
}

/** @param nested whether the records hold questions, which are the rows */
function rowsTable(file: string, records: Iterable<Entry>, nested: boolean): Table {
  if (!nested) return recordsTable(file, records);
  const notes: string[] = [];
  return recordsTable(file, questionsIn(records, file, notes), { notes });
}

/** Whether its first line is a list of its own, and others follow. */
function isListPerLine(text: string): boolean {
  const whole = text.trim();
  const end = lineEnd(whole);
  return end < whole.length && whole[end - 1] === ']' && isJson(whole.slice(0, end));
}

/** What a whole text is that is no JSON, as people write it, and the mend. */
function mendOfWhole(text: string): string {
  const [first, last] = [text.slice(0, 2000), text.slice(-2000)];
  if (/,\s{0,100}[\]}]$/u.test(last))
    return 'A comma stands before the last bracket, which JSON does not have: leave it out.';
  if (/(?:^|[\s[{,])\/[/*]/u.test(first.slice(0, 200)))
    return 'It has comments, which JSON does not have: leave them out.';
  if (/^[[{][\s{[]{0,100}'/u.test(first)) return 'It is as Python prints it: write it with json.dump.';
  if (text.startsWith('{') && /\}\s{0,20}\{/u.test(text))
    return 'Several objects follow one another: put them between [ and ] with commas, or write one a line (jq -c .).';
  if (text.startsWith('[') && /\}\s{0,20}\]\s{0,20}\[\s{0,20}\{/u.test(text))
    return 'Several lists follow one another: join them to one.';
  return 'Expected an array of objects, [{"text": "…", "label": "…"}, …], or one object a line.';
}

/** Whether its only line is an object that is a table. */
function isOneTable(text: string): boolean {
  const whole = text.trim();
  if (!whole.startsWith('{') || lineEnd(whole) < whole.length) return false;
  const found = parsed(whole);
  if (!('value' in found) || !isRecord(found.value)) return false;
  if (soleArray(found.value)?.some(holdsQuestions) === true) return true;
  const turned = turnedRecords(found.value);
  // One row may hold a list in each of its columns.
  return turned !== null && typeof turned !== 'string' && [...turned.records].length > 1;
}

const IN_LIST = 'Expected one object a line: put the list into one, e.g. {"messages": […]}.';
const EXPECTED = 'Expected one object a line, e.g. {"text": "…", "label": "…"}.';

/** What the line is instead, as people write it, and the mend. `text`: of the first line, the whole. */
function mendOf(line: string, text: string): string {
  if (line.endsWith(',') && isJson(line.slice(0, -1)))
    return 'It ends with a comma: leave it out, or put all lines between [ and ] and call the file .json.';
  if (/^\{\s*'/u.test(line)) return 'It is as Python prints it: write it with json.dumps.';
  if (/^[{[]$/u.test(line))
    return 'An object goes over several lines: write one a line, e.g. with json.dumps without indent.';
  if (/^\{.*\}\s*\{/u.test(line.slice(0, 100_000))) return 'Several objects stand in it: write one a line.';
  if (text !== '' && !/^[{[]/u.test(line) && !/^\s*[{[]/mu.test(text.slice(line.length, 2000)))
    return `${EXPECTED} If it is CSV, call it .csv.`;
  return EXPECTED;
}

const RECORD_SEPARATOR = 0x1e;

const isJson = (text: string): boolean => !('fault' in parsed(text));

function* jsonLines(text: string): Generator<Entry> {
  // Old Macintoshes end lines with carriage returns.
  const end = text.includes('\n') ? '\n' : '\r';
  for (let at = 0, number = 1; at < text.length; number++) {
    const next = text.indexOf(end, at);
    // RFC 7464 begins each with a record separator.
    const from = text.charCodeAt(at) === RECORD_SEPARATOR ? at + 1 : at;
    const line = text.slice(from, next === -1 ? text.length : next).trim();
    at = next === -1 ? text.length : next + 1;
    if (line === '') continue;
    const found = parsed(line);
    if ('fault' in found)
      yield {
        line: number,
        fault: `is not JSON (${found.fault}). ${mendOf(line, number === 1 ? text : '')}`,
      };
    else if (isRecord(found.value)) yield { line: number, record: found.value };
    else {
      const list = Array.isArray(found.value);
      yield { line: number, fault: `is ${list ? 'a list, ' : ''}no object. ${list ? IN_LIST : EXPECTED}` };
    }
  }
}

/** @throws LoadError naming file and entry */
export function readJsonArray(text: string, file: string): Table {
  const whole = text.trim();
  if (whole === '') return recordsTable(file, []);
  // Many files called .json hold JSON lines.
  const first = whole.slice(0, lineEnd(whole)).trim();
  if (first.length < whole.length && first.startsWith('{') && first.endsWith('}'))
    return readJsonLines(text, file);
  const found = parsed(whole);
  if ('fault' in found) throw new LoadError(`${file}: is not JSON (${found.fault}). ${mendOfWhole(whole)}`);
  const { value } = found;
  const turned = isRecord(value) ? turnedRecords(value) : null;
  if (typeof turned === 'string') throw new LoadError(`${file}: ${turned}`);
  if (turned !== null)
    return recordsTable(file, entries(turned.records), {
      notes: turned.notes.map((note) => noteOf(note, file)),
      ...(turned.classNames === undefined ? {} : { classNames: turned.classNames }),
    });
  const list = Array.isArray(value) ? (value as unknown[]) : soleArray(value);
  if (!list) throw new LoadError(`${file}: ${noRecords(value)}`);
  return rowsTable(file, entries(emptied(list)), holdsQuestions(list[0]));
}

const noteOf = (note: string, file: string): string =>
  note.startsWith('WARNING: ') ? `WARNING: ${file}: ${note.slice('WARNING: '.length)}` : `${file}: ${note}`;

function* entries(list: Iterable<unknown>): Generator<Entry> {
  let line = 0;
  for (const record of list) {
    line++;
    yield isRecord(record)
      ? { record, line }
      : { line, fault: 'this entry is no object. Expected an object, e.g. {"text": "…", "label": "…"}.' };
  }
}

/** What has become a row is not kept twice. */
function* emptied(list: unknown[]): Generator {
  for (const [i, value] of list.entries()) {
    yield value;
    list[i] = null;
  }
}

const lineEnd = (text: string): number => {
  const end = text.search(/[\r\n]/u);
  return end === -1 ? text.length : end;
};

/** `{"examples": […]}`: the array of the only field that holds one which is not empty. */
function soleArray(value: unknown): unknown[] | null {
  if (!isRecord(value)) return null;
  const fields = Object.values(value);
  // `{"rasa_nlu_data": {"common_examples": […], "lookup_tables": []}}`
  if (fields.length === 1 && isRecord(fields[0])) return soleArray(fields[0]);
  const arrays = fields.filter((v): v is unknown[] => Array.isArray(v));
  const [first, ...others] = arrays.filter((list) => list.length > 0);
  return others.length === 0 && first?.every(isRecord) === true ? first : null;
}

function noRecords(value: unknown): string {
  if (!isRecord(value)) return 'expected an array of objects.';
  const fields = Object.values(value);
  if (
    fields.length > 1 &&
    fields.every((field) => Array.isArray(field) && field.every((one) => isRecord(one) || Array.isArray(one)))
  )
    return `holds several arrays of ${fields.some((field) => Array.isArray(field) && field.some(Array.isArray)) ? 'lists' : 'objects'}: ${shownColumns(Object.keys(value))}. If they are splits, write each into a file of its own in one folder: train.jsonl, validation.jsonl, test.jsonl.`;
  if (fields.length > 1 && fields.every((field) => typeof field === 'object' && field !== null))
    return `holds several objects or lists, which are not told from rows and columns: ${shownColumns(Object.keys(value))}. Expected an array of objects, one a row. With pandas: df.to_json(path, orient="records", lines=True, force_ascii=False). Of splits, write each into a file of its own: train.jsonl, validation.jsonl, test.jsonl.`;
  return 'is one object: expected an array of objects, or an object with one array.';
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: parseJson(text) };
  } catch (cause) {
    if (cause instanceof JsonFault || cause instanceof SyntaxError) return { fault: oneLine(cause.message) };
    throw cause;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
