/** A run of digits with separators, as people group them. */
import { type Fraction, fromDecimal } from '@adaptbench/core/numbers';

/** Digits, and single points, commas or group separators between digits. A space, an apostrophe or `_` only before three digits. */
export const CHUNK = /(?:\d+|\.\d+)(?:[.,]\d+|['_\u00A0 ]\d{3}(?!\d))*/uy;

/** Longer numbers are no answers. */
const MOST = 1000;

/** Writings of one number, and what in them separates groups; the rest are digits with a point or a decimal comma. */
const writings: readonly (readonly [RegExp, groups: RegExp])[] = [
  // 7, 3.5, .5
  [/^\d*\.?\d+$/u, /(?!)/gu],
  // 0,125 and 3,5: no group has these lengths. 1,2345 could be either.
  [/^(?:0,\d+|\d+,(?:\d{1,2}|\d{5,}))$/u, /(?!)/gu],
  // 1,234.5
  [/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u, /,/gu],
  // 1,23,456
  [/^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/u, /,/gu],
  // 1.234,5 and 1.234.567; 1.234 alone has a decimal point.
  [/^\d{1,3}(?:\.\d{3})+,\d+$/u, /\./gu],
  [/^\d{1,3}(?:\.\d{3}){2,}$/u, /\./gu],
  // 12 000, 1'234.50, 1_000
  [/^\d{1,3}(?:\u00A0\d{3})+(?:\.\d+|,\d{1,2})?$/u, /\u00A0/gu],
  [/^\d{1,3}(?: \d{3})+(?:\.\d+|,\d{1,2})?$/u, / /gu],
  [/^\d{1,3}(?:'\d{3})+(?:\.\d+|,\d{1,2})?$/u, /'/gu],
  [/^\d{1,3}(?:_\d{3})+(?:\.\d+)?$/u, /_/gu],
];

/** Its value; null where it could be several. */
export function chunkValue(chunk: string): Fraction | null {
  if (chunk.length > MOST) return null;
  const groups = writings.find(([form]) => form.test(chunk))?.[1];
  return groups === undefined ? null : fromDecimal(chunk.replaceAll(groups, '').replace(',', '.'));
}

/** The numbers of a list without spaces, `1,2,3`; null where it is none. */
export const chunkList = (chunk: string): string[] | null =>
  /^\d+(?:,\d+){2,}$/u.test(chunk) && chunkValue(chunk) === null ? chunk.split(',') : null;
