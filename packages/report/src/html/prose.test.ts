import { expect, test } from 'vitest';
import { textOf } from './markup.ts';
import { prose } from './prose.ts';

test.each([
  ['try --set lora.rank=1,4,16.', 'try <code>--set lora.rank=1,4,16</code>.'],
  [
    'try --set lora+cot.train.rateFactor=0.3 or --set train.epochs=26.',
    'try <code>--set lora+cot.train.rateFactor=0.3</code> or <code>--set train.epochs=26</code>.',
  ],
  ['say --watts, --price-per-kwh.', 'say <code>--watts</code>, <code>--price-per-kwh</code>.'],
  ['a fall of -- <b> & 2.', 'a fall of -- &lt;b&gt; &amp; 2.'],
  ['adjusted p < 0.001).', 'adjusted p\u00A0&lt;\u00A00.001).'],
  ['93.3 % of 52 items, 1.5 points', '93.3\u00A0% of 52 items, 1.5\u00A0points'],
])('%s', (text, markup) => {
  expect(textOf(prose(text))).toBe(markup);
});
