/** A configuration checked by its schema: what does not fit becomes one LoadError of one line. */
import { LoadError } from '@adaptbench/core';
import type { z } from 'zod';
import { excerpt } from './excerpt.ts';

/** Faults that are told. */
const SHOWN = 4;

/** @param where what stands before each fault, such as "config.json" */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const faults = issues.slice(0, SHOWN).map(({ path, message }) => {
    const found = at(value, path);
    const name = path.join('.');
    if (found === undefined) return `${name} is missing: ${inWords(message)}`;
    return `${name === '' ? 'it' : name} is ${excerpt(found)}: ${inWords(message)}`;
  });
  const more = issues.length > SHOWN ? `; and ${issues.length - SHOWN} more` : '';
  throw new LoadError(`${where}: ${faults.join('; ')}${more}.`);
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    value,
  );

/** zod's words without what the message says already. */
const inWords = (message: string): string =>
  message
    .replace(/^Invalid (?:input|option): /u, '')
    .replace(/, received \w+$/u, '')
    .replace(/^expected int$/u, 'expected a whole number')
    .replace(
      /^Too (?:small|big): expected \w+ to (?:be|have) ([<>]=?)/u,
      (_, sign: string) => `expected ${signs[sign]!} `,
    );

const signs: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'less than',
};
