/**
 * Which files of a folder or repository are which split, by their names; and which are none, and why. Words and separators are those of
 * the `datasets` library (`data_files.py`: train, training; validation, valid, val, dev; test, testing, eval, evaluation), with three
 * departures: a file's own name goes before its folder's; `eval` beside `test` is not put into it; `holdout` is a test where there is
 * no other.
 */
import { LoadError, nearest } from '@adaptbench/core';
import { groupBy } from '../group-by.ts';
import { isDataFile, isPacked, isReadable } from './file-name.ts';
import { type SplitFiles, type SplitName, andMore, missingParts, splitNotes } from './split-notes.ts';

export interface ChosenFiles {
  readonly splits: SplitFiles;
  /** Which file is which split, and which are left out. */
  readonly notes: readonly string[];
}

/** What a word says, and how surely: of two ranks the lower is the split. */
interface Said {
  readonly split: Exclude<SplitName, 'all'>;
  readonly rank: number;
}

const said = (split: Said['split'], rank: number, words: readonly string[]): [string, Said][] =>
  words.map((word) => [word, { split, rank }]);

const words: ReadonlyMap<string, Said> = new Map([
  ...said('train', 0, ['train', 'training']),
  ...said('validation', 0, ['validation', 'valid', 'val', 'dev']),
  ...said('test', 0, ['test', 'testing']),
  ...said('test', 1, ['eval', 'evaluation']),
  ...said('test', 2, ['holdout', 'heldout']),
]);

/** Kinds in order of preference, where a split is there in several. */
const kinds = [
  /\.parquet$/iu,
  /\.(jsonl|ndjson)(\.gz)?$/iu,
  /\.csv(\.gz)?$/iu,
  /\.(tsv|tab)(\.gz)?$/iu,
  /./u,
];

/** Files of the `datasets` library and of packagers that hold no rows. */
const descriptions = new Set(
  [
    ['dataset_infos.json', 'dataset_dict.json', 'dataset_info.json', 'state.json'],
    ['config.json', 'datapackage.json', 'dataset-metadata.json', 'package.json'],
  ].flat(),
);

/** Endings of what stands beside data and is none, whatever it is called. */
const program = /\.(?:py|sh|ipynb|r|js|ts|md|rst|html?|pdf|png|jpe?g|svg|lock)$/iu;

/**
 * Names are `train.csv`, `sst2-dev.jsonl`, `data/train-00000-of-00002.parquet`, `config/test/0000.parquet` and the like. A file that
 * is alone needs no such name.
 * @param names paths with `/`, relative to the folder
 * @param config folder of one of several configurations
 * @param aside files that are not considered, and named among those that are left out where they are data
 * @throws LoadError where nothing or more than one configuration fits
 */
export function splitFiles(
  names: readonly string[],
  where: string,
  config?: string,
  aside: readonly string[] = [],
): ChosenFiles {
  const left = new Map<string, string>();
  for (const name of aside) if (isRead(name, left)) left.set(name, 'in a folder of its own');
  const data = dataIn(names, left);
  refuseFolderPerLabel(data, where);
  refusePartitions(data, where);
  if (data.length === 0)
    throw new LoadError(
      `${where}: has no data files (.parquet, .jsonl, .json, .csv, .tsv, .tab).${names.length === 0 ? '' : ` Files there: ${andMore(names)}.`}${names.some((name) => /\.arrow$/iu.test(name)) ? ' Of a data set that was saved to disk, write each split: load_from_disk(folder)["train"].to_parquet("train.parquet").' : names.some((name) => isPacked(name)) ? ' Unpack them, or export the rows as .parquet, .jsonl or .csv.' : ''}`,
    );
  const chosen = ofConfig(data, where, config);
  const inConfig = new Set(chosen);
  // Other configurations than the one asked for are nothing that was decided here.
  if (config === undefined)
    for (const name of data) if (!inConfig.has(name)) left.set(name, 'in a folder of other data');
  const bySplit = groupBy(chosen, (name) => saidOf(name)?.split ?? null);
  if (bySplit.size === 1 && bySplit.has(null)) {
    if (chosen.length > 1 && !areParts(chosen))
      throw new LoadError(
        `${where}: which file is it? ${andMore(chosen)}. Name one file, or call them train, validation and test.`,
      );
    return {
      splits: { all: chosen },
      notes: [...splitNotes({ all: chosen }, left), ...missingParts(chosen)],
    };
  }
  for (const name of bySplit.get(null) ?? []) left.set(name, 'its name says no split, or two');
  bySplit.delete(null);
  const decided: string[] = [];
  const ranked = byRank(bySplit as Map<Said['split'], string[]>, left, decided);
  const splits = Object.fromEntries(
    [...ranked].map(([split, files]) => [split, ofOneKind(apartFromTexts(files, left), split, left)]),
  );
  const used = Object.values(splits).flat();
  return { splits, notes: [...splitNotes(splits, left), ...missingParts(used), ...decided] };
}

