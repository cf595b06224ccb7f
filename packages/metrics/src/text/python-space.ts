/**
 * White space as Python's `str.split()` and `strip()` have it, which the reference implementations use. JavaScript's `\s` lacks the
 * separators U+001C to U+001F and U+0085, and has U+FEFF.
 */
const SPACE = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const RUN = new RegExp(`${SPACE}+`, 'u');
const RUNS = new RegExp(`${SPACE}+`, 'gu');
const ONE = new RegExp(SPACE, 'u');

/** `text.split()` */
export const splitWords = (text: string): readonly string[] => text.split(RUN).filter((word) => word !== '');

/** `''.join(text.split())` */
export const withoutSpaces = (text: string): string => text.replaceAll(RUNS, '');

/** `text.rstrip()`; a pattern that ends in `$` would take quadratic time on inner white space. */
export function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ONE.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** `text.lstrip()` */
export function trimmedStart(text: string): string {
  let start = 0;
  while (start < text.length && ONE.test(text[start]!)) start++;
  return text.slice(start);
}
