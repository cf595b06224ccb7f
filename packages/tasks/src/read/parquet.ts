/** Parquet files. Names of class labels are taken from the metadata that the `datasets` library writes. */
import { LoadError, boundedCall } from '@adaptbench/core';
import { z } from 'zod';
import { namesInFeatures } from './class-names.ts';
import { MAX_BYTES, MAX_CELLS, MAX_ROWS, tooLarge, tooMany } from './limits.ts';
import type { ParquetData, readParquetFile } from './parquet-file.ts';
import { type OddColumn, type Row, type Table, emptyFile, shownColumns } from './table.ts';
import { noCells } from './values.ts';

const limits = { rows: MAX_ROWS, cells: MAX_CELLS, bytes: MAX_BYTES };

/** Processor time until the file has said how much it holds, and as much again for a small one. */
const SECONDS = 1.5;
/** Twice what a file at the limits takes. */
const MEBIBYTES = 2048;

/**
 * @param source where it lies, or its bytes
 * @param bounded whether it is read in a process of its own, which is ended where the file makes it work without end
 * @throws LoadError where it is no Parquet file, damaged or too large
 */
export async function readParquet(
  source: string | Uint8Array,
  file: string,
  bounded: boolean,
): Promise<Table> {
  const data = bounded ? await readApart(source, file) : await readHere(source);
  if ('fault' in data) throw faultOf(data, file);
  const { rows: count, columns, features } = data;
  if (count === 0) throw emptyFile(file);
  const twice = columns.find(({ name }, i) => columns.findIndex((c) => c.name === name) !== i);
  if (twice)
    throw new LoadError(`${file}: has two columns called "${shownColumns([twice.name])}". Rename one.`);
  const rows: Row[] = [];
  for (let i = 0; i < count; i++) {
    const values = noCells();
    for (const { name, texts, codes } of columns) if (codes[i] !== 0) values[name] = texts[codes[i]!]!;
    rows.push({ values, line: i + 1 });
  }
  const odd = new Map<string, OddColumn>();
  for (const column of columns) if (column.odd) odd.set(column.name, column.odd);
  return {
    file,
    columns: columns.map(({ name }) => name),
    rows,
    classNames: classNames(features),
    ...(odd.size === 0 ? {} : { odd }),
    notes: [],
  };
}

const readApart = (source: string | Uint8Array, file: string): Promise<ParquetData> =>
  boundedCall<typeof readParquetFile>(
    new URL('parquet-file.ts', import.meta.url),
    'readParquetFile',
    [source, limits],
    {
      what: file,
      mend: 'The file is damaged, or made to: write it anew with pyarrow or pandas, or give the rows as .jsonl.',
      seconds: SECONDS,
      mebibytes: MEBIBYTES,
    },
  );

async function readHere(source: string | Uint8Array): Promise<ParquetData> {
  const { readParquetFile } = await import('./parquet-file.ts');
  return readParquetFile(source, limits);
}

function faultOf(data: Extract<ParquetData, { fault: unknown }>, file: string): LoadError {
  switch (data.fault) {
    case 'damaged':
      return new LoadError(`${file}: cannot be read as Parquet (${data.why}). Download it anew?`);
    case 'rows':
    case 'cells':
      return tooMany(data.fault, file);
    case 'bytes':
      return tooLarge(null, file);
  }
}

const Metadata = z.object({ info: z.object({ features: z.unknown() }) });

function classNames(metadata: string | null): Readonly<Record<string, readonly string[]>> {
  const parsed = Metadata.safeParse(json(metadata));
  return namesInFeatures(parsed.success ? parsed.data.info.features : null);
}

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
