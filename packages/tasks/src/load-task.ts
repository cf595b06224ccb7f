/**
 * A task's specification → the task, its items in splits, and their hash. Every trial's process comes through here, so readers of files are
 * loaded only where there is something to read.
 */
import { createHash } from 'node:crypto';
import { ConfigError, type Item, type Splits, type Task } from '@adaptbench/core';
import { acceptedRows } from './accepted.ts';
import { checkParts, countNote } from './check-parts.ts';
import type { OpenedTask, Reading, TaskDefinition } from './definition.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import { isReadable } from './read/file-name.ts';
import type { HubOptions } from './read/hub.ts';
import { type ReadOptions, findColumn } from './read/table.ts';
import { kindOf } from './forms/kind.ts';
import { groupNote } from './groups.ts';
import { type GradingHashes, metricsOf } from './metrics-of.ts';
import { cellOf } from './missing.ts';
import { joinReferences, referencesNote } from './references.ts';
import { readDataSet } from './read-data-set.ts';
import { findTask } from './registry.ts';
import { type LeftOutRows, type ReadRows, readRows } from './rows.ts';
import { bySplitColumn } from './split-column.ts';
import { type SplitOptions, makeSplits } from './splits.ts';
import { type TaskSpec, type TaskSpecInput, checkFields, parseTaskSpec } from './task-spec.ts';

export interface LoadedTask {
  readonly task: Task;
  readonly splits: Splits;
  /** See `ArrangedSplits`. */
  readonly training: readonly Item[];
  /** SHA-256 of all items of the three splits as they were read, for manifests: whatever the seed of training items and orders. */
  readonly dataHash: string;
  readonly gradingHashes: GradingHashes;
  /** What was decided about the data: encodings, splits cut here, duplicates left out, labels found. */
  readonly notes: readonly string[];
  /** Whether it is for data of the user's own. */
  readonly own: boolean;
  /** Which columns are used for what; null of tasks whose form is known beforehand. */
  readonly reading: Reading | null;
  /** Rows that make no item, by split. */
  readonly leftOut: readonly LeftOutRows[];
}

/** The name of the task of data that no known task is for. */
const OWN_DATA = 'own';

/** The definition that a specification names, and how its data come: read from there, or generated. @throws ConfigError */
async function resolveTask(spec: TaskSpec): Promise<ResolvedTask> {
  if (spec.name.startsWith('hf:') || isReadable(spec.name)) {
    if (spec.data !== undefined)
      throw new ConfigError(`task: "${spec.name}" is a data file itself: leave out --data, or name a task.`);
    return { definition: await definitionByKind(spec), data: spec.name };
  }
  if (spec.name === OWN_DATA) {
    if (spec.data === undefined)
      throw new ConfigError(`task: ${OWN_DATA} is data of one's own: name them with --data.`);
    return { definition: await definitionByKind(spec), data: spec.data };
  }
  const definition = await known(spec.name, spec);
  if (definition.generate) return { definition, data: definition.generate };
  const data = spec.data ?? definition.data;
  if (data === null)
    throw new ConfigError(`task: ${spec.name} has no data of its own: give a file or folder with --data.`);
  return { definition, data };
}

interface ResolvedTask {
  /** null: what the data look like decides. */
  readonly definition: TaskDefinition | null;
  readonly data: DataReference | (() => DataSet);
}

/** null where nobody says of which kind the data are. */
async function definitionByKind(spec: TaskSpec): Promise<TaskDefinition | null> {
  const kind = spec.kind ?? (spec.extract === undefined ? null : 'generation');
  return kind === null ? null : known(kind, spec);
}

async function known(name: string, spec: TaskSpec): Promise<TaskDefinition> {
  const definition = await findTask(name);
  checkFields(spec, definition);
  return definition;
}

/**
 * @param seed of splits that are cut here and of samples; the same for all trials that are to be compared on the same items
 * @param more where data sets of the hub lie, and whether files are read in a process of their own where that bounds them; `trainSeed`
 *   draws another set and order of training items from the same splits
 * @throws ConfigError for a specification that cannot be, LoadError for data that cannot be read
 */
