/** What the harness knows of tasks: their names for lists, and a check of what the user asked for before any trial starts. */
import type { Task } from '@adaptbench/core';
import type { JsonObject } from '@adaptbench/results';

/** Items. */
export interface SplitSizes {
  readonly validation: number;
  readonly test: number;
}

interface TaskEntry {
  readonly name: string;
  readonly kind: 'classification' | 'generation';
  /** BCP 47. */
  readonly language: string;
  readonly source: string;
}

export interface CheckedTask {
  /** The specification with its defaults, and with hashes of the files by which answers are graded. */
  readonly spec: JsonObject;
  /** Names of its prompts, in the order of their indices. */
  readonly templates: readonly string[];
  /** Items of its splits. */
  readonly sizes: SplitSizes & { readonly train: number };
  /** Whether answers are written, and not chosen among labels. */
  readonly generates: boolean;
  /** What was decided about its data, a line each. */
  readonly notes: readonly string[];
  /** What the data are, a line each: their form, columns, splits with labels or lengths of answers. */
  readonly description: readonly string[];
  /** Whether the data and their form are the user's own: then what the model will see is shown before it runs. */
  readonly ownData: boolean;
  /** Whether the model's chat template frames it unless told otherwise: the data are conversations. */
  readonly chat: boolean;
}

export interface TaskCatalog {
  entries(): Promise<readonly TaskEntry[]>;
  /** Reads the data once. Throws ConfigError or LoadError, naming fields and files as the user wrote them. */
  check(task: JsonObject): Promise<CheckedTask>;
}

/** Where more than right or wrong counts. */
function gradedNotes({ metrics }: Pick<Task, 'metrics'>): string[] {
  if (metrics === undefined) return [];
  const [{ title }, ...others] = metrics;
  const more = others.length === 0 ? '' : ` (beside it ${others.map((metric) => metric.title).join(', ')})`;
  return [`configurations are chosen by ${title}${more}; --metric names another`];
}

/** The tasks of `@adaptbench/tasks`, loaded when they are asked for: `--help` needs none. */
export const tasks: TaskCatalog = {
  async entries() {
    const { allTasks } = await import('@adaptbench/tasks');
    return allTasks();
  },
  async check(task) {
    const { describeTask, loadTask, parseTaskSpec } = await import('@adaptbench/tasks');
    const spec = parseTaskSpec(task);
    const loaded = await loadTask(spec, 0);
    return {
      spec: JSON.parse(JSON.stringify({ ...spec, ...loaded.gradingHashes })) as JsonObject,
      templates: loaded.task.templates.map((template) => template.name),
      sizes: {
        train: loaded.splits.train.length,
        validation: loaded.splits.validation.length,
        test: loaded.splits.test.length,
      },
      generates: loaded.task.kind === 'generation',
      notes: [...loaded.notes, ...gradedNotes(loaded.task)],
      description: describeTask(loaded).lines,
      chat: loaded.task.chat === true,
      ownData: loaded.own,
    };
  },
};
