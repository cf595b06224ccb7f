/**
 * Numbers in text. Strict: the number right after the last "The answer is" or "####", or a first line that is a number and nothing else.
 * Lenient: the last number anywhere. `first`: the first number anywhere, as zero_shot_cot's `answer_cleansing` takes it from the
 * answer to "Therefore, the answer (arabic numerals) is".
 */
import type { Extractor } from './extractor.ts';
import { afterLead, firstLine, normalise } from './normalise.ts';

/** Sign, currency, digits with or without thousands separators, decimals; or a fraction; or 万 and 亿 after it. */
const NUMBER =
  /(?<minus>(?<![\p{L}\p{N})\]%.])-)?(?:[$£€¥]\s?(?<inner>-)?)?(?:(?<whole>\d+) (?<part>\d+)\/(?<of>\d+)|(?<int>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?<decimals>\.\d+)?(?:\s?\/\s?(?<under>\d+)(?![/\d]|\.\d))?|(?<bare>(?<![\d.])\.\d+))(?:\s?(?<unit>[万亿]))?/gu;

const units: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8 };

interface Found {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

function found(text: string): Found[] {
  return [...text.matchAll(NUMBER)].map((m) => ({
    value: canonicalMatch(m.groups!),
    from: m.index,
    to: m.index + m[0].length,
  }));
}

function canonicalMatch(g: Readonly<Record<string, string | undefined>>): string {
  const sign = g['minus'] || g['inner'] ? '-' : '';
  const magnitude = canonicalMagnitude(g);
  return magnitude === '0' ? '0' : sign + magnitude;
}

function canonicalMagnitude(g: Readonly<Record<string, string | undefined>>): string {
  if (g['whole'] !== undefined)
    return fraction(Number(g['whole']) * Number(g['of']) + Number(g['part']), Number(g['of']));
  if (g['under'] !== undefined && g['decimals'] === undefined)
    return fraction(Number(g['int']!.replaceAll(',', '')), Number(g['under']));
  const digits = (g['int'] ?? '0').replaceAll(',', '').replace(/^0+(?=\d)/u, '');
  const decimals = (g['decimals'] ?? g['bare'] ?? '').replace(/\.?0+$/u, '');
  const plain = digits + decimals;
  return g['unit'] === undefined ? plain : String(Math.round(Number(plain) * units[g['unit']]! * 1e4) / 1e4);
}

/** In lowest terms; whole where it is. */
function fraction(over: number, under: number): string {
  const divisor = gcd(over, under);
  if (under === 0 || divisor === 0) return String(over);
  return under === divisor ? String(over / divisor) : `${over / divisor}/${under / divisor}`;
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function valueOf(canonical: string): number {
  const [over, under] = canonical.split('/');
  return Number(over) / Number(under ?? 1);
}

/** All numbers of a text in canonical form: no separators, no trailing zeros, fractions in lowest terms. */
export const numbers = (text: string): string[] => found(normalise(text)).map(({ value }) => value);

/** The first number, null where there is none. */
export const firstNumber = (text: string): string | null => numbers(text)[0] ?? null;

export const number: Extractor = {
  strict(text) {
    const clean = normalise(text);
    const rest = afterLead(clean);
    if (rest !== null) {
      const [first] = found(rest);
      return first?.from === 0 ? first.value : null;
    }
    const line = firstLine(clean);
    const [first] = found(line);
    return first?.from === 0 && first.to === line.length ? first.value : null;
  },
  lenient: (text) => numbers(text).at(-1) ?? null,
  canonical(gold) {
    const [value, second] = numbers(gold);
    return value === undefined || second !== undefined ? null : value;
  },
  // Equal as numbers: 0.5 and 1/2 are, 0.333 and 1/3 are not.
  equal(answer, gold) {
    const [a, b] = [valueOf(answer), valueOf(gold)];
    return answer === gold || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  },
};
