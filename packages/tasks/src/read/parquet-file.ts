/**
 * A Parquet file → its columns as texts (by hyparquet), with the limits of `parquet.ts` checked before and while it is read. Runs in a process
 * of its own, for hyparquet believes what a damaged file says of itself; so it imports little and gives its faults as values.
 */
import {
  type AsyncBuffer,
  type FileMetaData,
  type SchemaTree,
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type CellKind, DeepValue, MAX_DEPTH, cellKind, cellText } from './cell-text.ts';
import { type ColumnReading, columnReading } from './parquet-values.ts';

export interface ParquetLimits {
  readonly rows: number;
  readonly cells: number;
  /** Of the file unpacked, and of all texts. */
  readonly bytes: number;
}

export interface ParquetColumn {
  readonly name: string;
  /** Its different texts; the first is none's. */
  readonly texts: readonly string[];
  /** By row, the index of its text; 0 where it has none. */
  readonly codes: Uint32Array;
  /** The first row, from 1, whose cell is no single value. */
  readonly odd: { readonly kind: Exclude<CellKind, 'single'>; readonly line: number } | null;
}

export type ParquetData =
  | {
      readonly rows: number;
      readonly columns: readonly ParquetColumn[];
      /** What the `datasets` library says of the columns, as JSON. */
      readonly features: string | null;
    }
  | { readonly fault: 'rows' | 'cells' | 'bytes' }
  | { readonly fault: 'damaged'; readonly why: string };

class OverLimit extends Error {
  readonly limit: 'rows' | 'cells' | 'bytes';
  constructor(limit: OverLimit['limit']) {
    super(limit);
    this.limit = limit;
  }
}

class Damaged extends Error {}

/**
 * @param source a path, or the bytes themselves
 * @param more asks for processor time beyond what every call has, in seconds
 */
export async function readParquetFile(
  source: string | Uint8Array,
  limits: ParquetLimits,
  more: (seconds: number) => void = () => {},
): Promise<ParquetData> {
  try {
    const file = typeof source === 'string' ? await asyncBufferFromFile(source) : inMemory(source);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const { rows, cells, bytes } = sizes(metadata);
    if (rows > limits.rows) throw new OverLimit('rows');
    if (cells > limits.cells) throw new OverLimit('cells');
    if (bytes > limits.bytes) throw new OverLimit('bytes');
    // Several times what it takes here.
    more((cells / 1e6) * 4 + bytes / 2 ** 22);
    const columns: ParquetColumn[] = [];
    const room = { bytes: limits.bytes };
    const { children } = parquetSchema(metadata);
    checkNames(children);
    for (const column of children) columns.push(await readColumn(file, metadata, column, rows, room));
    const features = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value ?? null;
    return { rows, columns, features };
  } catch (cause) {
    if (cause instanceof OverLimit) return { fault: cause.limit };
    const why = cause instanceof Error ? cause.message : String(cause);
    // What the library says itself is of use; what it stumbles over is not.
    const said =
      cause instanceof Damaged ||
      (/^(?:parquet|thrift|snappy|lz4|brotli|zstd|gzip)\b/iu.test(why) && !/undefined|NaN/u.test(why));
    return { fault: 'damaged', why: said ? why : 'what it says of itself does not fit' };
  }
}

/** @throws Damaged where two columns have one name, which the library would read as one */
function checkNames(columns: readonly SchemaTree[]): void {
  const seen = new Set<string>();
  for (const { element } of columns) {
    if (seen.has(element.name))
      throw new Damaged(`two columns are called "${element.name.slice(0, 80)}": rename one`);
    seen.add(element.name);
  }
}

function inMemory(bytes: Uint8Array): AsyncBuffer {
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
}

/** As the metadata say. @throws Damaged where they contradict themselves */
function sizes({ num_rows, row_groups, schema }: FileMetaData): {
  rows: number;
  cells: number;
  bytes: number;
} {
  const rows = Number(num_rows);
  const leaves = schema.filter(({ type }) => type !== undefined).length;
  let [counted, bytes] = [0, 0];
  for (const group of row_groups) {
    counted += Number(group.num_rows);
    for (const { meta_data } of group.columns) bytes += Number(meta_data?.total_uncompressed_size ?? 0);
  }
  if (rows !== counted || rows < 0)
    throw new Damaged(`${rows} rows are announced, and ${counted} in its parts`);
  return { rows, cells: rows * Math.max(leaves, 1), bytes };
}

async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  column: SchemaTree,
  rows: number,
  room: { bytes: number },
): Promise<ParquetColumn> {
  const { name } = column.element;
  const reading = columnReading(column);
  const texts = [''];
  const known = new Map<string, number>();
  const codes = new Uint32Array(rows);
  let odd: ParquetColumn['odd'] = null;
  let filled = 0;
  for (const { data, start } of await chunksOf(file, metadata, name, reading))
    for (let i = 0; i < data.length; i++) {
      filled++;
      const value = reading.value(data[i]);
      const kind = cellKind(value);
      if (kind !== 'single') odd ??= { kind, line: start + i + 1 };
      const text = textOf(value, reading, name);
      if (text === undefined || text === '') continue;
      room.bytes -= text.length;
      if (room.bytes < 0) throw new OverLimit('bytes');
      let code = known.get(text);
      if (code === undefined) {
        code = texts.push(text) - 1;
        known.set(text, code);
      }
      codes[start + i] = code;
    }
  if (filled !== rows)
    throw new Damaged(`column "${name.slice(0, 80)}" holds ${filled} values for ${rows} rows`);
  return { name, texts, codes, odd };
}

/** The column's values as the library gives them, part by part. */
async function chunksOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
  { parsers }: ColumnReading,
): Promise<readonly { readonly data: ArrayLike<unknown>; readonly start: number }[]> {
  const chunks: { data: ArrayLike<unknown>; start: number }[] = [];
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: [name],
    parsers,
    onChunk: ({ columnData, rowStart }) => {
      chunks.push({ data: columnData, start: rowStart });
    },
  });
  return chunks;
}

function textOf(value: unknown, { number }: ColumnReading, name: string): string | undefined {
  try {
    return cellText(value, number);
  } catch (cause) {
    if (cause instanceof DeepValue)
      throw new Damaged(`column "${name.slice(0, 80)}" is nested more than ${MAX_DEPTH} deep`);
    throw cause;
  }
}
