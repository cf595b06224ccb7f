/**
 * The encodings that a text without a mark may be in, and how far its bytes speak for each: chardet's own confidence. Most bytes of others
 * read as something in encodings of two bytes per letter, so there the share of commonly used characters counts too.
 */
import chardet from 'chardet';
import iconv from 'iconv-lite';

export interface Candidate {
  readonly encoding: string;
  /** Higher is more likely; 0 to 220. */
  readonly score: number;
  /** Share of the letters beyond ASCII that are common in this encoding; null for encodings of one byte a letter. */
  readonly common: number | null;
}

/** Characters of rows and columns of a table of two bytes. */
function rows(
  encoding: string,
  leads: readonly [number, number][],
  trails: readonly [number, number][],
): string {
  const bytes: number[] = [];
  for (const [first, last] of leads)
    for (let lead = first; lead <= last; lead++)
      for (const [low, high] of trails) for (let trail = low; trail <= high; trail++) bytes.push(lead, trail);
  return iconv.decode(Buffer.from(bytes), encoding);
}

interface Wide {
  /** What its writers commonly use. */
  readonly common: () => ReadonlySet<string>;
  /** What at least a tenth of a text is made of; undefined where that says nothing. */
  readonly needed?: RegExp;
}

const PUNCTUATION = '　、。，．·：；？！…—～“”‘’（）「」『』《》〈〉【】〔〕￥％＋－＝／';
const KANA = /[\u3041-\u30FC]/u;
const all = (...texts: readonly (() => string)[]): (() => ReadonlySet<string>) => {
  let made: ReadonlySet<string> | null = null;
  return () => (made ??= new Set(PUNCTUATION + texts.map((text) => text()).join('')));
};
const from = (first: number, last: number): string =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
const kana = (): string => from(0x3041, 0x30fc);
const wide: Readonly<Record<string, Wide>> = {
  // The 3,755 characters of GB 2312's first level.
  gb18030: { common: all(() => rows('gb18030', [[0xb0, 0xd7]], [[0xa1, 0xfe]])) },
  // The 5,401 of Big5's first.
  big5: {
    common: all(() =>
      rows(
        'big5',
        [[0xa4, 0xc6]],
        [
          [0x40, 0x7e],
          [0xa1, 0xfe],
        ],
      ),
    ),
  },
  // The 2,965 of JIS X 0208's first, which no Japanese text has without syllables between them.
  shift_jis: { common: all(kana, () => rows('euc-jp', [[0xb0, 0xcf]], [[0xa1, 0xfe]])), needed: KANA },
  'euc-jp': { common: all(kana, () => rows('euc-jp', [[0xb0, 0xcf]], [[0xa1, 0xfe]])), needed: KANA },
  'euc-kr': { common: all(() => rows('euc-kr', [[0xb0, 0xc8]], [[0xa1, 0xfe]])) },
};

/** Encodings of one byte a letter, beside those that chardet names. */
const narrow = [
  'windows-1252',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'koi8-r',
  'windows-874',
];

/** What chardet calls it → what files really hold where it is guessed: Windows' supersets. */
const supersets: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-2': 'windows-1250',
  'iso-8859-6': 'windows-1256',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-9': 'windows-1254',
};

/** What speaks for an encoding of one byte that chardet does not name. */
const UNNAMED = 20;
/** Confidence in Thai where it can be, which chardet does not know. */
const THAI = 80;
/** What chardet's confidence in an encoding of one byte is raised by, to be weighed against the shares of the wide ones. */
const NARROW = 60;
/** A wide encoding of which less is common is not what the file is in. */
const LEAST_COMMON = 0.6;

/** The likeliest first. `bytes`: a sample that ends between characters. */
export function likely(bytes: Uint8Array): Candidate[] {
  const confidence = new Map<string, number>();
  for (const { name, confidence: found } of chardet.analyse(bytes)) {
    const encoding = name.toLowerCase();
    const known = supersets[encoding] ?? encoding;
    confidence.set(known, Math.max(found, confidence.get(known) ?? 0));
  }
  const candidates: Candidate[] = Object.entries(wide).flatMap(([encoding, { common, needed }]) => {
    const text = iconv.decode(Buffer.from(bytes), encoding);
    const share = shareOf(text, common());
    if (share < LEAST_COMMON || (needed && shareOf(text, needed) < 0.1) || areWithinWords(text)) return [];
    // Any Korean reads as common Chinese, and hardly any Chinese as Korean syllables alone.
    const sure = encoding === 'euc-kr' && share > 0.97 ? 20 : 0;
    return [{ encoding, score: 100 * share + (confidence.get(encoding) ?? 0) + sure, common: share }];
  });
  for (const encoding of new Set([...confidence.keys(), ...narrow])) {
    if (Object.hasOwn(wide, encoding) || /^utf|^iso-2022/u.test(encoding) || !iconv.encodingExists(encoding))
      continue;
    const found = confidence.get(encoding) ?? (encoding === 'windows-874' && isThai(bytes) ? THAI : null);
    candidates.push({ encoding, score: found === null ? UNNAMED : NARROW + found, common: null });
  }
  return candidates.toSorted((a, b) => b.score - a.score);
}

/** Whether most letters beyond ASCII stand alone at letters of ASCII, as `don愒` for `don´t`: they are half of those words. */
function areWithinWords(text: string): boolean {
  let [all, within] = [0, 0];
  for (const { 0: letters, index } of text.matchAll(/\P{ASCII}+/gu)) {
    const count = Array.from(letters).length;
    all += count;
    if (count === 1 && /[A-Za-z]/u.test(`${text[index - 1] ?? ''}${text[index + letters.length] ?? ''}`))
      within++;
  }
  return within > all / 2;
}

/** Whether all letters beyond ASCII are Thai, and stand in words. */
export function isThai(bytes: Uint8Array): boolean {
  const beyond = iconv.decode(Buffer.from(bytes), 'windows-874').match(/\P{ASCII}+/gu) ?? [];
  const thai = beyond.filter((word) => /^[\u0E01-\u0E5B]{3,}$/u.test(word));
  return thai.length > beyond.length / 2 && beyond.every((word) => /^[\u0E01-\u0E5B“”‘’…–—]+$/u.test(word));
}

/** Share of the characters beyond ASCII that are of the set. */
function shareOf(text: string, set: ReadonlySet<string> | RegExp): number {
  let [inside, there] = [0, 0];
  for (const c of text) {
    if (c < '\u0080') continue;
    there++;
    if (set instanceof RegExp ? set.test(c) : set.has(c)) inside++;
  }
  return there === 0 ? 0 : inside / there;
}
