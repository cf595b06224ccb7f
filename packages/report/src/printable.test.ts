import { describe, expect, test } from 'vitest';
import { oneLine, printable } from './printable.ts';

describe('text from outside', () => {
  test.each<[string, string, string]>([
    ['a window title', 'te\u001B]0;pwned\u0007xt', 'te ]0;pwned xt'],
    ['colours and a cleared screen', '\u001B[31m\u001B[2Jred', ' [31m [2Jred'],
    ['a link (OSC 8)', '\u001B]8;;http://x\u001B\\here', ' ]8;;http://x \\here'],
    ['controls of one byte in Latin-1', 'a\u009B2Jb\u0085c', 'a 2Jb c'],
    ['a carriage return that overwrites', '99 %\r1 %', '99 % 1 %'],
    ['backspaces', 'bad\b\b\bgood', 'bad good'],
    ['NUL and DEL', 'a\0b\u007Fc', 'a b c'],
    ['a reversed direction', 'exe\u202Etxt.\u2066x\u2069', 'exetxt.x'],
    ['invisible characters', 'a\u200Bb\u00ADc\uFEFFd\u{E0041}', 'abcd'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['half a surrogate pair', 'a\uD83Db', 'a\uFFFDb'],
  ])('has no %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
  test('keeps what people write', () => {
    const text = 'naïve 好评 مرحبا می‌خواهم 👩‍👩‍👧\n\tindented';
    expect(printable(text)).toBe(text);
    expect(printable('a\r\nb')).toBe('a\nb');
  });
  test('is one line in a cell', () => {
    expect(oneLine('a\r\nb\n\n\tc')).toBe('a b c');
  });
});
