/** Generated text in one writing before an answer is looked for: width, digits, LaTeX, fractions, exponents, minus signs. */
import { asciiDigits } from './digits.ts';
import { plainLatex } from './latex.ts';

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (signs: string): string =>
  `^${signs.replaceAll(/./gu, (c) => (c === '⁻' ? '-' : c === '⁺' ? '' : String(raised.indexOf(c))))}`;

/**
 * Full-width digits, letters and punctuation become ASCII (NFKC), as do digits of other scripts; `1½` becomes `1 1/2`, `\frac{1}{2}`
 * `1/2`, `10⁵` `10^5`, minus signs of all kinds `-`. Exponents of units vanish (`m²`). No-break and thin spaces become U+00A0: they
 * group digits and part no words.
 */
export function normalise(text: string): string {
  const shown = plainLatex(text);
  return OTHER.test(shown) ? oneWriting(shown) : shown;
}

/** Anything beyond ASCII. */
const OTHER = /[^\0-\x7F]/u;

const oneWriting = (text: string): string =>
  asciiDigits(
    text
      .replaceAll(/(?<=\d)[⁺⁻]?[²³¹⁰⁴-⁹]+/gu, power)
      .replaceAll(/[²³¹⁰⁴-⁹]/gu, '')
      .replaceAll(/(\d)([¼-¾⅐-⅞])/gu, '$1 $2')
      .replaceAll(/[\u2007\u2009\u202F]/gu, '\u00A0')
      .replaceAll(/[^\u00A0\uE000-\uE002]+/gu, (run) => run.normalize('NFKC')),
  )
    .replaceAll('⁄', '/')
    .replaceAll(/[‐‑‒–−﹣]/gu, '-')
    .replaceAll(/[’‘]/gu, "'")
    .replaceAll(/[\u200B-\u200F\u2060\uFEFF]/gu, '')
    .replaceAll('。', '.');

/** The first line that is not empty, without emphasis and a final full stop. */
export const firstLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.replaceAll('**', '').replaceAll('$', '').trim().replace(/\.$/u, '');
};
