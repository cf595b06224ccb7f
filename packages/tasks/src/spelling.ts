/** Which spellings of a column's values are one value: 0 and 0.0, True and true, é in one character and in two. */

/** A decimal number as files write it: no hexadecimal, no thousands. */
const decimal = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,15}))?$/iu;

/**
 * Equal for values that are one: numbers of equal size (exact, of any length), booleans without differences of case, words of equal
 * characters (Unicode NFC), whatever stands between them unseen.
 */
export function spellingKey(given: string): string {
  const value = withoutInvisible(given).replaceAll(style, '');
  const number = numberKey(value);
  if (number !== null) return `number ${number}`;
  if (/^(?:true|false)$/iu.test(value)) return `boolean ${value.toLowerCase()}`;
  return `word ${value.normalize('NFC')}`;
}

/** What has no width and changes no meaning: soft hyphens, marks of direction, spaces of no width, byte order marks. */
const invisible = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
/** Whether an emoji is drawn in colours. */
const style = /[\uFE0E-\uFE0F]/gu;

/** The text that a reader sees. */
export const withoutInvisible = (value: string): string => value.replaceAll(invisible, '');

/** Sign, digits without zeros at either end, and the power of ten that they are times; null where `value` is no number. */
function numberKey(value: string): string | null {
  const match = decimal.exec(value);
  if (!match) return null;
  const [, sign, whole = '', fraction = match[4] ?? '', , power = '0'] = match;
  const digits = whole + fraction;
  let [from, to] = [0, digits.length];
  while (from < to && digits[from] === '0') from++;
  while (to > from && digits[to - 1] === '0') to--;
  if (from === to) return '0';
  const exponent = Number(power) - fraction.length + (digits.length - to);
  return `${sign === '-' ? '-' : ''}${digits.slice(from, to)}e${exponent}`;
}

/** Whether it is a number as above. */
export const isNumber = (value: string): boolean => decimal.test(value);

/** The class that a whole number from 0 names, however it is written; null where the value is none. */
export function classIndex(value: string): number | null {
  const size = isNumber(value) ? Number(value) : NaN;
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** The same for values that a reader takes for one: without differences of case, width, white space, hyphens, points at the end and scripts. */
export function lookAlike(value: string): string {
  const words = value
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ')
    .replaceAll(/[асеіјорѕухο]/gu, (letter) => LATIN.get(letter)!)
    .trim();
  let end = words.length;
  while (end > 0 && POINTS.has(words[end - 1]!)) end--;
  return end === 0 ? value : words.slice(0, end).trim();
}

/** Letters of Cyrillic, and an omicron, that look like Latin ones. */
const LATIN: ReadonlyMap<string, string> = new Map(
  Array.from('асеіјорѕухο').map((letter, i) => [letter, 'aceijopsyxo'[i]!] as const),
);

const POINTS: ReadonlySet<string> = new Set('.!,;:。，！');

/** Numbers by size, then words by letter. */
export function byValue(a: string, b: string): number {
  const [numberA, numberB] = [isNumber(a), isNumber(b)];
  if (numberA !== numberB) return numberA ? -1 : 1;
  // Both may be beyond what a number holds, or nearer than it tells apart.
  const difference = numberA ? Math.sign(Number(a) - Number(b)) : 0;
  if (difference === 1 || difference === -1) return difference;
  return a === b ? 0 : a < b ? -1 : 1;
}
