/** A data file → rows, by its name's ending; `.gz` is unpacked. */
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { LoadError } from '@adaptbench/core';
import { readCsv } from './csv.ts';
import { decode } from './decode.ts';
import { type TextEnding, ending } from './file-name.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { readParquet } from './parquet.ts';
import { type ReadOptions, type Table, emptyFile } from './table.ts';

/** A file is read whole; this many bytes of text still fit a JavaScript string, and rows take several times as much. */
const MAX_BYTES = 384 * 2 ** 20;

const readers: Readonly<Record<TextEnding, (text: string, file: string, options: ReadOptions) => Table>> = {
  jsonl: readJsonLines,
  ndjson: readJsonLines,
  json: readJsonArray,
  csv: readCsv,
  tsv: readCsv,
};

/**
 * @param file how messages call it
 * @throws LoadError where the file is absent, too large, of an unknown kind or broken
 */
export async function readTable(path: string, file: string, options: ReadOptions = {}): Promise<Table> {
  const kind = ending(path);
  if (kind === null)
    throw new LoadError(
      `${file}: is of no known kind: expected .jsonl, .json, .csv, .tsv (each also .gz) or .parquet.`,
    );
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new LoadError(`${file}: no such file.`, { cause });
  });
  if (size > MAX_BYTES) throw tooLarge(file, size);
  if (size === 0) throw emptyFile(file);
  if (kind === 'parquet') return readParquet(path, file);
  const { text, encoding } = decode(await readBytes(path, file), file, options.encoding);
  const table = readers[kind](text, file, options);
  return encoding === 'utf-8' || options.encoding !== undefined
    ? table
    : { ...table, notes: [...table.notes, `${file}: read as ${encoding}, as its bytes suggest`] };
}

async function readBytes(path: string, file: string): Promise<Buffer> {
  const bytes = await readFile(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file, null);
    throw new LoadError(`${file}: cannot be unpacked. Download it anew?`, { cause });
  }
}

const tooLarge = (file: string, size: number | null): LoadError =>
  new LoadError(
    `${file}: takes ${size === null ? 'more' : `${Math.ceil(size / 2 ** 20)} MiB: more`} than ${MAX_BYTES / 2 ** 20} MiB, which are read whole into memory. Take a sample of it: a few thousand rows are enough to compare methods.`,
  );
