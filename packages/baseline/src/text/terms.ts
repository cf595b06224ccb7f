/**
 * The terms of a text that TF-IDF counts, as scikit-learn's TfidfVectorizer has them. Words: its `token_pattern`, two letters or digits and
 * more, with runs of 1 to n of them. Characters: its analyzer `char_wb`, runs of characters within each word and the spaces around it.
 * Languages without spaces have their words from Intl.Segmenter; and marks that combine with a letter belong to the word here.
 */
import { wordCutter } from '@adaptbench/core';

/** How the text is cut into words. */
export interface Cutting {
  /** BCP 47. */
  readonly language: string;
  /** Whether its words stand without spaces between them. */
  readonly unspaced: boolean;
}

const WORD = /[\p{L}\p{M}\p{N}_]{2,}/gu;

/** Gives the runs of 1 to `longest` words. */
export function wordTerms({ language, unspaced }: Cutting, longest: number): (text: string) => string[] {
  const segmented = unspaced ? wordCutter(language) : null;
  return (text) => {
    const words = segmented?.(text) ?? text.toLowerCase().match(WORD) ?? [];
    const terms: string[] = [];
    for (let n = 1; n <= longest; n++)
      for (let i = 0; i + n <= words.length; i++) terms.push(words.slice(i, i + n).join(' '));
    return terms;
  };
}

/** Gives the runs of `shortest` to `longest` characters within words and the spaces around them; a shorter word counts once. */
export function characterTerms(shortest: number, longest: number): (text: string) => string[] {
  return (text) => {
    const terms: string[] = [];
    for (const word of text.toLowerCase().split(/\s+/u)) {
      if (word === '') continue;
      const characters = Array.from(` ${word} `);
      for (let n = shortest; n <= longest; n++) {
        terms.push(characters.slice(0, n).join(''));
        if (n >= characters.length) break;
        for (let i = 1; i + n <= characters.length; i++) terms.push(characters.slice(i, i + n).join(''));
      }
    }
    return terms;
  };
}

const LETTER = /\p{L}/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Whether most letters are of scripts that write no spaces between words: texts tell it better than what their task is called. */
export function writtenWithoutSpaces(texts: readonly string[]): boolean {
  const count = (of: RegExp): number => texts.reduce((n, text) => n + (text.match(of)?.length ?? 0), 0);
  return 2 * count(UNSPACED) > count(LETTER);
}
