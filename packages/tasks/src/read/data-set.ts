/** What the user calls the data (a file, a folder, named files, a data set of the hub) → tables by split. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LoadError, fileError, largest } from '@adaptbench/core';
import { type ClassNames, agreedNames, namesInCard, namesInFeatures } from './class-names.ts';
import { splitsByCard } from './card-splits.ts';
import { isDataFile } from './file-name.ts';
import { type HubOptions, hubFiles, parseHubData } from './hub.ts';
import { readTable } from './read-table.ts';
import { type ChosenFiles, isNear, splitFiles } from './split-files.ts';
import { type SplitFiles, type SplitName, missingParts } from './split-notes.ts';
import type { ReadOptions, Row, Table } from './table.ts';
import { byName } from './values.ts';

/** A path, an `hf:` name, or a file a split. */
export type DataReference =
  | string
  | { readonly train: string; readonly validation?: string | undefined; readonly test?: string | undefined };

export type DataSet = Partial<Record<SplitName, readonly Table[]>>;

/** @throws LoadError naming what is missing or broken, and the mend */
export async function readDataSet(
  reference: DataReference,
  options: ReadOptions & HubOptions = {},
): Promise<{ readonly data: DataSet; readonly notes: readonly string[] }> {
  const { splits: files, notes, ...beside } = await locate(reference, options);
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
  const named = await withClassNames(data, beside);
  return { data: named.data, notes: [...notes, ...named.notes] };
}

/** Bytes of a description that are read. */
const MAX_DESCRIPTION = 2 ** 20;

/** Tables with the names of classes that stand beside them, where they have none of their own. */
async function withClassNames(
  data: DataSet,
  { folder, card }: Pick<Located, 'folder' | 'card'>,
): Promise<{ readonly data: DataSet; readonly notes: readonly string[] }> {
  const texts = await descriptions(folder, card);
  const found = texts.filter(({ names }) => Object.keys(names).length > 0);
  const names: ClassNames = byName(found.flatMap((one) => Object.entries(one.names)));
  const columns = Object.keys(names).filter((name) =>
    Object.values(data)
      .flat()
      .some((table) => table.columns.includes(name) && !Object.hasOwn(table.classNames, name)),
  );
  if (columns.length === 0) return { data, notes: [] };
  const tables = Object.entries(data).map(([split, list]) => [
    split,
    list.map((table) => ({
      ...table,
      classNames: byName(Object.entries({ ...names, ...table.classNames })),
    })),
  ]);
  return {
    data: Object.fromEntries(tables) as DataSet,
    notes: [
      `${columns.map((name) => `the classes of column "${name}" are called ${names[name]!.slice(0, 5).join(', ')}${names[name]!.length > 5 ? ', …' : ''}`).join('; ')}: ${found.map(({ from }) => from).join(', ')} says so`,
    ],
  };
}

/** What descriptions beside the data say; of what several name, the last counts. */
async function descriptions(
  folder: string | undefined,
  card: string | undefined,
): Promise<readonly { readonly from: string; readonly names: ClassNames }[]> {
  if (folder === undefined)
    return card === undefined ? [] : [{ from: 'README.md', names: namesInCard(card) }];
  const [readme, infos, info] = ['README.md', 'dataset_infos.json', 'dataset_info.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  return [
    { from: readme, names: namesInCard(await small(readme)) },
    { from: infos, names: agreedNames(Object.values(objectIn(await small(infos))).map(namesInInfo)) },
    { from: info, names: namesInInfo(objectIn(await small(info))) },
  ];
}

const namesInInfo = (info: unknown): ClassNames =>
  typeof info === 'object' && info !== null && 'features' in info
    ? namesInFeatures(info.features)
    : byName([]);

/** Empty where the text is none. */
function objectIn(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** The text of a small file beside the data; '' where there is none. */
async function small(path: string): Promise<string> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MAX_DESCRIPTION ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}

const lastLine = ({ rows, broken = [] }: Table): number =>
  Math.max(0, largest(rows.map(({ line }) => line)), largest(broken.map(({ line }) => line)));

const moved = ({ broken, ...table }: Table, by: number): Table => ({
  ...table,
  rows: table.rows.map((row): Row => ({ ...row, line: row.line + by })),
  ...(broken === undefined ? {} : { broken: broken.map((row) => ({ ...row, line: row.line + by })) }),
});

const shown = (path: string, reference: DataReference): string =>
  typeof reference === 'string' && reference.startsWith('hf:') ? `${reference}: ${basename(path)}` : path;

/** `folder`: where descriptions may lie beside the data; `card`: the text of a README.md that lies elsewhere. */
type Located = ChosenFiles & { readonly folder?: string; readonly card?: string };

async function locate(reference: DataReference, options: HubOptions): Promise<Located> {
  if (typeof reference !== 'string') {
    const named = Object.entries(reference).filter(
      (entry): entry is [SplitName, string] => entry[1] !== undefined,
    );
    return { splits: Object.fromEntries(named.map(([split, file]) => [split, [file]])), notes: [] };
  }
  const hub = parseHubData(reference);
  if (hub) return hubFiles(hub, options);
  const found = await stat(reference).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(cause, reference);
    throw new LoadError(
      `${reference}: no such file or folder. Give a file, a folder with train, validation and test files, or hf:org/name.`,
      { cause },
    );
  });
  if (!found.isDirectory())
    return { splits: { all: [reference] }, notes: missingParts([basename(reference)]) };
  const names = await namesIn(reference);
  const near = names.filter(isNear);
  const byNames = (): ChosenFiles =>
    near.some(isDataFile)
      ? splitFiles(
          near,
          reference,
          undefined,
          names.filter((name) => !isNear(name)),
        )
      : splitFiles(names, reference);
  const card = await small(join(reference, 'README.md'));
  const { splits, notes } = splitsByCard(card, names, { where: reference, byNames });
  const paths = Object.entries(splits).map(([split, names]) => [split, names.map((n) => join(reference, n))]);
  return { splits: Object.fromEntries(paths) as SplitFiles, notes, folder: reference };
}

/** Folders below the one that was named: `config/train/0000.parquet`, and one more. */
const MOST_DEEP = 3;

/** More entries than this are no data set, but a folder that was named by mistake. */
const MOST_ENTRIES = 20_000;

/** Paths of the files below a folder, with `/`; links to folders and hidden folders are not entered. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await namesBelow(folder);
  } catch (cause) {
    throw fileError(cause);
  }
}

async function namesBelow(folder: string): Promise<string[]> {
  const names: string[] = [];
  let level = [''];
  for (let depth = 0; depth <= MOST_DEEP && level.length > 0; depth++) {
    const next: string[] = [];
    for (const inner of level)
      for (const entry of await readdir(join(folder, inner), { withFileTypes: true })) {
        if (!entry.isDirectory()) names.push(inner + entry.name);
        else if (!/^(?:\.|__|node_modules$)/u.test(entry.name)) next.push(`${inner}${entry.name}/`);
        if (names.length + next.length > MOST_ENTRIES)
          throw new LoadError(
            `${folder}: holds more than ${MOST_ENTRIES} files and folders. Name the folder of the data, or a file.`,
          );
      }
    level = next;
  }
  return names;
}
