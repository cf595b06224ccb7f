/**
 * JSON text → value, by JSON.parse, with what it lacks for data: whole numbers beyond 2^53 keep their digits (they become bigints); NaN and
 * Infinity, which Python writes, are read (as null and as words); values nested too deep, or of so many parts that they would take many
 * times their text's memory, are refused before they are parsed.
 */
import { MAX_DEPTH } from './cell-text.ts';

/** What is refused although it may be JSON. */
export class JsonFault extends Error {
  override name = 'JsonFault';
}

/** Values, names and brackets of one text. */
const MOST_PARTS = 40_000_000;

/**
 * @param large what a whole number beyond 2^53 becomes
 * @throws SyntaxError, JsonFault
 */
export function parseJson(text: string, large: (digits: string) => unknown = BigInt): unknown {
  const outside = /\d{16}|NaN|Infinity/u.test(text) || count(text, '[', '{') > MAX_DEPTH ? scan(text) : null;
  if (outside === null) return JSON.parse(text);
  if (!outside.includes(LARGE)) return JSON.parse(outside);
  return JSON.parse(outside, (_, value: unknown) =>
    typeof value === 'string' && /^\uFDD0-?\d+$/u.test(value) ? large(value.slice(1)) : value,
  );
}

/** What a string begins with that was a large number; Unicode's noncharacter, which no text has. */
const LARGE = '\uFDD0';

/** How often the characters stand in the text, as far as it matters here. */
function count(text: string, ...characters: readonly string[]): number {
  let found = 0;
  for (const character of characters)
    for (
      let at = text.indexOf(character);
      at !== -1 && found <= MAX_DEPTH;
      at = text.indexOf(character, at + 1)
    )
      found++;
  return found;
}

/** Goes over what is not in strings; gives the text with its large numbers as marked strings. */
function scan(text: string): string {
  const parts: string[] = [];
  let [depth, tokens] = [0, 0];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    for (let i = at; i < end; i++) {
      const c = text.charCodeAt(i);
      if (c === OPEN_LIST || c === OPEN_OBJECT) depth++;
      else if (c === CLOSE_LIST || c === CLOSE_OBJECT) depth--;
      else if (c !== COMMA) continue;
      if (depth > MAX_DEPTH) throw new JsonFault(`it is nested more than ${MAX_DEPTH} deep`);
      if (++tokens > MOST_PARTS) throw new JsonFault(`it has more than ${MOST_PARTS / 1e6} million parts`);
    }
    parts.push(text.slice(at, end).replaceAll(special, asString));
    if (quote === -1) break;
    at = stringEnd(text, quote);
    parts.push(text.slice(quote, at));
  }
  return parts.join('');
}

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA] = [0x5b, 0x5d, 0x7b, 0x7d, 0x2c];

const special = /(?<![\w.+-])(?:-?[1-9]\d{15,4000}|NaN|-?Infinity)(?![\w.+-])/gu;

function asString(token: string): string {
  if (token === 'NaN') return 'null';
  if (token.endsWith('Infinity')) return `"${token}"`;
  return Number.isSafeInteger(Number(token)) ? token : `"${LARGE}${token}"`;
}

/** After the closing quote of the string that opens at a position. */
function stringEnd(text: string, quote: number): number {
  for (let at = quote + 1; ;) {
    const next = text.indexOf('"', at);
    if (next === -1) return text.length;
    let back = next;
    while (text[back - 1] === '\\') back--;
    if ((next - back) % 2 === 0) return next + 1;
    at = next + 1;
  }
}
