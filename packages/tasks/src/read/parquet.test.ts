import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { LoadError } from '@adaptbench/core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadTask } from '../load-task.ts';
import { readTable } from './read-table.ts';
import { findColumn } from './table.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`__fixtures__/${name}`, import.meta.url));
/** Read here: what these tests are about is the same, and processes take time. */
const here = { bounded: false };

async function inFile<T>(
  bytes: Uint8Array | ArrayBuffer,
  use: (path: string) => Promise<T>,
  name = 'data.parquet',
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'adaptbench-parquet-'));
  try {
    await writeFile(join(folder, name), new Uint8Array(bytes));
    return await use(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const parquet = (kvMetadata: { key: string; value: string }[] = []): ArrayBuffer =>
  parquetWriteBuffer({
    columnData: [
      { name: 'idx', data: Int32Array.from({ length: 40 }, (_, i) => i), type: 'INT32' },
      { name: 'text', data: Array.from({ length: 40 }, (_, i) => `film ${i} 很好`), type: 'STRING' },
      { name: 'label', data: Array.from({ length: 40 }, (_, i) => BigInt(i % 2)), type: 'INT64' },
    ],
    kvMetadata,
  });

it('reads columns of text and of numbers, 64-bit ones too', async () => {
  for (const bounded of [true, false]) {
    const table = await inFile(parquet(), (path) => readTable(path, 'data.parquet', { bounded }));
    expect(table.columns).toEqual(['idx', 'text', 'label']);
    expect(table.rows[1]).toEqual({ values: { idx: '1', text: 'film 1 很好', label: '1' }, line: 2 });
    expect(table.classNames).toEqual({});
  }
});

it.each([
  [{ names: ['bad', 'good'], _type: 'ClassLabel' }],
  [{ feature: { names: ['bad', 'good'], _type: 'ClassLabel' }, _type: 'Sequence' }],
])('takes the names of labels from the metadata that the datasets library writes: %j', async (label) => {
  const features = { text: { dtype: 'string', _type: 'Value' }, label };
  const value = JSON.stringify({ info: { features } });
  const { task, notes } = await inFile(parquet([{ key: 'huggingface', value }]), (path) =>
    loadTask({ name: path }, 0),
  );
  expect(task.kind === 'classification' && task.labels).toEqual(['bad', 'good']);
  expect(notes.at(-1)).toBe('labels (train + validation + test): bad 14 + 2 + 4, good 14 + 2 + 4');
});

it('reads values of every type as pandas does', async () => {
  const golden = JSON.parse(readFileSync(fixture('types.json'), 'utf8')) as Record<string, (string | null)[]>;
  const { rows, columns, odd } = await readTable(fixture('types.parquet'), 'types.parquet', here);
  expect(columns).toEqual(Object.keys(golden));
  for (const column of columns)
    expect([column, ...rows.map(({ values }) => values[column] ?? null)]).toEqual([
      column,
      // JSON's own names for what Python calls True and so on.
      ...golden[column]!,
    ]);
  expect(odd).toBeUndefined();
});

it('lists, structures and bytes are no labels and no texts', async () => {
  const table = await readTable(fixture('odd.parquet'), 'odd.parquet', here);
  expect(table.rows.map(({ values }) => ({ ...values }))).toEqual([
    { list: 'a', numbers: '1', list_of_structures: '[{"x":1}]', bytes: 'text' },
    {
      list: '["a","b"]',
      numbers: '[9007199254740993,3]',
      structure: '{"x":1,"y":"z"}',
      map: '{"k":1}',
      bytes: '<3 bytes>',
    },
  ]);
  for (const [column, kind] of [
    ['list', 'a list of several values'],
    ['numbers', 'a list of several values'],
    ['structure', 'a structure'],
    ['map', 'a structure'],
    ['bytes', 'bytes that are no text'],
  ] as const)
    expect(() => findColumn(table, column, [], '--label-column')).toThrow(
      `odd.parquet:2: column "${column}" (--label-column) holds ${kind}: expected one text`,
    );
  expect(() => findColumn(table, 'list_of_structures', [], '--label-column')).toThrow(
    'odd.parquet:1: column "list_of_structures" (--label-column) holds a structure',
  );
});

it('is known by its bytes, whatever it is called, packed or not', async () => {
  const read = (bytes: Uint8Array | ArrayBuffer, name: string): Promise<number> =>
    inFile(bytes, async (path) => (await readTable(path, name, here)).rows.length, name);
  expect(await read(parquet(), 'data.csv')).toBe(40);
  expect(await read(gzipSync(new Uint8Array(parquet())), 'data.parquet.gz')).toBe(40);
  await expect(read(Buffer.from('text,label\na,b\n'), 'data.parquet')).rejects.toThrow(
    'data.parquet: cannot be read as Parquet (its first four bytes are not "PAR1").',
  );
});

describe('files that lie', () => {
  it.each([
    ['rows', 'rows.parquet: holds more than 2,000,000 rows.'],
    ['cells', 'cells.parquet: holds more than 20,000,000 filled cells.'],
    ['bytes', 'bytes.parquet: takes more than 384 MiB'],
  ])('are refused before they are unpacked: too many %s', async (name, message) => {
    const { heapUsed } = process.memoryUsage();
    await expect(readTable(fixture(`${name}.parquet`), `${name}.parquet`, here)).rejects.toThrow(message);
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(100 * 2 ** 20);
  });

  /** Made of the first eight-column file that mutation found: a length of a run, at byte 473, is 2^30. */
  const good = (): Uint8Array =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'text', data: Array.from({ length: 30 }, (_, i) => `text ${i % 3}`), type: 'STRING' },
          {
            name: 'label',
            data: Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 'a' : 'b')),
            type: 'STRING',
          },
          { name: 'n', data: Array.from({ length: 30 }, (_, i) => (i % 5 === 0 ? null : i)), type: 'INT32' },
        ],
      }),
    );

  it('of any byte that is damaged end in a LoadError or in rows, and leave no rejection behind', async () => {
    const left: unknown[] = [];
    const odd: unknown[] = [];
    const note = (reason: unknown): void => void left.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const bytes = good();
    // The footer: every field of it is read without long loops.
    const footer = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    for (let at = footer; at < bytes.length; at += 3) {
      const broken = bytes.slice();
      broken[at]! ^= 0x15;
      const error: unknown = await inFile(broken, (path) => readTable(path, 'x.parquet', here)).then(
        () => null,
        (cause: unknown) => cause,
      );
      if (error !== null && !(error instanceof LoadError && !/undefined|not iterable/u.test(error.message)))
        odd.push(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ left, odd }).toEqual({ left: [], odd: [] });
  });

  it('are given up where they never end', async () => {
    await expect(readTable(fixture('endless.parquet'), 'endless.parquet')).rejects.toThrow(
      /^endless\.parquet: took more than 1\.5 s of processor time, and was given up\. The file is damaged/u,
    );
  });

  it('are refused where columns contradict each other', async () => {
    await expect(readTable(fixture('rejected.parquet'), 'rejected.parquet')).rejects.toThrow(
      /^rejected\.parquet: cannot be read as Parquet \(.*\)\. Download it anew\?$/u,
    );
  });
});
