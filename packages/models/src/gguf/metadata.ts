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
  /** The decimal that was meant by a number stored as float32: 9.999999747378752e-6 → 1e-5. */
  needDecimal(key: string): number;
  /** The keys that begin with a section's name, by the rest of their names. */
  under(section: string): GgufMetadata;
  /** What is wrong with a key's value. */
  fault(key: string, problem: string): LoadError;
}

/** @param section what stands before every key, with its dot */
export function ggufMetadata(
  path: string,
  values: Readonly<Record<string, unknown>>,
  section = '',
): GgufMetadata {
  const fault = (key: string, problem: string): LoadError =>
    new LoadError(`${path}: metadata "${section}${key}" ${problem}`);
  const get = <T>(key: string, expected: string, is: (v: unknown) => v is T): T | undefined => {
    const name = section + key;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || is(value)) return value;
    throw fault(key, `is not ${expected}. Convert the model again.`);
  };
  const number = (key: string): number | undefined => {
    const value = get(key, 'a number', isNumber);
    return value === undefined ? undefined : Number(value);
  };
  const needNumber = (key: string): number => {
    const value = number(key);
    if (value === undefined) throw fault(key, 'is missing. Convert the model again.');
    return value;
  };
  return {
    path,
    number,
    text: (key) => get(key, 'a text', (v) => typeof v === 'string'),
    flag: (key) => get(key, 'true or false', (v) => typeof v === 'boolean'),
    numbers: (key) => get(key, 'a list of numbers', (v) => isListOf(v, isNumber))?.map(Number),
    texts: (key) => get(key, 'a list of texts', (v) => isListOf(v, (t) => typeof t === 'string')),
    needNumber,
    needDecimal: (key) => Number(needNumber(key).toPrecision(7)),
    under: (name) => ggufMetadata(path, values, `${section}${name}.`),
    fault,
  };
}

const isNumber = (v: unknown): v is number | bigint =>
  typeof v === 'bigint' || (typeof v === 'number' && Number.isFinite(v));

function isListOf<T>(v: unknown, is: (e: unknown) => e is T): v is T[] {
  return Array.isArray(v) && v.every(is);
}
