/**
 * A value of a JSON or Parquet cell as text. A list of one value is that value, an empty one is none; other lists and structures stay JSON,
 * with all digits of their numbers. Imports nothing: processes that only read a file load it.
 */

/** Brackets within brackets of a value. */
export const MAX_DEPTH = 64;

/** Thrown for a value that is nested too deep. */
export class DeepValue extends Error {
  override name = 'DeepValue';
}

export type CellKind = 'single' | 'list' | 'structure' | 'bytes';

/** A list of one value is `single`. */
export function cellKind(value: unknown): CellKind {
  if (typeof value !== 'object' || value === null || value instanceof Date) return 'single';
  if (value instanceof Uint8Array) return 'bytes';
  if (!isList(value)) return 'structure';
  if (value.length === 0) return 'single';
  const [first] = value;
  return value.length > 1 || isList(first) ? 'list' : cellKind(first);
}

/** Undefined where there is none. @throws DeepValue */
export function cellText(value: unknown, write: (value: number) => string = String): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : write(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (isList(value) && value.length === 0) return undefined;
  if (isList(value) && value.length === 1 && (typeof value[0] !== 'object' || value[0] === null))
    return cellText(value[0], write);
  return json(value, write, 1);
}

function json(value: unknown, write: (value: number) => string, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? write(value) : 'null';
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value instanceof Uint8Array) return JSON.stringify(`<${value.length} bytes>`);
  if (depth > MAX_DEPTH) throw new DeepValue();
  if (isList(value)) {
    const parts: string[] = [];
    for (const part of value) parts.push(json(part, write, depth + 1));
    return `[${parts.join(',')}]`;
  }
  const parts: string[] = [];
  for (const [name, part] of Object.entries(value))
    if (part !== undefined) parts.push(`${JSON.stringify(name)}:${json(part, write, depth + 1)}`);
  return `{${parts.join(',')}}`;
}

/** A value as JSON, with all digits of its numbers. @throws DeepValue */
export const jsonText = (value: unknown): string => json(value, String, 1);

type List = ArrayLike<unknown> & Iterable<unknown>;
const isList = (value: unknown): value is List =>
  Array.isArray(value) ||
  (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) && !(value instanceof DataView));
