/**
 * Encodings of one byte a letter that Windows does not use and programs still write: Excel on a Mac (Mac Roman), DOS and its terminals (code
 * pages 850, 437). Their bytes are letters in Windows' encodings too, but in places where no letters stand: `donÕt`, `cafŽ`, `K\u0081che`.
 */
import iconv from 'iconv-lite';

const older = ['macintosh', 'cp850', 'cp437'] as const;

/** Share of characters beyond ASCII that stand where they may, at which a reading is right, and at which it is wrong. */
const RIGHT = 0.95;
const WRONG = 0.8;

/**
 * The encoding that bytes are rather in than the one they were read as, with the text; null where that one fits, or no other does.
 * @param text as it was read; null where no other encoding fits
 */
export function olderThan(
  text: string | null,
  bytes: Buffer,
): { readonly encoding: string; readonly text: string } | null {
  if (text !== null && fitness(text) > WRONG) return null;
  const sample = bytes.subarray(0, ENOUGH);
  const [found] = older
    .map((encoding) => ({ encoding, text: iconv.decode(sample, encoding) }))
    .filter((one) => fitness(one.text) >= RIGHT)
    .toSorted((a, b) => usual(b.text) - usual(a.text));
  return found === undefined ? null : { encoding: found.encoding, text: iconv.decode(bytes, found.encoding) };
}

/** Characters that are looked at. */
const ENOUGH = 1 << 18;

/** What may stand in a place beyond ASCII, by what is before and after it. */
const beyond = /[^\p{ASCII}\uFEFF]/gu;
const LOWER = /\p{Ll}/u;
const UPPER = /\p{Lu}/u;
const LETTER = /\p{L}/u;
const OPEN = /[“„‘‚«‹¿¡(]/u;
const CLOSE = /[”“’‘»›…‰%°²³ªº™®©]/u;
const APOSTROPHE = /[’]/u;
const DASH = /[–—•\u00A0]/u;
const MONEY = /[€£¥¢§±×÷½¼¾µ¤]/u;

/** Share of the characters beyond ASCII that stand where such characters stand; 1 where there are none. */
function fitness(text: string): number {
  let [all, fit] = [0, 0];
  for (const { 0: character, index } of text.slice(0, ENOUGH).matchAll(beyond)) {
    all++;
    const [before, after] = [text[index - 1] ?? ' ', text[index + character.length] ?? ' '];
    if (fits(character, before, after, text[index - 2] ?? ' ')) fit++;
  }
  return all === 0 ? 1 : fit / all;
}

/** What Western European texts have beyond ASCII. */
const USUAL: ReadonlySet<string> = new Set(
  'éèêëàâäáãåçñöôóòõøüûúùïîíìßæœÉÈÊÀÁÂÄÅÇÑÖÓØÜÚÍÆŒ’‘“”„‚–—…«»‹›°€£©®™§¿¡·•º\u00A0',
);

function usual(text: string): number {
  let found = 0;
  for (const character of text) if (USUAL.has(character)) found++;
  return found;
}

function fits(character: string, before: string, after: string, second: string): boolean {
  const [letterBefore, letterAfter] = [LETTER.test(before), LETTER.test(after)];
  // A capital stands at the beginning, or among capitals.
  if (UPPER.test(character)) return !LOWER.test(before) && !(letterBefore && LOWER.test(after));
  // A small letter does not follow two capitals that begin a word.
  if (LOWER.test(character)) return !(UPPER.test(before) && UPPER.test(second)) && !UPPER.test(after);
  if (LETTER.test(character)) return true;
  if (APOSTROPHE.test(character) && letterBefore) return true;
  if (DASH.test(character)) return letterBefore === letterAfter;
  // Catalan.
  if (character === '·') return before === after;
  if (OPEN.test(character) && !letterBefore) return true;
  if (CLOSE.test(character)) return !letterAfter;
  return MONEY.test(character) && !(letterBefore && letterAfter);
}
