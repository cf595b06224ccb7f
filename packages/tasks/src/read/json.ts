/** JSON lines (one object a line; empty lines are passed over) and JSON files that are one array of objects. */
import { LoadError } from '@adaptbench/core';
import { JsonFault, parseJson } from './json-value.ts';
import { type Table, recordsTable } from './table.ts';

/** @throws LoadError naming file and line */
export function readJsonLines(text: string, file: string): Table {
  // Many files called .jsonl hold one array.
  if (/^\s{0,100}\[\s{0,100}(?:\{|\])/u.test(text.slice(0, 300))) return readJsonArray(text, file);
  return recordsTable(file, jsonLines(text, file));
}

function* jsonLines(
  text: string,
  file: string,
): Generator<{ record: Record<string, unknown>; line: number }> {
  // Old Macintoshes end lines with carriage returns.
  const end = text.includes('\n') ? '\n' : '\r';
  for (let at = 0, number = 1; at < text.length; number++) {
    const next = text.indexOf(end, at);
    const line = text.slice(at, next === -1 ? text.length : next).trim();
    at = next === -1 ? text.length : next + 1;
    if (line === '') continue;
    const value = parsed(
      line,
      (why) =>
        `${file}:${number}: is not JSON (${why}). Expected one object a line, e.g. {"text": "…", "label": "…"}.`,
    );
    if (!isRecord(value))
      throw new LoadError(`${file}:${number}: expected an object, e.g. {"text": "…", "label": "…"}.`);
    yield { record: value, line: number };
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
  const value = parsed(whole, (why) => `${file}: is not JSON (${why}).`);
  const list = Array.isArray(value) ? (value as unknown[]) : soleArray(value);
  if (!list) throw new LoadError(`${file}: ${noRecords(value)}`);
  return recordsTable(file, entries(list, file));
}

function* entries(
  list: unknown[],
  file: string,
): Generator<{ record: Record<string, unknown>; line: number }> {
  for (const [i, record] of list.entries()) {
    if (!isRecord(record)) throw new LoadError(`${file}: entry ${i + 1} is not an object.`);
    yield { record, line: i + 1 };
    // What has become a row is not kept twice.
    list[i] = null;
  }
}

const lineEnd = (text: string): number => {
  const end = text.search(/[\r\n]/u);
  return end === -1 ? text.length : end;
};

/** `{"examples": […]}`: the array of the only field that holds one. */
function soleArray(value: unknown): unknown[] | null {
  if (!isRecord(value)) return null;
  const arrays = Object.values(value).filter((v): v is unknown[] => Array.isArray(v));
  return arrays.length === 1 && arrays[0]!.every(isRecord) ? (arrays[0] ?? null) : null;
}

function noRecords(value: unknown): string {
  if (!isRecord(value)) return 'expected an array of objects.';
  const fields = Object.values(value);
  return fields.length > 1 && fields.every((field) => typeof field === 'object' && field !== null)
    ? 'is written by columns: expected an array of objects, one a row. With pandas: df.to_json(path, orient="records", lines=True, force_ascii=False).'
    : 'is one object: expected an array of objects, or an object with one array.';
}

function parsed(text: string, message: (why: string) => string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (cause instanceof JsonFault || cause instanceof SyntaxError)
      throw new LoadError(message(cause.message), { cause });
    throw cause;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