/** What is read, in order; files of text where there is nothing else. */
function dataIn(names: readonly string[], left: Map<string, string>): readonly string[] {
  const tables = names.filter((name) => isRead(name, left)).toSorted();
  if (tables.length > 0) return tables;
  const texts = names.filter((name) => isReadable(name) && !isDataFile(name) && !isAside(name)).toSorted();
  for (const name of texts) left.delete(name);
  return texts;
}

/** @throws LoadError for texts in files of their own, in folders that are called as their labels: `train/pos/12.txt` */
function refuseFolderPerLabel(names: readonly string[], where: string): void {
  if (names.length < 3 || names.some(isDataFile)) return;
  const folders = new Set(names.map((name) => name.split('/').at(-2) ?? ''));
  if (folders.has('') || folders.size < 2 || [...folders].every((name) => saidIn(name) !== null)) return;
  throw new LoadError(
    `${where}: holds ${names.length} files of text in folders (${andMore([...folders])}): expected a file of rows. If folders are labels, write each text and its folder's name as a row: {"text": "…", "label": "${[...folders].find((name) => saidIn(name) === null)}"}.`,
  );
}

/** @throws LoadError for folders that say a column's value (Hive's `label=good/part-0.parquet`), which no file in them holds */
function refusePartitions(names: readonly string[], where: string): void {
  const parts = new Set(
    names
      .flatMap((name) => name.split('/').slice(0, -1))
      .filter((folder) => /^[^=]+=/u.test(folder) && saidIn(folder) === null),
  );
  if (parts.size < 2) return;
  throw new LoadError(
    `${where}: is parted by folders (${andMore([...parts])}), whose values stand in no file: write it as one, e.g. with pandas.read_parquet("${where}").to_parquet("data.parquet").`,
  );
}

/** Whether it is hidden, or says of itself that it is no data. */
const isAside = (name: string): boolean =>
  name.split('/').some((part) => isHidden(part) || isInternal(part)) ||
  /(?:^|\/)(?:readme|licen[cs]e|notice|requirements|changelog|citation|authors|info)[^/]*$/iu.test(name);

/** Whether there is a reader for it; what looks like data and has none goes to those that are left out. */
function isRead(name: string, left: Map<string, string>): boolean {
  const folders = name.split('/');
  const file = folders.pop()!;
  if (descriptions.has(file.toLowerCase())) return false;
  // As `datasets` does; macOS puts a `._train.csv` beside each train.csv in an archive.
  const hidden = [...folders, file].some(isHidden) || folders.some(isInternal);
  if (isDataFile(name) && !hidden) return true;
  if (isDataFile(name)) left.set(name, 'hidden');
  else if (!hidden && (isPacked(file) || (saidIn(file) !== null && !program.test(file))))
    left.set(name, 'of no kind that can be read');
  return false;
}

/** `..` is no hidden folder: a path that goes up is refused where it is opened. */
const isHidden = (part: string): boolean => /^\.(?!\.?$)/u.test(part);

/** `__pycache__`, `__MACOSX`. */
const isInternal = (folder: string): boolean => folder.startsWith('__');

/** `eval` beside `test` is the validation where there is none; what is less surely a split than another is left out. */
function byRank(
  bySplit: ReadonlyMap<Said['split'], readonly string[]>,
  left: Map<string, string>,
  decided: string[],
): Map<Said['split'], readonly string[]> {
  const out = new Map(bySplit);
  const [test, evaluation, heldOut] = [0, 1, 2].map((rank) =>
    (bySplit.get('test') ?? []).filter((name) => saidOf(name)!.rank === rank),
  ) as [string[], string[], string[]];
  const [first, ...others] = [test, evaluation, heldOut].filter((files) => files.length > 0);
  if (!first) return out;
  out.set('test', first);
  if (first !== test) decided.push(`${andMore(first)}: taken for the test, as no file is called so`);
  for (const files of others)
    if (files === evaluation && !bySplit.has('validation')) {
      out.set('validation', files);
      decided.push(`${andMore(files)}: taken for the validation, as ${andMore(first)} is the test`);
    } else for (const name of files) left.set(name, `${andMore(first)} is the test`);
  return out;
}

