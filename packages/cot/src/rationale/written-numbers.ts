/** Numbers in words: English one by one (`twelve`), Chinese as they stand in a text (`三十二个`). */
import { type Fraction, fraction } from './fraction.ts';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const words: ReadonlyMap<string, Fraction> = new Map([
  ...small.map((word, i) => [word, fraction(i)] as const),
  ...tens.map((word, i) => [word, fraction(20 + 10 * i)] as const),
]);

/** The value of an English number word; null for any other. `one` is mostly a pronoun, and `dozen` a unit. */
export const writtenNumber = (word: string): Fraction | null => {
  const known = word.toLowerCase();
  return known === 'one' ? null : (words.get(known) ?? null);
};

const digits = '零一二三四五六七八九';
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
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
    const value = chineseValue(run);
    return value === null ? run : String(value);
  });

/** null where the characters are no number in words (`千万` alone, `一一`). */
function chineseValue(run: string): number | null {
  let [total, section, digit] = [0, 0, -1];
  for (const c of run.replaceAll('〇', '零').replaceAll('两', '二')) {
    const d = digits.indexOf(c);
    const place = places[c];
    if (d >= 0) {
      if (digit > 0 && d > 0) return null;
      digit = d;
    } else if (place !== undefined) {
      if (digit < 0 && place !== 10) return null;
      section += (digit > 0 ? digit : 1) * place;
      digit = -1;
    } else {
      section += Math.max(digit, 0);
      if (section === 0) return null;
      total += section * 10_000;
      [section, digit] = [0, -1];
    }
  }
  return total + section + Math.max(digit, 0);
}
