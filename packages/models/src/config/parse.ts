/** A configuration checked by its schema: what does not fit becomes one LoadError of one line. */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';

/** @param where what stands before each fault, such as "config.json" */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LoadError(
    `${where}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ').replaceAll(', received undefined', ', which is missing')}`,
  );
}
