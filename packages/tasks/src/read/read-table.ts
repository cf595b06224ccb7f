/**
 * A data file → rows, by its name's ending; gzip is unpacked and Parquet read as such, whatever the name says. What is no data is called
 * what it is.
 */
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { LoadError, fileError } from '@adaptbench/core';
import { readCsv } from './csv.ts';
import { damageNotes, refuseSevenBits } from './damage.ts';
import { decode } from './decode.ts';
import { foreignKind, isGzip, isParquet, notDelimited } from './file-kind.ts';
import { KNOWN_ENDINGS, type TextEnding, ending, isUnreadable } from './file-name.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { MAX_BYTES, checkSize, tooLarge } from './limits.ts';
import { readParquet } from './parquet.ts';
import { readText } from './text.ts';
import { type ReadOptions, type Table, emptyFile } from './table.ts';

const readers: Readonly<Record<TextEnding, (text: string, file: string, options: ReadOptions) => Table>> = {
  jsonl: readJsonLines,
  ndjson: readJsonLines,
  json: readJsonArray,
  csv: readCsv,
  tsv: readCsv,
  tab: readCsv,
  txt: readText,
};

/**
 * @param file how messages call it
 * @throws LoadError where the file is absent, too large, of an unknown kind or broken
 */
export async function readTable(path: string, file: string, options: ReadOptions = {}): Promise<Table> {
  const kind = ending(path);
  if (kind === null) throw await unknownKind(path, file);
  const packed = await bytesOf(path, file);
  const bytes = unpacked(packed, path, file);
  const bounded = options.bounded ?? true;
  if (isParquet(bytes)) return readParquet(bytes === packed ? path : bytes, file, bounded);
  const foreign = foreignKind(bytes);
  if (foreign !== null) throw new LoadError(`${file}: ${foreign}`);
  if (kind === 'parquet')
    throw new LoadError(
      `${file}: cannot be read as Parquet (its first four bytes are not "PAR1"). Download it anew, or call it what it is.`,
    );
  const { text, encoding, others } = decode(bytes, file, options.encoding);
  const other = kind === 'csv' || kind === 'tsv' || kind === 'tab' ? notDelimited(text) : null;
  if (other !== null) throw new LoadError(`${file}: ${other}`);
  refuseSevenBits(text, file);
  const read = readers[kind](text, file, options);
  const damage = damageNotes(text, file);
  const table = damage.length === 0 ? read : { ...read, notes: [...read.notes, ...damage] };
  if (others === null) return table;
  const more = others.length === 0 ? '' : `; ${others.join(', ')} would do as well: name it with --encoding`;
  return { ...table, notes: [...table.notes, `${file}: read as ${encoding}, as its bytes suggest${more}`] };
}

/** What the file says that it is, as its name says nothing that is known. */
async function unknownKind(path: string, file: string): Promise<LoadError> {
  const foreign = isUnreadable(path) ? foreignKind(await bytesOf(path, file)) : null;
  return new LoadError(
    foreign === null
      ? `${file}: is of no known kind: expected ${KNOWN_ENDINGS}. Unpack it, or give it the ending of what it holds.`
      : `${file}: ${foreign}`,
  );
}

async function bytesOf(path: string, file: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    checkSize(size, file);
    if (size === 0) throw emptyFile(file);
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new LoadError(`${file}: no such file.`, { cause });
    throw fileError(cause, file);
  }
}

/** Packings within one another that are undone. */
const MOST_PACKINGS = 2;

function unpacked(packed: Buffer, path: string, file: string): Buffer {
  if (/\.gz$/iu.test(path) && !isGzip(packed))
    throw new LoadError(
      `${file}: cannot be unpacked: it is not packed by gzip. Call it by its name without .gz, or download it anew.`,
    );
  let bytes = packed;
  for (let i = 0; i < MOST_PACKINGS && isGzip(bytes); i++) bytes = gunzip(bytes, file);
  if (isGzip(bytes))
    throw new LoadError(
      `${file}: is packed more than ${MOST_PACKINGS} times. Unpack it and give the file in it.`,
    );
  if (bytes.length === 0) throw emptyFile(file);
  return bytes;
}

function gunzip(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(null, file);
    const why =
      code === 'Z_BUF_ERROR' ? 'it is cut off' : code === 'Z_DATA_ERROR' ? 'it is damaged' : message;
    throw new LoadError(`${file}: cannot be unpacked: ${why}. Download it anew.`, { cause });
  }
}
