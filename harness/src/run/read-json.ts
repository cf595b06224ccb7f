/** Files of a run's folder, which others may have written or a disk damaged: what they do not hold as they should is said by file, line and field. */
import { readFileSync, statSync } from 'node:fs';
import { LoadError, fileError } from '@adaptbench/core';
import type { z } from 'zod';

/** A record nests some ten levels deep, a configuration little more; functions that follow it would run out of stack far beyond. */
const DEEPEST = 64;

/** The text of a file; null where there is none. Throws LoadError where it cannot be read. */
export function readText(file: string): string | null {
  try {
    // A pipe or device would never end.
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isFile() && !stat.isDirectory()) throw new LoadError(`${file}: is no ordinary file.`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const told = fileError(cause, file);
    throw told instanceof LoadError ? told : new LoadError(`${file}: cannot be read: ${told.message}`, { cause });
  }
}

/** JSON of bounded depth. Throws LoadError, `where` before it. */
export function parseJson(text: string, where: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LoadError(`${where}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (isDeep(value)) throw new LoadError(`${where}: lists and objects lie more than ${DEEPEST} deep in each other`);
  return value;
}

function isDeep(value: unknown): boolean {
  let level: readonly object[] = [value].filter(isObject);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === DEEPEST) return true;
    level = level.flatMap((one) => Object.values(one).filter(isObject));
  }
  return false;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** `value` itself, where the schema takes it. Throws LoadError that names the first fields that are not as they should be. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  // Not what was parsed: unknown fields and the order of all of them stay.
  if (parsed.success) return value as T;
  const { issues } = parsed.error;
  const faults = issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'as a whole'}: ${issue.message}`);
  const more = issues.length > 3 ? `; ${issues.length - 3} more` : '';
  throw new LoadError(`${where}: ${faults.join('; ')}${more}`);
}
