/** Amounts as people write them: `1GB`, `512MiB`, `80ms`, `2min`, `1e5/day`. Each reader throws ConfigError that names the flag. */
import { ConfigError } from '@adaptbench/core';
import { duration as seconds } from './text.ts';

const bytes: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};
const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1e3,
  m: 6e4,
  min: 6e4,
  h: 3.6e6,
  d: 8.64e7,
};
const perDay: Readonly<Record<string, number>> = {
  s: 86_400,
  sec: 86_400,
  min: 1440,
  h: 24,
  hour: 24,
  d: 1,
  day: 1,
};

const reader =
  (units: Readonly<Record<string, number>>, between: string, example: string) =>
  (flag: string) =>
  (text: string): number => {
    const [, number = '', unit = ''] =
      new RegExp(`^([\\d.]+(?:e[+-]?\\d+)?)\\s*${between}\\s*([a-z]+)$`, 'i').exec(text.trim()) ?? [];
    const factor = units[unit.toLowerCase()];
    const value = Number(number) * (factor ?? Number.NaN);
    if (number !== '' && value > 0 && Number.isFinite(value)) return value;
    throw new ConfigError(
      `${flag}: expected a number with a unit (${Object.keys(units).join(', ')}), like ${example}, got "${text}"`,
    );
  };

/** Bytes; MB is 10⁶ and MiB 2²⁰ bytes. */
export const parseSize = reader(bytes, '', '1GB');
/** Milliseconds. */
export const parseDuration = reader(milliseconds, '', '80ms');
/** Requests a day. */
export const parseRate = reader(perDay, '/', '1e5/day');

/** Three digits and a decimal unit. */
export function sizeText(n: number): string {
  const [unit, factor] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, f]) => n >= f) ?? ['B', 1];
  return `${Number((n / factor).toPrecision(3))} ${unit}`;
}

/** Of milliseconds: three digits below a second. */
export const durationText = (ms: number): string =>
  ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : seconds(ms / 1000);

/** A whole number of at least 0. */
export const parseCount =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    const range = /^\d{16,}$/.test(text) ? ` and at most ${Number.MAX_SAFE_INTEGER}` : '';
    throw new ConfigError(`${flag}: expected a whole number of at least 0${range}, got "${text}"`);
  };

/** Percent, with or without the sign, to a share. */
export const parseShare =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text.replace(/\s*%$/, ''));
    if (value > 0 && value <= 100) return value / 100;
    throw new ConfigError(`${flag}: expected a percentage above 0 and up to 100, got "${text}"`);
  };
