import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstOthers, itemKey } from './item-key.ts';

const key = (text: string): string => itemKey({ fields: { text } });

it('is equal where case, white space or width alone differ', () => {
  const all = ['Fine  room', ' fine room ', 'FINE\troom', 'ｆｉｎｅ\u00a0room', 'fine\n\nroom'];
  expect(new Set(all.map(key))).toEqual(new Set(['fine room']));
  expect(key('ﬁne')).toBe('fine');
  expect(key('fine rooms')).not.toBe('fine room');
});

it('takes no other way with plain texts than with others', () => {
  const slowly = (text: string): string =>
    text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
  const plain = fc.string({
    unit: fc.constantFrom('a', 'B', ' ', '.', '~', '\t', '\u00a0', 'é', 'ﬁ', 'İ', '\u{1d400}'),
  });
  fc.assert(
    fc.property(fc.oneof(plain, fc.string({ unit: 'binary' })), (text) => key(text) === slowly(text)),
  );
});

it('gives no exemplar that asks the same', () => {
  const item = (id: string, text: string) => ({ id, fields: { text }, answer: 'yes' });
  const order = [item('1', 'a'), item('2', 'A '), item('3', 'b'), item('4', 'c')];
  expect(firstOthers(order, item('0', 'a'), 1).map(({ id }) => id)).toEqual(['3']);
});
