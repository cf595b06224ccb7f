/** Generated text in one writing before an answer is looked for: width, fractions, minus signs. */

/**
 * Full-width digits, letters and punctuation become ASCII (NFKC), `1½` becomes `1 1/2`, `\frac{1}{2}` becomes `1/2`, minus signs of all
 * kinds become `-`, and exponents vanish (`5²` is 5, not 52).
 */
export const normalise = (text: string): string =>
  text
    .replaceAll(/[²³¹⁰⁴-⁹]/gu, '')
    .replaceAll(/(\d)([¼-¾⅐-⅞])/gu, '$1 $2')
    .normalize('NFKC')
    .replaceAll(/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/gu, '$1/$2')
    .replaceAll('⁄', '/')
    .replaceAll(/[‐‑‒–−]/gu, '-')
    .replaceAll('。', '.');

/** Words after which an answer stands: "The answer is", "#### ", "答案是". Ends at the answer's first character. */
const LEAD =
  /(?:\banswer\s*(?:is|are|=|:)|####|答案\s*(?:应该)?(?:是|为|:))[\s:=*"'`$\\([{]*(?:(?:boxed|text)\{)?/giu;

/** What follows the last such words, to the end of the text; null where there are none. Expects normalised text. */
export function afterLead(text: string): string | null {
  const last = [...text.matchAll(LEAD)].at(-1);
  return last ? text.slice(last.index + last[0].length) : null;
}

/** The first line that is not empty, without emphasis and a final full stop. */
export const firstLine = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '').replaceAll('**', '').trim().replace(/\.$/u, '');
