import { readFileSync } from 'node:fs';
import { LoadError } from '@adaptbench/core';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

/** Five rows each, as Python's codecs write them. */
const golden = JSON.parse(
  readFileSync(new URL('__fixtures__/encodings.json', import.meta.url), 'utf8'),
) as readonly { language: string; encoding: string; text: string; base64: string }[];

const fault = (bytes: Buffer, given?: string): string => {
  try {
    decode(bytes, 'f.csv', given);
  } catch (error) {
    expect(error).toBeInstanceOf(LoadError);
    return (error as Error).message;
  }
  return 'no error';
};
const zh = golden.find(({ encoding }) => encoding === 'gb18030')!.text;
const fr = golden.find(({ encoding }) => encoding === 'cp1252')!.text;

describe('encodings without a mark', () => {
  it.each(golden)('$language in $encoding is read right', ({ text, base64 }) => {
    const { text: read, others } = decode(Buffer.from(base64, 'base64'), 'f.csv');
    expect(read).toBe(text);
    expect(others).not.toBeNull();
  });

  it('of longer texts leave no other likely', () => {
    for (const { text, encoding } of golden) {
      if (/^utf|^latin|^cp125[23]|^cp1250|^cp874/u.test(encoding)) continue;
      const name = encoding
        .replace('cp', 'windows-')
        .replace('gbk', 'gb18030')
        .replace('euc_jp', 'euc-jp')
        .replace('euc_kr', 'euc-kr')
        .replace('koi8_r', 'koi8-r');
      const read = decode(iconv.encode(text.repeat(20), name), 'f.csv');
      expect(read).toEqual({ text: text.repeat(20), encoding: name, others: [] });
    }
  });

  it('UTF-32 and marks of any kind are known', () => {
    for (const encoding of ['utf-32le', 'utf-32be'])
      expect(decode(iconv.encode(fr, encoding), 'f.csv').text).toBe(fr);
    for (const [encoding, mark] of [
      ['utf-16le', [0xff, 0xfe]],
      ['utf-16be', [0xfe, 0xff]],
      ['utf-32le', [0xff, 0xfe, 0, 0]],
      ['utf-32be', [0, 0, 0xfe, 0xff]],
      ['gb18030', [0x84, 0x31, 0x95, 0x33]],
    ] as const)
      expect(
        decode(Buffer.concat([Buffer.from(mark), iconv.encode(zh, encoding)]), 'f.csv').text.replace(
          '\uFEFF',
          '',
        ),
      ).toBe(zh);
  });

  it('zeros within UTF-8 do not make it UTF-16', () => {
    const text = `text,label\n${'a\0b,1\n'.repeat(3)}很好,0\n`;
    expect(decode(Buffer.from(text), 'f.csv')).toEqual({ text, encoding: 'utf-8', others: null });
  });
});

describe('damage is named and not read as another encoding', () => {
  it('one byte of UTF-8', () => {
    for (const text of [zh, fr.repeat(2)]) {
      const bytes = Buffer.from(text);
      const at = bytes.findIndex((b, i) => b > 0xc0 && i > bytes.length / 2);
      bytes[at] = 0xff;
      const line = text.slice(0, bytes.subarray(0, at).toString().length).split('\n').length;
      expect(fault(bytes)).toBe(
        `f.csv:${line}: is utf-8 but for one place, here first, that is damaged. Mend the line, or name the file's encoding with --encoding.`,
      );
    }
  });

  it('UTF-8 that is cut in the middle of a character', () => {
    const bytes = Buffer.from(zh);
    const last = bytes.lastIndexOf(Buffer.from('了'));
    for (const more of [1, 2])
      expect(fault(bytes.subarray(0, last + more))).toBe(
        'f.csv:6: ends in the middle of a character: the file is cut off. Download it anew, or remove its last line.',
      );
  });

  it('one byte of a wide encoding', () => {
    for (const encoding of ['gb18030', 'euc-kr', 'shift_jis']) {
      const { text } = golden.find((g) => g.encoding.replace('_', '-') === encoding.replace('_', '-'))!;
      const bytes = iconv.encode(text.repeat(10), encoding);
      bytes[bytes.findIndex((b, i) => b > 0xa0 && i > bytes.length / 2)] = 0xff;
      expect(fault(bytes)).toMatch(/^f\.csv:\d+: is [\w-]+ but for (?:one place|\d+ places), here first/u);
    }
  });

  it('little UTF-8 with one byte of another', () => {
    const bytes = Buffer.concat([Buffer.from('text,label\ncafé,1\nnaïve,0\n'), Buffer.from([0xe9, 0x0a])]);
    expect(fault(bytes)).toMatch(/^f\.csv:4: is utf-8 but for one place/u);
  });

  it('bytes that are no text', () => {
    const bytes = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919 + (i >> 3)) % 256));
    expect(fault(bytes)).toMatch(
      /^f\.csv:?(?:\d*): (?:is text in no encoding that is known here|is not valid)/u,
    );
  });
});

it('a text in Windows’ or ISO’s Latin is read as Windows’, which holds both', () => {
  for (const encoding of ['windows-1252', 'latin1']) {
    const read = decode(iconv.encode(fr.repeat(4), encoding), 'f.csv');
    expect([read.text, read.encoding]).toEqual([fr.repeat(4), 'windows-1252']);
  }
});
