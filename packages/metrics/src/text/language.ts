/**
 * How a language's text falls into words. English: as the references of each metric have it. Chinese and Japanese, which write no spaces:
 * each Han character and kana by itself, Latin words and numbers whole. Other languages: words between spaces and punctuation.
 */

/** `chinese` and `japanese` differ in BLEU's tokenizer only. */
export type Writing = 'english' | 'words' | 'chinese' | 'japanese';

/** Chinese, Mandarin, Cantonese, Wu, Min Nan, Hakka, Gan, classical Chinese. */
const CHINESE = new Set(['zh', 'cmn', 'yue', 'wuu', 'nan', 'hak', 'gan', 'lzh']);

/** Of a BCP 47 tag: `zh-Hant` and `zh_CN` are Chinese. */
export function writingOf(language: string): Writing {
  const primary = /^[a-z]*/u.exec(language.toLowerCase())?.[0] ?? '';
  if (primary === 'en') return 'english';
  if (primary === 'ja') return 'japanese';
  return CHINESE.has(primary) ? 'chinese' : 'words';
}

/** Whether text is taken by character. */
export const byCharacter = (writing: Writing): boolean => writing === 'chinese' || writing === 'japanese';

/** A letter, mark or number of Han, Hiragana or Katakana. */
const IDEOGRAPH = String.raw`(?=[\p{L}\p{M}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]`;

const CHARACTER = new RegExp(IDEOGRAPH, 'gu');
const CHARACTER_OR_WORD = new RegExp(String.raw`${IDEOGRAPH}|(?:(?!${IDEOGRAPH})[\p{L}\p{M}\p{N}])+`, 'gu');

/** The text with spaces around each ideograph. */
export const spacedIdeographs = (text: string): string => text.replaceAll(CHARACTER, ' $& ');

/** Words of letters, marks and numbers, in lower case. English is cut as rouge-score does: `[a-z0-9]+`. */
export function plainWords(text: string, writing: Writing): readonly string[] {
  if (writing === 'english') return text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const lower = text.normalize('NFC').toLowerCase();
  return lower.match(byCharacter(writing) ? CHARACTER_OR_WORD : /[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
