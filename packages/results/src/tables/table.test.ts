import { expect, it } from 'vitest';
import { cellText } from './table.ts';

it('shows decimals as asked, and what they would hide by its first two digits', () => {
  expect([12.345, 0.0616, -0.04, 0.0047, 0, 1234.5].map((x) => cellText(x, 1))).toEqual([
    '12.3',
    '0.062',
    '-0.04',
    '0.0047',
    '0.0',
    '1,234.5',
  ]);
  expect(cellText(-0.2)).toBe('0');
  expect([null, 'lora'].map((cell) => cellText(cell, 1))).toEqual(['', 'lora']);
});
