import { expect, it } from 'vitest';
import { once } from './once.ts';

it('makes what follows from an object once, and from another anew', () => {
  const seen: object[] = [];
  const of = once((key: { readonly n: number }) => {
    seen.push(key);
    return key.n === 0 ? null : key.n;
  });
  const [none, two] = [{ n: 0 }, { n: 2 }];
  expect([of(none), of(two), of(none), of(two), of({ n: 2 })]).toEqual([null, 2, null, 2, 2]);
  expect(seen).toEqual([none, two, { n: 2 }]);
});
