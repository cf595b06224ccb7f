/** A task before its data are read: where they come from, and how rows become items. */
import type { Item, Task } from '@adaptbench/core';
import type { ExtractorName } from './extract/index.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import type { Row, Table } from './read/table.ts';
import type { TaskSpec } from './task-spec.ts';

/** An item without its id. */
export type Draft = Omit<Item, 'id'>;

/** A row that makes no item, and why, in words that follow a number of rows: `no label`, `label "NaN"`. */
export interface LeftOut {
  readonly leftOut: string;
  /** Whether the label or answer is what is missing: of a whole validation or test split, that is how it was published. */
  readonly lacks?: 'answer';
  /** Whether the file itself says that it is not to be used: no fault, however many there are. */
  readonly meant?: true;
  /** The same with what was expected and the mend, where a number of such rows does not say it. */
  readonly fault?: string;
}

/** A task with its data at hand. */
export interface OpenedTask {
  readonly task: Task;
  /**
   * The item in a row, or why it is left out: it has no label (test splits are often published without) or no text. Throws a LoadError
   * that says what is wrong with the row; file and line are added by the caller.
   */
  draft(row: Row, table: Table): Draft | LeftOut;
  readonly notes: readonly string[];
  /** How to mend texts that stand there with several answers: which other columns could be shown. */
  readonly unclear?: string;
  /** Whether rows that ask the same with different answers are one item with several right answers. */
  readonly references?: boolean;
  /** Of free answers of the user's own: what they are. */
  readonly answers?: ExtractorName;
  /** How the data were read, for whoever looks at them first. */
  readonly reading?: Reading;
}

/** What of a table is used for what. */
export interface Reading {
  /** `OpenAI messages`, `text and label`. */
  readonly form: string;
  readonly used: readonly string[];
  readonly unused: readonly string[];
}

export interface TaskDefinition {
  readonly name: string;
  readonly kind: Task['kind'];
  /** BCP 47. */
  readonly language: string;
  /** Where the data come from, for lists and the report. */
  readonly source: string;
  /** What is read where the user gives no data; null where there is nothing. */
  readonly data: DataReference | null;
  /** Whether it is for data of the user's own, who says their kind, language and prompts. */
  readonly general?: true;
  /** Makes the data where they are drawn by a generator, the same every time; nothing is read then. */
  readonly generate?: () => DataSet;
  /** Throws LoadError where columns are missing, ConfigError where the specification does not fit. */
  open(data: DataSet, spec: TaskSpec): OpenedTask;
}
/** Checks a definition's type where it is written. */
export const defineTask = (definition: TaskDefinition): TaskDefinition => definition;
