/** What multiplies a number that stands in digits before it: million, lakh, k, 万, 3万5千. */
import {
  type Fraction,
  add,
  atMost,
  englishScale,
  fraction,
  fromDecimal,
  multiply,
  powerOfTen,
} from '@adaptbench/core/numbers';

export interface Scaled {
  readonly value: Fraction | null;
  readonly to: number;
}

const WORD = /[ \u00A0-]?(hundred|thousand|million|billion|trillion|dozen|lakh|lac|crore)s?(?!\p{L})/iuy;
const SHORT = /[ \u00A0]?(mn|mln|bn|tn)(?!\p{L})/iuy;
const K = /[kK](?![\p{L}\d])/uy;
/** Millions or billions beside a currency, else perhaps metres or a name. */
const MB = /([mMbB])(?![\p{L}\d])/uy;
/** Not of a unit: 千克, 千米. */
const HAN = /[ \u00A0]?((?:[十百千万亿拾佰仟萬億](?![克米瓦卡帕赫伏]))+)/uy;
const MORE = /(\d{1,12}(?:\.\d+)?)((?:[十百千万亿拾佰仟萬億](?![克米瓦卡帕赫伏]))+)/uy;

const shorts: Readonly<Record<string, number>> = { mn: 6, mln: 6, m: 6, bn: 9, b: 9, tn: 12 };
const places: Readonly<Record<string, number>> = {
  十: 1,
  拾: 1,
  百: 2,
  佰: 2,
  千: 3,
  仟: 3,
  万: 4,
  萬: 4,
  亿: 8,
  億: 8,
};
const product = (signs: string): Fraction =>
  powerOfTen(
    signs
      .slice(0, 8)
      .split('')
      .reduce((sum, c) => sum + (places[c] ?? 0), 0),
  );

const at = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

/** `value` with what follows it at `from`; null where that leaves it open. */
export function scaled(text: string, from: number, value: Fraction, currency: boolean): Scaled {
  let [total, to] = [value, from];
  for (let m = at(WORD, text, to); m !== null; m = at(WORD, text, to)) {
    total = multiply(total, englishScale(m[1]!)!);
    to += m[0].length;
    if (to - from > 60) return { value: null, to };
  }
  if (to > from) return { value: total, to };
  const k = at(K, text, to);
  if (k !== null) return { value: multiply(value, fraction(1000)), to: to + k[0].length };
  const short = at(SHORT, text, to) ?? (currency ? at(MB, text, to) : null);
  if (short !== null)
    return { value: multiply(value, powerOfTen(shorts[short[1]!.toLowerCase()]!)), to: to + short[0].length };
  if (/[MB]/u.test(text[to] ?? '') && at(MB, text, to) !== null) return { value: null, to: to + 1 };
  return chinese(text, to, value);
}

/** 3千, 2千万, 3万5千; 3万5 could be 35000 as well as 30005. */
function chinese(text: string, from: number, value: Fraction): Scaled {
  const first = at(HAN, text, from);
  if (first === null) return { value, to: from };
  let unit = product(first[1]!);
  let total = multiply(value, unit);
  let to = from + first[0].length;
  for (let m = at(MORE, text, to); m !== null; m = at(MORE, text, to)) {
    const next = product(m[2]!);
    const part = multiply(fromDecimal(m[1]!), next);
    if (atMost(unit, part)) return { value: null, to: to + m[0].length };
    [total, unit, to] = [add(total, part), next, to + m[0].length];
  }
  const rest = at(/\d{1,12}/uy, text, to)?.[0];
  if (rest === undefined) return { value: total, to };
  // 1万2000: all places are there.
  const whole = 10n ** BigInt(rest.length) === unit.over && unit.under === 1n;
  return { value: whole ? add(total, fromDecimal(rest)) : null, to: to + rest.length };
}
