/**
 * A task's specification → the task, its items in splits, and their hash. Every trial's process comes through here, so readers of files are
 * loaded only where there is something to read.
 */
import { createHash } from 'node:crypto';
import { ConfigError, type Item, LoadError, type Splits, type Task } from '@adaptbench/core';
import type { OpenedTask, TaskDefinition } from './definition.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import { isDataFile } from './read/file-name.ts';
import type { HubOptions } from './read/hub.ts';
import type { SplitName } from './read/split-files.ts';
import type { ReadOptions } from './read/table.ts';
import { findTask } from './registry.ts';
import { rejectFields } from './reject-fields.ts';
import { makeSplits } from './splits.ts';
import { type TaskSpec, type TaskSpecInput, parseTaskSpec } from './task-spec.ts';

export interface LoadedTask {
  readonly task: Task;
  readonly splits: Splits;
  /** SHA-256 of all items of the three splits, for manifests. */
  readonly dataHash: string;
  /** What was decided about the data: encodings, splits cut here, duplicates left out, labels found. */
  readonly notes: readonly string[];
}

/** The definition that a specification names, and how its data come: read from there, or generated. @throws ConfigError */
export async function resolveTask(
  spec: TaskSpec,
): Promise<{ definition: TaskDefinition; data: DataReference | (() => DataSet) }> {
  if (spec.name.startsWith('hf:') || isDataFile(spec.name)) {
    if (spec.data !== undefined)
      throw new ConfigError(`task: "${spec.name}" is a data file itself: leave out --data, or name a task.`);
    const kind = spec.kind ?? (spec.extract === undefined ? 'classification' : 'generation');
    return { definition: await findTask(kind), data: spec.name };
  }
  const definition = await findTask(spec.name);
  if (definition.generate) {
    rejectFields(spec.name, spec, ['data', 'textColumn', 'labelColumn', 'labels', 'encoding', 'delimiter']);
    return { definition, data: definition.generate };
  }
  const data = spec.data ?? definition.data;
  if (data === null)
    throw new ConfigError(`task: ${spec.name} has no data of its own: give a file or folder with --data.`);
  return { definition, data };
}

/**
 * @param seed of splits that are cut here and of samples; the same for all trials that are to be compared on the same items
 * @param more where data sets of the hub lie, and whether files are read in a process of their own where that bounds them
 * @throws ConfigError for a specification that cannot be, LoadError for data that cannot be read
 */
export async function loadTask(
  input: TaskSpecInput,
  seed: number,
  more: Pick<HubOptions, 'cacheDir' | 'hubUrl'> & Pick<ReadOptions, 'bounded'> = {},
): Promise<LoadedTask> {
  const spec = parseTaskSpec(input);
  const { definition, data } = await resolveTask(spec);
  const tables = typeof data === 'function' ? data() : await readFiles(data, { ...spec, ...more });
  const { task, ...opened } = definition.open(tables, spec);
  const read = itemsOf(tables, opened);
  const { splits, notes } = makeSplits(read.parts, {
    kind: task.kind,
    sampling: spec.sampling,
    seed,
    train: spec.train,
    validation: spec.validation,
    test: spec.test,
    limit: spec.limit,
  });
  return {
    task: bounded(task, spec),
    splits,
    dataHash: hashItems(splits),
    notes: [
      ...Object.values(tables).flatMap((list) => list.flatMap((table) => table.notes)),
      ...opened.notes,
      ...read.notes,
      ...notes,
    ],
  };
}

/** With the specification's own bound on answers, where it has one. */
function bounded(task: Task, spec: TaskSpec): Task {
  if (spec.maxNewTokens === undefined) return task;
  if (task.kind === 'generation') return { ...task, maxNewTokens: spec.maxNewTokens };
  rejectFields(spec.name, spec, ['maxNewTokens']);
  return task;
}

async function readFiles(
  data: DataReference,
  options: TaskSpec & HubOptions & ReadOptions,
): Promise<DataSet> {
  const { readDataSet } = await import('./read/data-set.ts');
  return readDataSet(data, options);
}

/** Faults that are told before the rest is only counted. */
const SHOWN = 5;

function itemsOf(
  data: DataSet,
  opened: Pick<OpenedTask, 'draft'>,
): { parts: Partial<Record<SplitName, readonly Item[]>>; notes: string[] } {
  const faults: string[] = [];
  const notes: string[] = [];
  const parts: Partial<Record<SplitName, Item[]>> = {};
  for (const [split, tables] of Object.entries(data) as [SplitName, DataSet[SplitName] & object][]) {
    const items: Item[] = [];
    let unlabelled = 0;
    for (const table of tables)
      for (const row of table.rows)
        try {
          const found = opened.draft(row, table);
          if (found) items.push({ id: `${split}:${row.line}`, ...found });
          else unlabelled++;
        } catch (cause) {
          if (!(cause instanceof LoadError)) throw cause;
          faults.push(`${table.file}:${row.line}: ${cause.message}`);
        }
    if (unlabelled > 0) notes.push(`${split}: ${unlabelled} rows without a label left out`);
    if (items.length > 0) parts[split] = items;
  }
  if (faults.length > 0)
    throw new LoadError(
      [
        ...faults.slice(0, SHOWN),
        ...(faults.length > SHOWN ? [`and ${faults.length - SHOWN} more rows`] : []),
      ].join('\n'),
    );
  if (Object.keys(parts).length === 0)
    throw new LoadError('no row of the data has a label. Check --label-column.');
  return { parts, notes };
}

function hashItems(splits: Splits): string {
  const hash = createHash('sha256');
  for (const split of ['train', 'validation', 'test'] as const)
    for (const { id, fields, answer, rationale } of splits[split])
      hash.update(
        JSON.stringify([
          split,
          id,
          Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          answer,
          rationale ?? null,
        ]),
      );
  return hash.digest('hex');
}
