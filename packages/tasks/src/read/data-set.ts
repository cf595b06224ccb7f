/** What the user calls the data (a file, a folder, named files, a data set of the hub) → tables by split. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LoadError, fileError, largest } from '@adaptbench/core';
import { type HubOptions, hubFiles, parseHubData } from './hub.ts';
import { readTable } from './read-table.ts';
import { type SplitFiles, type SplitName, splitFiles, splitOf } from './split-files.ts';
import type { ReadOptions, Row, Table } from './table.ts';

/** A path, an `hf:` name, or a file a split. */
export type DataReference =
  | string
  | { readonly train: string; readonly validation?: string | undefined; readonly test?: string | undefined };

export type DataSet = Partial<Record<SplitName, readonly Table[]>>;

/** @throws LoadError naming what is missing or broken, and the mend */
export async function readDataSet(
  reference: DataReference,
  options: ReadOptions & HubOptions = {},
): Promise<DataSet> {
  const files = await locate(reference, options);
  const data: Partial<Record<SplitName, Table[]>> = {};
  for (const [split, paths] of Object.entries(files) as [SplitName, readonly string[]][]) {
    let before = 0;
    for (const path of paths) {
      const table = await readTable(path, shown(path, reference), options);
      // Shards of one split are counted through, so that a line is one row's only.
      (data[split] ??= []).push(before === 0 ? table : moved(table, before));
      before = lastLine(data[split].at(-1)!);
    }
  }
  return data;
}

const lastLine = ({ rows }: Table): number => Math.max(0, largest(rows.map(({ line }) => line)));

const moved = (table: Table, by: number): Table => ({
  ...table,
  rows: table.rows.map((row): Row => ({ ...row, line: row.line + by })),
});

const shown = (path: string, reference: DataReference): string =>
  typeof reference === 'string' && reference.startsWith('hf:') ? `${reference}: ${basename(path)}` : path;

async function locate(reference: DataReference, options: HubOptions): Promise<SplitFiles> {
  if (typeof reference !== 'string')
    return Object.fromEntries(
      Object.entries(reference).flatMap(([split, file]) => (file === undefined ? [] : [[split, [file]]])),
    );
  const hub = parseHubData(reference);
  if (hub) return hubFiles(hub, options);
  const found = await stat(reference).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(cause, reference);
    throw new LoadError(
      `${reference}: no such file or folder. Give a file, a folder with train, validation and test files, or hf:org/name.`,
      { cause },
    );
  });
  if (!found.isDirectory()) return { all: [reference] };
  const splits = splitFiles(await namesIn(reference), reference);
  return Object.fromEntries(
    Object.entries(splits).map(([split, names]) => [split, names.map((n) => join(reference, n))]),
  );
}

/** Files of the folder, and of the folders in it where one says `data` or a split. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await namesBelow(folder);
  } catch (cause) {
    throw fileError(cause);
  }
}

async function namesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = await Promise.all(
    entries
      .filter((e) => e.isDirectory() && (e.name === 'data' || splitOf(e.name) !== null))
      .map(async (e) => (await readdir(join(folder, e.name))).map((name) => `${e.name}/${name}`)),
  );
  return [...entries.filter((e) => !e.isDirectory()).map((e) => e.name), ...inner.flat()];
}