export async function loadTask(
  input: TaskSpecInput,
  seed: number,
  {
    trainSeed,
    ...more
  }: Pick<HubOptions, 'cacheDir' | 'hubUrl'> &
    Pick<ReadOptions, 'bounded'> &
    Pick<SplitOptions, 'trainSeed'> = {},
): Promise<LoadedTask> {
  const spec = parseTaskSpec(input);
  const { definition, data } = await resolveTask(spec);
  const source = typeof data === 'function' ? null : await ownData(data, spec, more);
  const tables = source?.data ?? (data as () => DataSet)();
  const asked = definition ?? (await known(kindOf(tables, spec), spec));
  const { task, ...opened } = asked.open(tables, spec);
  const items = readRows(tables, withGroups(opened, tables, spec), spec.skipBad);
  const joined = opened.references ? joinAll(items.parts) : { parts: items.parts, notes: [] };
  const { parts } = joined;
  const checked = checkParts(parts, {
    kind: task.kind,
    shownByUser: spec.templates !== undefined,
    namedByUser: spec.labels !== undefined,
    unclear: opened.unclear,
  });
  const { splits, training, read, notes } = makeSplits(parts, {
    kind: task.kind,
    sampling: spec.sampling,
    seed,
    trainSeed,
    train: spec.train,
    validation: spec.validation,
    test: spec.test,
    limit: spec.limit,
  });
  const own = asked.general === true;
  const { metrics, hashes } = await metricsOf(task, splits, spec, { own, answers: opened.answers });
  return {
    task: { ...bounded(task, spec), ...(metrics === undefined ? {} : { metrics }) },
    splits,
    training,
    dataHash: hashItems(read),
    gradingHashes: hashes,
    own,
    reading: opened.reading ?? null,
    leftOut: items.leftOut,
    notes: [
      ...(source?.notes ?? []),
      ...Object.values(tables).flatMap((list) => list.flatMap((table) => table.notes)),
      ...opened.notes,
      ...items.notes,
      ...joined.notes,
      ...checked,
      ...notes,
      ...(spec.groupColumn === undefined ? [] : [groupNote(splits, spec.groupColumn)]),
      // Of generated data nothing was decided.
      ...(source && task.kind === 'classification' ? [countNote(splits, task.labels)] : []),
      ...(source && task.kind === 'generation'
        ? [
            `items: train ${splits.train.length}, validation ${splits.validation.length}, test ${splits.test.length}`,
          ]
        : []),
    ],
  };
}

/** What files hold, as columns in them say which rows are used for what. */
async function ownData(
  reference: DataReference,
  spec: TaskSpec,
  more: Parameters<typeof readDataSet>[1],
): Promise<{ readonly data: DataSet; readonly notes: readonly string[] }> {
  const read = await readDataSet(reference, { ...spec, ...more });
  const accepted = acceptedRows(read.data, spec);
  const split = bySplitColumn(accepted.data, spec);
  return { data: split.data, notes: [...read.notes, ...accepted.notes, ...split.notes] };
}

/** Items with their group, where the user names its column. @throws LoadError where a table lacks it */
function withGroups(
  opened: Pick<OpenedTask, 'draft'>,
  tables: DataSet,
  { groupColumn }: TaskSpec,
): OpenedTask['draft'] {
  if (groupColumn === undefined) return (row, table) => opened.draft(row, table);
  for (const table of Object.values(tables).flat()) findColumn(table, groupColumn, [], '--group-column');
  return (row, table) => {
    const found = opened.draft(row, table);
    const group = cellOf(row, groupColumn);
    return 'leftOut' in found || group === '' ? found : { ...found, group };
  };
}

/** With the specification's own bound on answers, where it has one. */
function bounded(task: Task, { maxNewTokens }: TaskSpec): Task {
  if (task.kind !== 'generation' || maxNewTokens === undefined) return task;
  const { maxNewTokensFrom: _, ...rest } = task;
  return { ...rest, maxNewTokens };
}

/** Items with several right answers, of each split. */
function joinAll(parts: ReadRows['parts']): Pick<ReadRows, 'parts' | 'notes'> {
  const all = Object.entries(parts).map(([split, items]) => ({
    split,
    items,
    joined: joinReferences(items),
  }));
  return {
    parts: Object.fromEntries(all.map(({ split, joined }) => [split, joined])),
    notes: all.flatMap(({ split, items, joined }) => referencesNote(items, joined, split)),
  };
}

function hashItems(splits: Splits): string {
  const hash = createHash('sha256');
  for (const split of ['train', 'validation', 'test'] as const)
    for (const { id, fields, answer, rationale, answers, turns, group } of splits[split])
      hash.update(
        JSON.stringify([
          split,
          id,
          Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          answer,
          rationale ?? null,
          // What most data lack changes no hash of theirs.
          ...(answers || turns || group !== undefined ? [{ answers, turns, group }] : []),
        ]),
      );
  return hash.digest('hex');
}
