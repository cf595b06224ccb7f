/** All tasks: every file of `tasks/`, named as its file. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, oneLine, unknownName } from '@adaptbench/core';
import type { TaskDefinition } from './definition.ts';
import { KNOWN_ENDINGS, isUnreadable } from './read/file-name.ts';

const FOLDER = join(import.meta.dirname, 'tasks');

const taskNames = async (): Promise<readonly string[]> =>
  (await readdir(FOLDER)).flatMap((file) => /^([\w-]+)\.ts$/u.exec(file)?.[1] ?? []).toSorted();

async function definitionOf(name: string): Promise<TaskDefinition> {
  // A pattern, so that a bundler sees which files are meant.
  const { default: definition } = (await import(`./tasks/${name}.ts`)) as { default: TaskDefinition };
  return definition;
}

/** Definitions in the order of their names. */
export const allTasks = async (): Promise<readonly TaskDefinition[]> =>
  Promise.all((await taskNames()).map(definitionOf));

/** @throws ConfigError with the nearest name and all known ones */
export async function findTask(name: string): Promise<TaskDefinition> {
  const known = await taskNames();
  if (!known.includes(name)) throw unknown(name, known);
  return definitionOf(name);
}

/** What has a slash or a point is a path, or a data set of the hub, rather than a task's name. */
function unknown(name: string, known: readonly string[]): ConfigError {
  const error = unknownName('task', name, known, 'task');
  if (!/[/\\.]/u.test(name)) return error;
  if (isUnreadable(name))
    return new ConfigError(
      `${error.message} As data such a file cannot be read either: unpack it, or write its rows as ${KNOWN_ENDINGS}.`,
    );
  const hub = /^[\w-][\w.-]*\/[\w.-]+$/u.test(name) ? ` A data set of the hub is --task hf:${name}.` : '';
  return new ConfigError(`${error.message} Data of your own: --task own --data ${oneLine(name)}.${hub}`);
}
