/**
 * Bytes → text. The encoding is the one given, else the byte order mark's, else UTF-16 or UTF-32 where zeros say so. Else UTF-8 where the
 * bytes are valid UTF-8, else the likeliest of those that decode without fault. UTF-8 or a wide encoding with some damage is named as such
 * and not read as another, which would have no fault.
 */
import { LoadError } from '@adaptbench/core';
import iconv from 'iconv-lite';
import { isThai, likely } from './encodings.ts';
import { type Reading, narrowReadings } from './narrow.ts';

export interface Decoded {
  readonly text: string;
  /** Lower case, e.g. `utf-8`, `gb18030`. */
  readonly encoding: string;
  /** What else decodes without fault and is hardly less likely, where the encoding was guessed; null where it was not. */
  readonly others: readonly string[] | null;
}

/** @throws LoadError where the encoding is unknown or the bytes are not of it */
export function decode(bytes: Buffer, file: string, given?: string): Decoded {
  const encoding = (given ?? marked(bytes) ?? zeros(bytes))?.toLowerCase();
  if (encoding === undefined) return unmarked(bytes, file);
  if (/^utf-?8$/u.test(encoding)) return { text: decodeUtf8(bytes, file), encoding: 'utf-8', others: null };
  if (!iconv.encodingExists(encoding))
    throw new LoadError(
      `${file}: unknown encoding "${encoding}". Known are utf-8, utf-16, gb18030, gbk, big5, shift_jis, euc-kr, latin1, windows-1252 and the others of iconv. Give one with --encoding.`,
    );
  const text = iconv.decode(bytes, encoding);
  const at = text.indexOf('\uFFFD');
  if (at !== -1) throw invalid(file, lineAt(text, at), encoding);
  return { text, encoding, others: given === undefined && marked(bytes) === null ? [] : null };
}

function marked(bytes: Buffer): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33) return 'gb18030';
  return null;
}

/** Bytes that are looked at to tell the zeros' places. */
const SAMPLE = 1 << 16;

/**
 * Western text in UTF-16 has a zero in nearly every second byte; Chinese has them at line ends and delimiters only, and is not UTF-8. Text
 * of other encodings has none.
 */
function zeros(bytes: Buffer): string | null {
  const places = [0, 0, 0, 0];
  const sample = Math.min(bytes.length, SAMPLE);
  for (let i = 0; i < sample; i++) if (bytes[i] === 0) places[i % 4]!++;
  const [a, b, c, d] = places as [number, number, number, number];
  if (a + b + c + d === 0) return null;
  const quarter = Math.floor(sample / 4);
  if (bytes.length % 4 === 0 && d === quarter && c > quarter * 0.9) return 'utf-32le';
  if (bytes.length % 4 === 0 && a === quarter && b > quarter * 0.9) return 'utf-32be';
  const [even, odd] = [a + c, b + d];
  if (odd > sample / 8 && odd > even) return 'utf-16le';
  if (even > sample / 8) return 'utf-16be';
  if (bytes.length % 2 === 1 || isUtf8(bytes)) return null;
  const fit = (['utf-16le', 'utf-16be'] as const).filter((encoding) => {
    const text = iconv.decode(bytes, encoding);
    return faultAt(text) === null && /[\r\n]/u.test(text);
  });
  return fit.length === 2 ? (odd >= even ? 'utf-16le' : 'utf-16be') : (fit[0] ?? null);
}

/** What no text holds, wherever it comes from: replaced, unassigned or private characters and controls other than tab, feeds and returns. */
const fault = /[\uFFFD\p{Cn}\p{Co}\p{Cs}]|(?![\t\n\v\f\r])\p{Cc}/u;

const faultAt = (text: string): number | null => {
  const at = text.search(fault);
  return at === -1 ? null : at;
};

/** Enough to tell by, and chardet reads every byte several times. */
const ENOUGH = 1 << 18;
/** Bytes of well-formed sequences to each place that is not: so much UTF-8 is no accident. */
const UTF8_BYTES = 12;
/** Share of common characters that makes a wide encoding certain although some bytes are not of it. */
const CERTAIN = 0.9;
/** Candidates whose score is less than this below the best's are named. */
const NEAR = 25;
const MOST_OTHERS = 3;

