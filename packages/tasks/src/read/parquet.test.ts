import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { loadTask } from '../load-task.ts';
import { readTable } from './read-table.ts';

async function inFile<T>(bytes: ArrayBuffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'adaptbench-parquet-'));
  try {
    await writeFile(join(folder, 'data.parquet'), Buffer.from(bytes));
    return await use(join(folder, 'data.parquet'));
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
  const table = await inFile(parquet(), (path) => readTable(path, 'data.parquet'));
  expect(table.columns).toEqual(['idx', 'text', 'label']);
  expect(table.rows[1]).toEqual({ values: { idx: '1', text: 'film 1 很好', label: '1' }, line: 2 });
  expect(table.classNames).toEqual({});
});

it('takes the names of labels from the metadata that the datasets library writes', async () => {
  const features = {
    text: { dtype: 'string', _type: 'Value' },
    label: { names: ['bad', 'good'], _type: 'ClassLabel' },
  };
  const value = JSON.stringify({ info: { features } });
  const { task, notes } = await inFile(parquet([{ key: 'huggingface', value }]), (path) =>
    loadTask({ name: path }, 0),
  );
  expect(task.kind === 'classification' && task.labels).toEqual(['bad', 'good']);
  expect(notes.at(-1)).toBe('labels (train + validation + test): bad 14 + 2 + 4, good 14 + 2 + 4');
});
