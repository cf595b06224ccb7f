/** JSON lines (one object a line; empty lines are passed over) and JSON files that are one array of objects. */
import { LoadError } from '@adaptbench/core';
import { type Table, recordsTable } from './table.ts';

/** @throws LoadError naming file and line */
export function readJsonLines(text: string, file: string): Table {
  const records: { record: Record<string, unknown>; line: number }[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    records.push({ record: parse(line, file, i + 1), line: i + 1 });
  }
  return recordsTable(file, records);
}

export function readJsonArray(text: string, file: string): Table {
  if (text.trim() === '') return recordsTable(file, []);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // Many files called .json hold JSON lines.
    if (/^\s*\{.*\}\s*$/mu.test(text.split('\n', 1)[0]!)) return readJsonLines(text, file);
    throw new LoadError(`${file}: is not JSON (${message(cause)}).`, { cause });
  }
  const list = Array.isArray(value) ? value : soleArray(value);
  if (!list)
    throw isRecord(value) && !Array.isArray(value)
      ? new LoadError(`${file}: is one object: expected an array of objects, or an object with one array.`)
      : new LoadError(`${file}: expected an array of objects.`);
  return recordsTable(
    file,
    list.map((record: unknown, i) => {
      if (!isRecord(record)) throw new LoadError(`${file}: entry ${i + 1} is not an object.`);
      return { record, line: i + 1 };
    }),
  );
}

/** `{"examples": […]}`: the array of the only field that holds one. */
function soleArray(value: unknown): unknown[] | null {
  if (!isRecord(value)) return null;
  const arrays = Object.values(value).filter((v) => Array.isArray(v));
  return arrays.length === 1 ? arrays[0]! : null;
}

function parse(line: string, file: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new LoadError(
      `${file}:${number}: is not JSON (${message(cause)}). Expected one object a line, e.g. {"text": "…", "label": "…"}.`,
      { cause },
    );
  }
  if (!isRecord(value))
    throw new LoadError(`${file}:${number}: expected an object, e.g. {"text": "…", "label": "…"}.`);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const message = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
