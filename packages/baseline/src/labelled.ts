import { type ClassificationTask, ConfigError, type Task } from '@adaptbench/core';

/** @throws ConfigError where a task has no labels; `method` answers with one */
export function labelled(task: Task, method: string): asserts task is ClassificationTask {
  if (task.kind === 'generation')
    throw new ConfigError(
      `${method}: answers with a label, and ${task.name} has free answers: leave it out, or take majority or nearest.`,
    );
}
