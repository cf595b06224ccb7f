/** All tasks: every file of `tasks/`, named as its file. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unknownName } from '@adaptbench/core';
import type { TaskDefinition } from './definition.ts';

const FOLDER = join(import.meta.dirname, 'tasks');

/** Definitions in the order of their names. */
export async function allTasks(): Promise<readonly TaskDefinition[]> {
  const names = (await readdir(FOLDER)).flatMap((file) => /^([\w-]+)\.ts$/u.exec(file)?.[1] ?? []);
  const modules = await Promise.all(
    names
      .toSorted()
      .map(
        (name) =>
          import(pathToFileURL(join(FOLDER, `${name}.ts`)).href) as Promise<{ default: TaskDefinition }>,
      ),
  );
  return modules.map(({ default: definition }) => definition);
}

/** @throws ConfigError with the nearest name and all known ones */
export async function findTask(name: string): Promise<TaskDefinition> {
  const all = await allTasks();
  const found = all.find((task) => task.name === name);
  if (!found)
    throw unknownName(
      'task',
      name,
      all.map((task) => task.name),
      'task',
    );
  return found;
}
