/** Typed access to a GGUF's metadata: a key that is absent gives undefined, one of another type is a fault of the file. */
import { LoadError } from '@adaptbench/core';

export interface GgufMetadata {
  readonly path: string;
  number(key: string): number | undefined;
  text(key: string): string | undefined;
  flag(key: string): boolean | undefined;
  numbers(key: string): number[] | undefined;
  texts(key: string): string[] | undefined;
  /** As `number`, but the key must be there. */
  needNumber(key: string): number;
}

export function ggufMetadata(path: string, values: Readonly<Record<string, unknown>>): GgufMetadata {
  const get = <T>(key: string, expected: string, is: (v: unknown) => v is T): T | undefined => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined || is(value)) return value;
    throw new LoadError(`${path}: metadata "${key}" is not ${expected}. Convert the model again.`);
  };
  const number = (key: string): number | undefined => {
    const value = get(key, 'a number', isNumber);
    return value === undefined ? undefined : Number(value);
  };
  return {
    path,
    number,
    text: (key) => get(key, 'a text', (v) => typeof v === 'string'),
    flag: (key) => get(key, 'true or false', (v) => typeof v === 'boolean'),
    numbers: (key) => get(key, 'a list of numbers', (v) => isListOf(v, isNumber))?.map(Number),
    texts: (key) => get(key, 'a list of texts', (v) => isListOf(v, (t) => typeof t === 'string')),
    needNumber(key) {
      const value = number(key);
      if (value === undefined)
        throw new LoadError(`${path}: metadata "${key}" is missing. Convert the model again.`);
      return value;
    },
  };
}

const isNumber = (v: unknown): v is number | bigint =>
  typeof v === 'bigint' || (typeof v === 'number' && Number.isFinite(v));

function isListOf<T>(v: unknown, is: (e: unknown) => e is T): v is T[] {
  return Array.isArray(v) && v.every(is);
}
