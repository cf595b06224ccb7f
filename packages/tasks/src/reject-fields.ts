import { ConfigError } from '@adaptbench/core';
import type { TaskSpec } from './task-spec.ts';

/** Fields that would change nothing are refused, rather than passed over. @throws ConfigError */
export function rejectFields(name: string, spec: TaskSpec, fields: readonly (keyof TaskSpec)[]): void {
  const set = fields.filter((field) => spec[field] !== undefined);
  if (set.length > 0)
    throw new ConfigError(
      `task ${name}: takes no ${set.map((field) => `"${field}"`).join(', ')}. Leave it out.`,
    );
}