/** Whether they are parts of one whole: `data-00000-of-00002.parquet`, or Spark's `part-00000-….snappy.parquet`. */
const areParts = (names: readonly string[]): boolean =>
  new Set(
    names.map((name) =>
      /^(?:.*[-_.])?\d{5}-of-\d{5}(\..*)$|^(?:.*\/)?part-\d{5}(?:[-.].*)?(\.\w+)$/u.test(name)
        ? name.replace(/\d{5}(-of-\d{5})?/u, '#$1').replace(/[0-9a-f]{8}-[0-9a-f-]{20,}|-c\d{3}(?=\.)/gu, '#')
        : null,
    ),
  ).size === 1 && names.every((name) => /\d{5}/u.test(name));

/** A file of labels alone beside the texts of its split, as in competitions: `test_labels.csv` beside `test.csv`. */
function apartFromTexts(names: readonly string[], left: Map<string, string>): readonly string[] {
  const labels = names.filter((name) => /(?<!\p{L})labels?(?!\p{L})/iu.test(name.split('/').at(-1)!));
  if (labels.length === names.length) return names;
  for (const name of labels) left.set(name, 'labels without their texts, by its name');
  return names.filter((name) => !labels.includes(name));
}

function ofConfig(data: readonly string[], where: string, config: string | undefined): readonly string[] {
  const byConfig = groupBy(
    data.filter((name) => saidOf(name) !== null),
    configOf,
  );
  const known = [...byConfig.keys()].filter((name) => name !== '');
  const all = (name: string): readonly string[] => data.filter((file) => configOf(file) === name);
  if (config !== undefined) {
    if (byConfig.has(config)) return all(config);
    const near = nearest(config, known);
    throw new LoadError(
      `${where}: no configuration "${config}".${near === null ? '' : ` Did you mean "${near}"?`} ${known.length === 0 ? 'It has none.' : `Known: ${known.join(', ')}.`}`,
    );
  }
  if (byConfig.size === 0) return data;
  for (const usual of ['', 'default', 'main', ...(known.length === 1 ? known : [])])
    if (byConfig.has(usual)) return all(usual);
  throw new LoadError(
    `${where}: has several configurations. Add one to the name, e.g. "${where}/${known[0]}". Known: ${known.join(', ')}.`,
  );
}

/** Whether it lies at the top, or in folders that only say `data` or a split. */
export const isNear = (name: string): boolean => configOf(name) === '';

/** The folders of a path without those that only say `data` or a split. */
const configOf = (name: string): string =>
  name
    .split('/')
    .slice(0, -1)
    .filter((folder) => folder !== 'data' && saidIn(folder) === null)
    .join('/');

/** What a file's name, or else its folder, says; null where neither does. */
function saidOf(name: string): Said | null {
  for (const part of name.split('/').toReversed()) {
    const found = saidIn(part);
    if (found !== null) return found;
  }
  return null;
}

const heldOut = /(?<!\p{L})(held|hold)[^\p{L}]out(?!\p{L})/gu;

/** The split that a name says; null where it says none, or two. */
export const splitOf = (name: string): Said['split'] | null => saidIn(name)?.split ?? null;

/** Null also where it says two splits, as `train_test.csv` does. */
function saidIn(part: string): Said | null {
  const text = part.toLowerCase();
  const joined = text.includes('out') ? text.replaceAll(heldOut, '$1out') : text;
  const found = joined
    .split(/[^\p{L}]+/u)
    .flatMap((word) => words.get(word) ?? [])
    .toSorted((a, b) => a.rank - b.rank);
  return found.every(({ split }) => split === found[0]?.split) ? (found[0] ?? null) : null;
}

function ofOneKind(files: readonly string[], split: SplitName, left: Map<string, string>): readonly string[] {
  const kind = kinds.find((one) => files.some((name) => one.test(name)))!;
  for (const name of files) if (!kind.test(name)) left.set(name, `${split} is there in another form`);
  const there = new Set(files);
  return files.filter((name) => {
    if (!kind.test(name)) return false;
    const packed = name.endsWith('.gz') && there.has(name.slice(0, -'.gz'.length));
    if (packed) left.set(name, `${split} is there in another form`);
    return !packed;
  });
}