function unmarked(bytes: Buffer, file: string): Decoded {
  const damage = utf8Damage(bytes);
  if (damage === null) return { text: decodeUtf8(bytes, file), encoding: 'utf-8', others: null };
  if (damage.valid >= UTF8_BYTES * damage.places) throw damaged(file, damage, 'utf-8');
  const sample = sampleOf(bytes);
  const candidates = likely(sample);
  const readings = narrowReadings(bytes);
  const [best] = readings;
  const narrow = (): Decoded | null => (best === undefined ? null : narrowly(bytes, best.encoding, readings));
  // Pairs of its bytes look like UTF-8 and like Chinese.
  if (best?.encoding === 'windows-874' && best.likelihood > best.letters * THAI && isThai(sample))
    return narrow()!;
  let taken: { readonly text: string; readonly encoding: string; readonly score: number } | null = null;
  const others: string[] = [];
  for (const { encoding, score, common } of candidates) {
    if (taken !== null && (score <= taken.score - NEAR || others.length === MOST_OTHERS)) break;
    if (taken === null && common === null) break;
    const text = iconv.decode(bytes, encoding);
    const at = faultAt(text);
    if (taken !== null) {
      if (at === null && text !== taken.text) others.push(encoding);
    } else if (at === null) taken = { text, encoding, score };
    else if (common !== null && common > CERTAIN)
      throw damaged(file, { line: lineAt(text, at), places: places(text), cut: false }, encoding);
  }
  if (taken !== null) return { text: taken.text, encoding: taken.encoding, others };
  // Of one byte a letter nearly everything is: what is mostly UTF-8 is not.
  if (damage.valid > damage.places * 2) throw damaged(file, damage, 'utf-8');
  const found = narrow();
  if (found !== null) return found;
  throw new LoadError(
    `${file}: is text in no encoding that is known here, or no text. Save it as UTF-8, or name its encoding with --encoding.`,
  );
}

/** How likely letters of Thai are at least, on average: less than in texts, more than where hanzi are read as Thai. */
const THAI = -3.9;
/** What is so much less likely than another reading is none. */
const UNLIKELY = 6;

/** The text in an encoding of one byte a letter, and what else it may be in. */
function narrowly(bytes: Buffer, encoding: string, readings: readonly Reading[]): Decoded {
  const text = iconv.decode(bytes, encoding);
  const least = readings[0]!.likelihood - UNLIKELY;
  const others = readings
    .filter((one) => one.encoding !== encoding && one.likelihood > least)
    .slice(0, MOST_OTHERS)
    .filter((one) => iconv.decode(bytes, one.encoding) !== text)
    .map((one) => one.encoding);
  return { text, encoding, others };
}

/** The first bytes, up to the end of a line, which no character reaches across. */
function sampleOf(bytes: Buffer): Buffer {
  if (bytes.length <= ENOUGH) return bytes;
  const end = bytes.lastIndexOf(10, ENOUGH);
  return bytes.subarray(0, end > 0 ? end : ENOUGH);
}

interface Damage {
  /** The first. */
  readonly line: number;
  readonly places: number;
  /** Whether the only one is at the end. */
  readonly cut: boolean;
}

/** Null where the bytes are UTF-8. `valid`: bytes of its sequences of several. */
function utf8Damage(bytes: Buffer): (Damage & { readonly valid: number }) | null {
  if (isUtf8(bytes)) return null;
  let [valid, damages, first] = [0, 0, -1];
  let before = -2;
  for (let at = 0; at < bytes.length;) {
    const length = sequence(bytes, at);
    if (length > 1) valid += length;
    if (length === 0) {
      // Bytes in a row are one damage.
      if (before !== at - 1) damages++;
      if (first === -1) first = at;
      before = at;
    }
    at += length || 1;
  }
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < first; at = bytes.indexOf(10, at + 1)) line++;
  return {
    valid,
    places: damages,
    line,
    cut: damages === 1 && isCut(bytes.subarray(first)),
  };
}

/** Whether these last bytes are the beginning of one character. */
const isCut = (rest: Buffer): boolean =>
  rest.length < 4 && rest[0]! >= 0xc2 && rest.subarray(1).every((byte) => byte >= 0x80 && byte < 0xc0);

/** Length of the well-formed sequence at a place; 0 where there is none. */
function sequence(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || next < 0x80 || next > 0xbf) return 0;
  }
  const second = bytes[at + 1]!;
  const odd =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return odd ? 0 : length;
}

const isUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

function decodeUtf8(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const loose = new TextDecoder('utf-8').decode(bytes);
    throw invalid(file, lineAt(loose, loose.indexOf('\uFFFD')), 'utf-8');
  }
}

/** The line, from 1, of a place in a text. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return line;
}

const places = (text: string): number => text.match(new RegExp(fault, 'gu'))?.length ?? 0;

const damaged = (file: string, { line, places, cut }: Damage, encoding: string): LoadError =>
  new LoadError(
    cut
      ? `${file}:${line}: ends in the middle of a character: the file is cut off. Download it anew, or remove its last line.`
      : `${file}:${line}: is ${encoding} but for ${places === 1 ? 'one place' : `${places} places`}, here first, that ${places === 1 ? 'is' : 'are'} damaged. Mend the line, or name the file's encoding with --encoding.`,
  );

const invalid = (file: string, line: number, encoding: string): LoadError =>
  new LoadError(
    `${file}:${line}: is not valid ${encoding}. Name the file's encoding with --encoding (e.g. gb18030, utf-16, latin1), or mend the line.`,
  );
