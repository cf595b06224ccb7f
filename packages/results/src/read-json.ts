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
    throw told instanceof LoadError
      ? told
      : new LoadError(`${file}: cannot be read: ${told.message}`, { cause });
  }
}

/** JSON of bounded depth. Throws LoadError, `where` before it. */
export function parseJson(text: string, where: string): unknown {
  let value: unknown;
  try {
    // A mark at the beginning, as Windows' editors leave it, says nothing.
    value = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (cause) {
    throw new LoadError(`${where}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  if (isDeep(value))
    throw new LoadError(`${where}: lists and objects lie more than ${DEEPEST} deep in each other`);
  return value;
}

/** Whether anything lies deeper than it may, more than `levels` below here. */
function isDeep(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  // Nearly all that a record holds are lists of numbers.
  if (Array.isArray(value))
    return value.some((inner) => typeof inner === 'object' && isDeep(inner, levels - 1));
  const fields = value as Readonly<Record<string, unknown>>;
  // A list of the keys of half a million points would take longer than they do. What JSON gives inherits no field that is an object.
  for (const key in fields)
    if (typeof fields[key] === 'object' && isDeep(fields[key], levels - 1)) return true;
  return false;
}

/** `value` itself, where the schema takes it. Throws LoadError that names the first fields that are not as they should be. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  // Not what was parsed: unknown fields and the order of all of them stay.
  if (parsed.success) return value as T;
  const { issues } = parsed.error;
  const faults = issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'as a whole'}: ${fault(issue)}`);
  const more = issues.length > 3 ? `; ${issues.length - 3} more` : '';
  throw new LoadError(`${where === '' ? '' : `${where}: `}${faults.join('; ')}${more}`);
}

/** In zod's words, but for what is not there. */
export const fault = ({ message }: z.core.$ZodIssue): string =>
  message.endsWith('received undefined') ? 'is missing' : message.replace(/^Invalid input: /, '');
