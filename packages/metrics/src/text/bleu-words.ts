/**
 * sacreBLEU's tokenizers `13a` (mteval-v13a), `zh` and `char`, rule by rule, so that BLEU has the values of papers. The ranges of `zh` are
 * those that its source compares by, not those that its comments name. Four of its bounds are five digits behind \u. So U+2001 to U+2A6D,
 * quotation marks among them, count as Chinese, and the supplementary planes do not.
 */
import { splitWords, trimmedEnd, trimmedStart } from './python-space.ts';
import type { Writing } from './language.ts';

const PUNCTUATION = /[{-~[-` -&(-+:-@/]/gu;
const CHINESE =
  /[\u2001-\u2a6d\u2e80-\u2eff\u2f00-\u2fdf\u2ff0-\u2fff\u3000-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u33ff\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;

/** What `13a` and `zh` share. */
const westernWords = (line: string): readonly string[] =>
  splitWords(
    line
      .replaceAll(PUNCTUATION, ' $& ')
      // Period and comma stay within numbers only; a dash after a digit stands alone.
      .replaceAll(/([^0-9])([.,])/gu, '$1 $2 ')
      .replaceAll(/([.,])([^0-9])/gu, ' $1 $2')
      .replaceAll(/([0-9])(-)/gu, '$1 $2 '),
  );

function words13a(text: string): readonly string[] {
  const line = text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return westernWords(` ${line} `);
}

/** The words that BLEU counts. */
export function bleuWords(text: string, writing: Writing): readonly string[] {
  const line = trimmedEnd(text);
  if (writing === 'japanese') return splitWords(Array.from(line).join(' '));
  return writing === 'chinese'
    ? westernWords(trimmedStart(line).replaceAll(CHINESE, ' $& '))
    : words13a(line);
}

/** The tokenizer's name in sacreBLEU's signature. */
export const bleuTokenizer = (writing: Writing): string =>
  writing === 'chinese' ? 'zh' : writing === 'japanese' ? 'char' : '13a';
