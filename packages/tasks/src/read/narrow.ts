/**
 * Which encoding of one byte a letter a text is in: the one in which its letters beyond ASCII are likeliest, in the language that speaks
 * for it most. Windows' encodings, ISO's, KOI8, and what Macs and DOS write (Excel on a Mac writes Mac Roman to this day). Letters are
 * weighed by how frequent they are, and by where they stand: no word has `donÕt` or `cafŽ`.
 */
import iconv from 'iconv-lite';
import { languages, signs } from './letters.ts';

export interface Reading {
  readonly encoding: string;
  /** Logarithm of how likely the letters are. */
  readonly likelihood: number;
  /** How many were weighed. */
  readonly letters: number;
}

/** By how usual they are; of equals the first is taken. */
const encodings: readonly (readonly [names: string, usual: number])[] = [
  ['windows-1252', 1],
  ['windows-1250 windows-1251 windows-1253 windows-1254 windows-1255 windows-1256 windows-874', 0.2],
  ['windows-1258 koi8-r iso-8859-2 iso-8859-15 iso-8859-5 iso-8859-6', 0.05],
  ['macintosh cp850 cp866 koi8-u maccyrillic maccenteuro macgreek macturkish', 0.01],
  ['cp852 cp437 cp737 cp857 cp862 cp860 cp865', 0.001],
];

/** Letters beyond ASCII that are weighed. */
const MOST = 8192;

/** A byte beyond ASCII with the two before it and the one after it. */
type Place = readonly [second: number, before: number, byte: number, after: number];

/** The likeliest first; none whose bytes mean nothing. */
export function narrowReadings(bytes: Uint8Array): readonly Reading[] {
  const places: Place[] = [];
  const seen = new Uint8Array(256);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    seen[byte] = 1;
    if (byte >= 0x80 && places.length < MOST)
      places.push([bytes[i - 2] ?? SPACE, bytes[i - 1] ?? SPACE, byte, bytes[i + 1] ?? SPACE]);
  }
  return encodings
    .flatMap(([names, usual]) => names.split(' ').map((encoding) => ({ encoding, usual })))
    .filter(({ encoding }) => iconv.encodingExists(encoding))
    .flatMap(({ encoding, usual }) => {
      const table = tableOf(encoding);
      if (seen.some((there, byte) => there === 1 && table.faults[byte])) return [];
      return [
        { encoding, likelihood: Math.log(usual) + likelihoodOf(places, table), letters: places.length },
      ];
    })
    .toSorted((a, b) => b.likelihood - a.likelihood);
}

const SPACE = 0x20;

interface Table {
  readonly characters: readonly string[];
  /** In small letters. */
  readonly small: readonly string[];
  readonly upper: readonly boolean[];
  readonly lower: readonly boolean[];
  readonly letter: readonly boolean[];
  readonly latin: readonly boolean[];
  /** Whether a byte means nothing that stands in texts. */
  readonly faults: readonly boolean[];
}

const tables = new Map<string, Table>();

function tableOf(encoding: string): Table {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const characters = Array.from({ length: 256 }, (_, byte) => iconv.decode(Buffer.from([byte]), encoding));
  const is = (expression: RegExp): boolean[] => characters.map((character) => expression.test(character));
  const made: Table = {
    characters,
    small: characters.map((character) => character.toLowerCase()),
    upper: is(/^\p{Lu}/u),
    lower: is(/^\p{Ll}/u),
    letter: is(/^[\p{L}\p{M}]/u),
    latin: is(/^[\p{Script=Latin}\p{M}]/u),
    faults: is(/^(?:$|[\uFFFD\p{Cn}\p{Co}\p{Cs}]|(?![\t\n\v\f\r])\p{Cc})/u),
  };
  tables.set(encoding, made);
  return made;
}

/** How likely a capital is against the small letter, and a letter that is a word of its own against one within a word. */
const CAPITAL = 0.15;
const ALONE = 0.05;
/** How likely what stands where nothing does is, and signs and letters that are not listed. */
const ODD = 1e-5;
const UNLISTED = 1e-4;
/** Shares of signs among all that is beyond ASCII, of which the likelier is taken: in English nearly all are. */
const SHARES = [0.03, 0.7];

function likelihoodOf(places: readonly Place[], table: Table): number {
  // What all languages agree in, and letters by how often they stand somewhere, capital or not.
  let [common, standing] = [0, 0];
  const letters = new Map<string, number>();
  for (const place of places) {
    const { upper, letter, small, characters } = table;
    const [, before, byte, after] = place;
    const character = small[byte]!;
    if (!stands(place, table)) common += Math.log(ODD);
    else if (!letter[byte]) {
      standing++;
      common += Math.log(signs.get(characters[byte]!) ?? UNLISTED * 10);
    } else {
      if (upper[byte]) common += Math.log(CAPITAL);
      if (!letter[before] && !letter[after] && !WORDS.has(character)) common += Math.log(ALONE);
      letters.set(character, (letters.get(character) ?? 0) + 1);
    }
  }
  let [best, all] = [letters.size === 0 ? 0 : -Infinity, 0];
  for (const count of letters.values()) all += count;
  for (const language of languages) {
    let sum = 0;
    for (const [letter, count] of letters) sum += count * (language.get(letter) ?? Math.log(UNLISTED));
    best = Math.max(best, sum);
  }
  const shares = SHARES.map((share) => standing * Math.log(share) + all * Math.log(1 - share));
  return common + best + Math.max(...shares);
}

/** Letters that are words. */
const WORDS: ReadonlySet<string> = new Set('àâèéêíóôöåáúæøавиксуояіє');

/** What stands at one side of a word, though people also put it elsewhere; after one; anywhere; at numbers. */
const QUOTES: ReadonlySet<string> = new Set('“”„«»‹›‚');
const AFTER: ReadonlySet<string> = new Set('‰²³ª™®©†‡،؛؟');
const ANYWHERE: ReadonlySet<string> = new Set('’‘–—…•°\u00A0\u200E\u200F´');
const MONEY: ReadonlySet<string> = new Set('€£¥¢§±×÷½¼¾µ¤¿¡');

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isAscii = (byte: number): boolean => byte < 0x80;

/** Whether a character stands where such characters do. */
function stands(
  [second, before, byte, after]: Place,
  { characters, upper, lower, letter, latin, small }: Table,
): boolean {
  const character = characters[byte]!;
  const [letterBefore, letterAfter] = [letter[before]!, letter[after]!];
  // Scripts do not mix within a word.
  if (letter[byte] && !latin[byte] && ((isAscii(before) && letterBefore) || (isAscii(after) && letterAfter)))
    return false;
  // No letter is alone at a number.
  if (letter[byte] && !letterBefore && !letterAfter && (isDigit(before) || isDigit(after)))
    return !upper[byte] && !lower[byte];
  // A capital stands at the beginning, or among capitals.
  if (upper[byte]) return !lower[before] && !(letterBefore && lower[after]);
  // A small letter does not follow two capitals that begin a word.
  if (lower[byte]) return !(upper[before] && upper[second]) && !upper[after];
  if (letter[byte]) return true;
  if (ANYWHERE.has(character)) return true;
  // Within words in Catalan.
  if (character === '·')
    return !(letterBefore && letterAfter) || (small[before] === 'l' && small[after] === 'l');
  if (AFTER.has(character)) return !letterAfter;
  return (QUOTES.has(character) || MONEY.has(character)) && !(letterBefore && letterAfter);
}
