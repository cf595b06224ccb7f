/**
 * Bytes → text. The encoding is the one given, else the byte order mark's, else UTF-8 where the bytes are valid UTF-8, else UTF-16
 * where every other byte is zero, else what chardet finds most likely (GB18030, Windows-1252, …).
 */
import { LoadError } from '@adaptbench/core';
import chardet from 'chardet';
import iconv from 'iconv-lite';

export interface Decoded {
  readonly text: string;
  /** Lower case, e.g. `utf-8`, `gb18030`. */
  readonly encoding: string;
}

/** @throws LoadError where the encoding is unknown or the bytes are not of it */
export function decode(bytes: Buffer, file: string, given?: string): Decoded {
  const encoding = (given ?? detect(bytes)).toLowerCase();
  if (/^utf-?8$/.test(encoding)) return { text: decodeUtf8(bytes, file), encoding: 'utf-8' };
  if (!iconv.encodingExists(encoding))
    throw new LoadError(
      `${file}: unknown encoding "${encoding}". Known are utf-8, utf-16, gb18030, gbk, big5, shift_jis, euc-kr, latin1, windows-1252 and the others of iconv. Give one with --encoding.`,
    );
  const text = iconv.decode(bytes, encoding);
  const at = text.indexOf('\uFFFD');
  if (at !== -1) throw invalid(file, text.slice(0, at).split('\n').length, encoding);
  return { text, encoding };
}

function detect(bytes: Buffer): string {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const sample = Math.min(bytes.length, 4096);
  for (let i = 0; i < sample; i++) if (bytes[i] === 0) zeros[i % 2]!++;
  // Western text in UTF-16 has a zero in nearly every second byte, no text in another encoding has any.
  if (zeros[1]! > sample / 8) return 'utf-16le';
  if (zeros[0]! > sample / 8) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  // The first megabyte says enough, and chardet reads every byte several times.
  const guess = chardet.detect(bytes.subarray(0, 1 << 20)) ?? 'windows-1252';
  // Every byte is a letter in ISO-8859-1; where it is guessed, files really hold Windows' superset.
  return guess === 'ISO-8859-1' ? 'windows-1252' : guess;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decodeUtf8(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const loose = new TextDecoder('utf-8').decode(bytes);
    throw invalid(file, loose.slice(0, loose.indexOf('\uFFFD')).split('\n').length, 'utf-8');
  }
}

const invalid = (file: string, line: number, encoding: string): LoadError =>
  new LoadError(
    `${file}:${line}: is not valid ${encoding}. Name the file's encoding with --encoding (e.g. gb18030, utf-16, latin1), or mend the line.`,
  );
