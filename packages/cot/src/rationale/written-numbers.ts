/** Numbers in words: English one by one (`twelve`), Chinese as they stand in a text (`三十二个`). */
import { type Fraction, chineseNumber, englishNumberWord } from '@adaptbench/core/numbers';

/** The value of an English number word; null for any other. `one` is mostly a pronoun, and `dozen` a unit. */
export const writtenNumber = (word: string): Fraction | null =>
  word.toLowerCase() === 'one' ? null : englishNumberWord(word);

const NUMERAL = '[零〇一二两三四五六七八九十百千万]';
/** Words that count things: a single numeral before one of them is a number; 一 elsewhere is often part of a word. */
const MEASURE =
  '[个只块元本张条颗支枝件天周月年岁人次米斤里时分秒角箱瓶朵辆位名份盒袋层页棵倍把双对包杯碗车头匹架台道题]';
const RUN = new RegExp(
  `${NUMERAL}{2,}|(?<=[-+*/=]\\s?)${NUMERAL}|${NUMERAL}(?=\\s?[-+*/=])|${NUMERAL}(?=\\s?${MEASURE})`,
  'gu',
);

/** Chinese numerals in digits: `三十二个` becomes `32个`. */
export const arabic = (text: string): string =>
  text.replaceAll(RUN, (run) => {
    const value = chineseNumber(run);
    return value === null ? run : String(value.over);
  });
