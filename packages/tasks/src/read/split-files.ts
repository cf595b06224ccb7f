/** Which files of a folder or repository are which split, by their names. */
import { LoadError, nearest } from '@adaptbench/core';
import { groupBy } from '../group-by.ts';
import { isDataFile } from './file-name.ts';

/** `all`: data that nobody has split. */
export type SplitName = 'train' | 'validation' | 'test' | 'all';
export type SplitFiles = Partial<Record<SplitName, readonly string[]>>;

const words: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
};

/** Kinds in order of preference, where a split is there in several. */
const kinds = [/\.parquet$/iu, /\.(jsonl|ndjson)(\.gz)?$/iu, /\.csv(\.gz)?$/iu, /\.tsv(\.gz)?$/iu, /./u];

/** Files of the `datasets` library and of packagers that hold no rows. */
const descriptions = new Set(['dataset_infos.json', 'dataset_dict.json', 'dataset_info.json', 'state.json']);

/**
 * Names are `train.csv`, `sst2-dev.jsonl`, `data/train-00000-of-00002.parquet`, `config/test/0000.parquet` and the like. A file that
 * is alone needs no such name.
 * @param names paths with `/`, relative to the folder
 * @param config folder of one of several configurations
 * @throws LoadError where nothing or more than one configuration fits
 */
export function splitFiles(names: readonly string[], where: string, config?: string): SplitFiles {
  const data = names.filter((name) => isDataFile(name) && !descriptions.has(base(name))).toSorted();
  if (data.length === 0)
    throw new LoadError(
      `${where}: has no data files (.parquet, .jsonl, .json, .csv, .tsv).${names.length === 0 ? '' : ` Files there: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`}`,
    );
  const chosen = ofConfig(data, where, config);
  const bySplit = groupBy(chosen, splitOf);
  if (bySplit.size === 1 && bySplit.has(null)) {
    if (chosen.length > 1)
      throw new LoadError(
        `${where}: which file is it? ${chosen.slice(0, 8).join(', ')}. Name one file, or call them train, validation and test.`,
      );
    return { all: chosen };
  }
  bySplit.delete(null);
  return Object.fromEntries([...bySplit].map(([split, files]) => [split!, ofOneKind(files)]));
}

function ofConfig(data: readonly string[], where: string, config: string | undefined): readonly string[] {
  const byConfig = groupBy(
    data.filter((name) => splitOf(name) !== null),
    configOf,
  );
  const known = [...byConfig.keys()].filter((name) => name !== '');
  if (config !== undefined) {
    const files = byConfig.get(config);
    if (files) return files;
    const near = nearest(config, known);
    throw new LoadError(
      `${where}: no configuration "${config}".${near === null ? '' : ` Did you mean "${near}"?`} ${known.length === 0 ? 'It has none.' : `Known: ${known.join(', ')}.`}`,
    );
  }
  if (byConfig.size === 0) return data;
  for (const usual of ['', 'default', 'main', ...(known.length === 1 ? known : [])]) {
    const files = byConfig.get(usual);
    if (files) return files;
  }
  throw new LoadError(
    `${where}: has several configurations. Add one to the name, e.g. "${where}/${known[0]}". Known: ${known.join(', ')}.`,
  );
}

/** The folders of a path without those that only say `data` or a split. */
const configOf = (name: string): string =>
  name
    .split('/')
    .slice(0, -1)
    .filter((folder) => folder !== 'data' && !(folder in words))
    .join('/');

const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** The split that a file's name, or else its folder, says; null where neither does. */
export function splitOf(name: string): SplitName | null {
  for (const part of name.split('/').toReversed()) {
    const found = part
      .toLowerCase()
      .split(/[^a-z]+/u)
      .find((word) => Object.hasOwn(words, word));
    if (found !== undefined) return words[found]!;
  }
  return null;
}

function ofOneKind(files: readonly string[]): readonly string[] {
  for (const kind of kinds) {
    const some = files.filter((name) => kind.test(name));
    if (some.length > 0) return some;
  }
  return files;
}
