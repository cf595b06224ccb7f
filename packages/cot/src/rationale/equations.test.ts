import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equations } from './equations.ts';
import { add, divide, fraction, keyOf, multiply, subtract } from '@adaptbench/core/numbers';

/** `operands → stated` of each equation, `≠` before those that do not hold. */
const read = (text: string): string[] =>
  equations(text).map(
    ({ operands, stated, holds }) => `${operands.map(keyOf).join(' ')} ${holds ? '→' : '≠'} ${keyOf(stated)}`,
  );

describe('equations of a worked solution', () => {
  it.each<[text: string, equations: string[]]>([
    ['Natalia sold 48/2 = <<48/2=24>>24 clips.', ['48 2 → 24']],
    ['5 + 3 = 8', ['5 3 → 8']],
    ['5 + 3 = 9', ['5 3 ≠ 9']],
    ['$2 x 3 = $6', ['2 3 → 6']],
    ['so she earned 0.2 x 50 = $10.', ['1/5 50 → 10']],
    ['5 apples + another 3 apples = 8 apples', ['5 3 → 8']],
    ['250 dollars/month * 12 months/year = $3,000', ['250 12 → 3000']],
    ['1,234 + 1 = 1,235', ['1234 1 → 1235']],
    ['$400 000 x 3/100 = $12 000', ['400000 3 100 → 12000']],
    ['20% of 50 = 10', ['1/5 50 → 10']],
    ['100% - 20% = 80%', ['1 1/5 → 4/5']],
    ['5/20 = 25%', ['5 20 → 1/4']],
    ['5/20*100=25%', ['5 20 100 → 1/4']],
    ['7/3 = 2.33', ['7 3 → 233/100']],
    ['7/3 = 2.34', ['7 3 ≠ 117/50']],
    ['7/2 = 4', ['7 2 ≠ 4']],
    ['(32 + 42) - 35 = 39', ['32 42 35 → 39']],
    ['2(3 + 4) = 14', ['2 3 4 → 14']],
    ['5 - 1 1/2 = 3½', ['5 3/2 → 7/2']],
    ['- 12 - 4 = 8', ['12 4 → 8']],
    ['8 = 5 + 3', ['5 3 → 8']],
    ['2 * 3 = 6 = 4 + 2', ['2 3 → 6', '4 2 → 6']],
    ['4 students = 4 * 1.5 = 6 quarts', ['4 3/2 → 6']],
    ['5 plus 3 equals 8, and 8 divided by 2 is 4', ['5 3 → 8', '8 2 → 4']],
    ['half of 10 is 5', ['1/2 10 → 5']],
    [String.raw`\frac{1}{2} \times 10 = 5`, ['1 2 10 → 5']],
    ['5g + 3g = 8g', ['5 3 → 8']],
    ['３ × ５ ＝ １５', ['3 5 → 15']],
    ['三加五等于八', ['3 5 → 8']],
    ['小明买了十二个苹果，12 除以 3 等于 4', ['12 3 → 4']],
    ['一共 2万 + 3万 = 5万', ['20000 30000 → 50000']],
    ['<<5+5=10>>10 eggs, then 10 - 4 = 6', ['5 5 → 10', '10 4 → 6']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    'There are 16 pieces.',
    'x = 5',
    '2x + 3 = 7',
    '3r + 5w = 42',
    'We have 2 * x = 12',
    '1 kg = 1000 g',
    '2/5 is equal to 12.8 hectares',
    'a 12-mile trail is 4 hours',
    '60 square feet because 3',
    '5 / 0 = 0',
    '= = =',
    '',
  ])('finds none in %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  const operators = { '+': add, '-': subtract, '*': multiply, '/': divide } as const;
  /** A computation with its exact result, where that can be written in digits. */
  const computation = fc
    .record({
      first: fc.integer({ min: 0, max: 99_999 }),
      rest: fc.array(
        fc.record({
          sign: fc.constantFrom('+', '-', '*', '/' as const),
          value: fc.integer({ min: 1, max: 999 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      unit: fc.constantFrom('', ' apples', ' dollars a day'),
      wrap: fc.constantFrom(['', ''], ['So there are ', ' in all.'], ['- ', '\n'], ['', '. That is all']),
    })
    .map(({ first, rest, unit, wrap: [before, after] }) => {
      // Brackets make the order that of reading.
      let value = fraction(first);
      let text = String(first) + unit;
      for (const { sign, value: n } of rest) {
        value = operators[sign](value, fraction(n)) ?? value;
        text = `(${text}) ${sign} ${n}${unit}`;
      }
      return { before, text, after, value };
    })
    .filter(({ value }) => value.under === 1n && value.over >= 0n);

  it('holds for every computation that is written with its result', () => {
    fc.assert(
      fc.property(computation, ({ before, text, after, value }) => {
        const found = equations(`${before}${text} = ${keyOf(value)}${after}`);
        expect(found.map(({ holds, stated }) => [holds, keyOf(stated)])).toEqual([[true, keyOf(value)]]);
      }),
    );
  });

  it('never holds once a digit of the result is changed', () => {
    fc.assert(
      fc.property(computation, fc.nat(), fc.integer({ min: 1, max: 9 }), ({ text, value }, place, by) => {
        const digits = keyOf(value).split('');
        const i = place % digits.length;
        digits[i] = String((Number(digits[i]) + by) % 10);
        const found = equations(`${text} = ${digits.join('')}`);
        expect(found.map(({ holds }) => holds)).toEqual([false]);
      }),
    );
  });

  it('reads any text without failing', () => {
    const piece = fc.constantFrom(
      '1',
      '20%',
      '3/4',
      ' ',
      '=',
      '+',
      '-',
      '*',
      '(',
      ')',
      'x',
      ' is ',
      '三',
      '\n',
      '<<',
      '>>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(Array.isArray(equations(pieces.join('')))).toBe(true);
      }),
    );
  });
});
