/** All tasks: every file of `tasks/`, named as its file. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unknownName } from '@adaptbench/core';
import type { TaskDefinition } from './definition.ts';

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
  if (!known.includes(name)) throw unknownName('task', name, known, 'task');
  return definitionOf(name);
}
