import { expect, it } from 'vitest';
import { plain, tokens } from './tokens.ts';

const LENGTH = 1 << 18;
/** Of processor time: looked at from each place back to the beginning, such a text takes minutes. */
const MOST_MS = 3000;

it.each(['- ', '\n- ', 'a of 5 ', '5% of 6 ', '1/2 of 3 ', '1', ' ', '<<1+', '1,000,'])(
  '%j over and over is cut in linear time',
  (piece) => {
    const text = `${piece.repeat(Math.ceil(LENGTH / piece.length))}x`;
    const before = process.cpuUsage();
    tokens(plain(text));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(MOST_MS);
  },
);

it('a mark at a line’s beginning is no minus, and a part of something is a product', () => {
  const signs = (text: string) => tokens(plain(text)).flatMap((t) => (t.type === 'operator' ? [t.sign] : []));
  expect(signs('- 5\n  - 6 - 7')).toEqual(['-']);
  expect(signs('20% of 50, 3 / 4 of 20, 5 of 6')).toEqual(['*', '/', '*']);
});
