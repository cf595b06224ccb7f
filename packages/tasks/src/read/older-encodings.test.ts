import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

const french = 'text,label\n“Le café nº 3 était très bon, l’élève aussi”,bon\nÀ côté, déçu…,mauvais\n';
const german = 'Text;Label\nDie Küche war schön und größer als in Österreich;gut\nÜber Köln;schlecht\n';
const english = 'text,label\nI don’t like it – it’s “bad”…,bad\nIt isn’t good,bad\n';

describe('encodings that Windows does not use', () => {
  it.each([
    ['macintosh', french],
    ['macintosh', german],
    ['macintosh', english],
    ['macintosh', french.replaceAll('\n', '\r')],
    ['cp850', german],
    ['cp850', french.replaceAll(/[“”’…]/gu, '')],
  ])('%s is told by where letters stand', (encoding, text) => {
    const found = decode(iconv.encode(text, encoding), 'f.csv');
    expect(found.text).toBe(text);
    expect(found.encoding).toBe(encoding);
    expect(found.others).not.toBeNull();
  });

  it.each([
    ['windows-1252', french],
    ['windows-1252', german],
    ['windows-1252', english],
    ['windows-1252', 'text,label\nDÉJÀ VU À L’ÉCOLE,a\nA 5 % – 10 € remise,b\n'],
  ])('%s stays what it is', (encoding, text) => {
    expect(decode(iconv.encode(text.repeat(4), encoding), 'f.csv').text).toBe(text.repeat(4));
  });
});
