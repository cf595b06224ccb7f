/**
 * A task's specification → the task, its items in splits, and their hash. Every trial's process comes through here, so readers of files are
 * loaded only where there is something to read.
 */
import { createHash } from 'node:crypto';
import { ConfigError, type Item, LoadError, type Splits, type Task } from '@adaptbench/core';
import { checkParts, countNote } from './check-parts.ts';
import type { OpenedTask, TaskDefinition } from './definition.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import { isDataFile } from './read/file-name.ts';
import type { HubOptions } from './read/hub.ts';
import type { SplitName } from './read/split-notes.ts';
import type { ReadOptions } from './read/table.ts';
import { findTask } from './registry.ts';
import { type SplitOptions, makeSplits } from './splits.ts';
import { type TaskSpec, type TaskSpecInput, checkFields, parseTaskSpec } from './task-spec.ts';

export interface LoadedTask {
  readonly task: Task;
  readonly splits: Splits;
  /** See `ArrangedSplits`. */
  readonly training: readonly Item[];
  /** SHA-256 of all items of the three splits as they were read, for manifests: whatever the seed of training items and orders. */
  readonly dataHash: string;
  /** What was decided about the data: encodings, splits cut here, duplicates left out, labels found. */
  readonly notes: readonly string[];
}

/** The definition that a specification names, and how its data come: read from there, or generated. @throws ConfigError */
export async function resolveTask(spec: TaskSpec): Promise<ResolvedTask> {
  const found = await findDefinition(spec);
  checkFields(spec, found.definition);
  return found;
}

interface ResolvedTask {
  readonly definition: TaskDefinition;
  readonly data: DataReference | (() => DataSet);
}

async function findDefinition(spec: TaskSpec): Promise<ResolvedTask> {
  if (spec.name.startsWith('hf:') || isDataFile(spec.name)) {
    if (spec.data !== undefined)
      throw new ConfigError(`task: "${spec.name}" is a data file itself: leave out --data, or name a task.`);
    const kind = spec.kind ?? (spec.extract === undefined ? 'classification' : 'generation');
    return { definition: await findTask(kind), data: spec.name };
  }
  const definition = await findTask(spec.name);
  if (definition.generate) return { definition, data: definition.generate };
  const data = spec.data ?? definition.data;
  if (data === null)
    throw new ConfigError(`task: ${spec.name} has no data of its own: give a file or folder with --data.`);
  return { definition, data };
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
  const source = typeof data === 'function' ? null : await readFiles(data, { ...spec, ...more });
  const tables = source?.data ?? (data as () => DataSet)();
  const { task, ...opened } = definition.open(tables, spec);
  const items = itemsOf(tables, opened);
  const checked = checkParts(items.parts, {
    kind: task.kind,
    shownByUser: spec.templates !== undefined,
    namedByUser: spec.labels !== undefined,
    unclear: opened.unclear,
  });
  const { splits, training, read, notes } = makeSplits(items.parts, {
    kind: task.kind,
    sampling: spec.sampling,
    seed,
    trainSeed,
    train: spec.train,
    validation: spec.validation,
    test: spec.test,
    limit: spec.limit,
  });
  return {
    task: bounded(task, spec),
    splits,
    training,
    dataHash: hashItems(read),
    notes: [
      ...(source?.notes ?? []),
      ...Object.values(tables).flatMap((list) => list.flatMap((table) => table.notes)),
      ...opened.notes,
      ...items.notes,
      ...checked,
      ...notes,
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

/** With the specification's own bound on answers, where it has one. */
const bounded = (task: Task, { maxNewTokens }: TaskSpec): Task =>
  task.kind === 'generation' && maxNewTokens !== undefined ? { ...task, maxNewTokens } : task;

async function readFiles(
  data: DataReference,
  options: TaskSpec & HubOptions & ReadOptions,
): Promise<{ readonly data: DataSet; readonly notes: readonly string[] }> {
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
    const leftOut = new Map<string, number>();
    for (const table of tables)
      for (const row of table.rows)
        try {
          const found = opened.draft(row, table);
          if ('leftOut' in found) leftOut.set(found.leftOut, (leftOut.get(found.leftOut) ?? 0) + 1);
          else items.push({ id: `${split}:${row.line}`, ...found });
        } catch (cause) {
          if (!(cause instanceof LoadError)) throw cause;
          faults.push(`${table.file}:${row.line}: ${cause.message}`);
        }
    if (leftOut.size > 0) notes.push(leftOutNote(split, leftOut));
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
    throw new LoadError(
      `no row of the data can be used: ${notes.join('; ')}. Check --text-column and --label-column.`,
    );
  if (!parts.all && !parts.train)
    throw new LoadError(
      `no training data: ${[...notes, `there is ${Object.keys(parts).join(' and ')} only`].join('; ')}. Name a file with --data train=…, or one file alone, which is then split.`,
    );
  if (parts.train && !parts.validation && !parts.test)
    notes.push('no validation and no test with labels: they are cut from train');
  return { parts, notes };
}

/** `train: 7 rows left out: no label (4), label "NaN" (3)`. */
function leftOutNote(split: SplitName, leftOut: ReadonlyMap<string, number>): string {
  const rows = [...leftOut.values()].reduce((n, m) => n + m, 0);
  const why = [...leftOut].map(([reason, n]) => (leftOut.size === 1 ? reason : `${reason} (${n})`));
  return `${split === 'all' ? '' : `${split}: `}${rows} row${rows === 1 ? '' : 's'} left out: ${why.join(', ')}`;
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
