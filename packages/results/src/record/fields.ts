/** What the record's schemas are made of: what is read is not changed. */
import { z } from 'zod';

export const count = z.int().min(0);
/** Not below 0. */
export const amount = z.number().min(0);
export const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
/**
 * Objects of two numbers, the first a count: points of a curve. Checked in a loop, without a copy of each: a large run has half a million.
 */
export const curve = <const Y extends string>(y: Y) =>
  z.custom<readonly ({ readonly step: number } & { readonly [K in Y]: number })[]>(
    (value) => Array.isArray(value) && value.every((point) => isPoint(point, y)),
    `expected a list of points: {"step": a count, "${y}": a number}`,
  );

function isPoint(point: unknown, y: string): boolean {
  if (typeof point !== 'object' || point === null) return false;
  const { step, [y]: value } = point as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(step) && (step as number) >= 0 && Number.isFinite(value);
}

export const object = <T extends z.core.$ZodShape>(fields: T) => z.object(fields).readonly();
