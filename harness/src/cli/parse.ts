/** Readers of single flags. Each throws ConfigError that names the flag, what it expects and what it got. */
import { ConfigError } from '@adaptbench/core';
import type { Shard } from '@adaptbench/results';

/** A whole number of at least `least`, as far as numbers are exact. */
export const whole =
  (flag: string, least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
    const range = /^\d{16,}$/.test(text) ? ` and at most ${Number.MAX_SAFE_INTEGER}` : '';
    throw new ConfigError(`${flag}: expected a whole number of at least ${least}${range}, got "${text}"`);
  };

/** One such number, or several with commas between. */
export const wholes =
  (flag: string, least: number) =>
  (text: string): number | number[] => {
    const [first, ...others] = text.split(',').map(whole(flag, least));
    return others.length === 0 ? first! : [first!, ...others];
  };

/** `5`, `.5`, `2.`, `1e-3`: what `Number` takes but `Infinity`, other bases and white space. */
const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/** Seconds and the like. */
export const positive =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (isDecimal(text) && value > 0 && Number.isFinite(value)) return value;
    throw new ConfigError(`${flag}: expected a number above 0, got "${text}"`);
  };

/** Money and power. */
export const amount =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (isDecimal(text) && value >= 0 && Number.isFinite(value)) return value;
    throw new ConfigError(`${flag}: expected a number of at least 0, got "${text}"`);
  };

/** `a,b` → a, b. */
export const names =
  (flag: string) =>
  (text: string): string[] => {
    const list = text.split(',').map((part) => part.trim());
    if (list.every((part) => part !== '')) return list;
    throw new ConfigError(`${flag}: expected names with commas between, got "${text}"`);
  };

/** `3` is a number of seeds; `0,1,2` and `7,` say which. */
export function seeds(text: string): number | number[] {
  if (/^[1-9]\d*$/.test(text)) return whole('--seeds', 1)(text);
  if (/^\d+(,\d+)*,?$/.test(text) && text.includes(','))
    return text.replace(/,$/, '').split(',').map(whole('--seeds', 0));
  throw new ConfigError(`--seeds: expected a number (3) or a list (0,1,2), got "${text}"`);
}

/** `2/3`: the second of three. */
export function shard(text: string): Shard {
  const [, index, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  if (Number(index) <= Number(of) && Number.isSafeInteger(Number(of)))
    return { index: Number(index), of: Number(of) };
  throw new ConfigError(`--shard: expected i/n with i from 1 to n (2/3), got "${text}"`);
}

/** `a=b,c=d`; null where it does not look like that. */
export function pairs(text: string): Record<string, string> | null {
  const parts = text.split(',').map((part) => part.split('='));
  if (parts.some((part) => part.length !== 2 || part.includes(''))) return null;
  return Object.fromEntries(parts.map(([key = '', value = '']) => [key.trim(), value.trim()]));
}

/** Gathers a flag that may be given several times. */
export const repeated = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];
