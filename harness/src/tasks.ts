/** What the harness knows of tasks: their names for lists and suggestions, and a check of what the user asked for. */
import type { JsonObject } from './trial/spec.ts';

export interface TaskEntry {
  readonly name: string;
  readonly kind: 'classification' | 'generation';
  /** BCP 47. */
  readonly language: string;
  readonly source: string;
}

export interface TaskCatalog {
  readonly entries: readonly TaskEntry[];
  /** The specification with its defaults. Throws ConfigError, naming fields as the user wrote them. */
  check(task: JsonObject): JsonObject;
}

export const tasks: TaskCatalog = { entries: [], check: (task) => task };
