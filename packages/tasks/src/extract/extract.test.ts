import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, publicData } from '@adaptbench/testing';
import { extractors, firstNumber } from './index.ts';

const { number, letter, yesno, exact } = extractors;

/** Output, what is read strictly, what leniently. */
type Case = readonly [output: string, strict: string | null, lenient: string | null];

describe('number', () => {
  it.each<Case>([
    [' 18', '18', '18'],
    [' 18.\n\nQuestion: 3 apples', '18', '18'],
    ['So 9 * 2 = 18. The answer is 18.', '18', '18'],
    ['The final answer is: $1,234.50', '1234.5', '1234.5'],
    ['It takes 2/2=1 bolt.\n#### 3', '3', '3'],
    ['The answer is 7. Wait, no. The answer is 8.', '8', '8'],
    ['The answer is **42**.', '42', '42'],
    [String.raw`The answer is $\boxed{70}$`, '70', '70'],
    [String.raw`The chance is \frac{6}{8}.`, null, '3/4'],
    ['The answer is not clear, 5 or 6', null, null],
    ['She makes 18 dollars', null, '18'],
    ['251 - 68 - 58 - 85 = 40', null, '40'],
    ['5-3', null, '3'],
    ['The answer is -3', '-3', '-3'],
    ['The answer is −3', '-3', '-3'],
    ['-$5', '-5', '-5'],
    ['$-5.00', '-5', '-5'],
    ['-0', '0', '0'],
    ['.5', '0.5', '0.5'],
    ['007', '7', '7'],
    ['1,2,3', null, '3'],
    ['1,2345', null, null],
    ['1½', '3/2', '3/2'],
    ['1 1/2', '3/2', '3/2'],
    ['4/2', '2', '2'],
    ['5²', '25', '25'],
    ['5 m²', null, '5'],
    ['70%', '70', '70'],
    ['答案是１，２３４。', '1234', '1234'],
    ['答案：３．５', '3.5', '3.5'],
    ['所以一共有12个苹果。', null, '12'],
    ['答案是3万元', '30000', '30000'],
    ['1.2亿', '120000000', '120000000'],
    ['The answer is 10 ^ 5', '100000', '100000'],
    ['no number', null, null],
    ['', null, null],
  ])('%j', (output, strict, lenient) => {
    expect([number.strict(output), number.lenient(output)]).toEqual([strict, lenient]);
  });

  it('reads back whatever it wrote', () => {
    const decimal = fc
      .tuple(fc.integer(), fc.integer({ min: 0, max: 6 }))
      .map(([n, d]) => String(n / 10 ** d));
    fc.assert(
      fc.property(decimal, (text) => {
        const answer = number.canonical(text)!;
        for (const written of [` ${answer}`, `${answer}.`, `The answer is ${answer}.`, `#### ${answer}`]) {
          expect(number.strict(written)).toBe(answer);
          expect(number.lenient(written)).toBe(answer);
        }
        expect(number.canonical(answer)).toBe(answer);
        expect(Number(answer)).toBeCloseTo(Number(text), 10);
      }),
    );
  });

  it('reads numbers with thousands separators as those without', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(number.strict(`The answer is ${n.toLocaleString('en-US')}`)).toBe(String(n));
      }),
    );
  });

  it('takes 0.5 for 1/2, and 0.333 not for 1/3', () => {
    expect(number.equal('0.5', '1/2')).toBe(true);
    expect(number.equal('0.333', '1/3')).toBe(false);
    expect(number.equal('0.333333', '1/3')).toBe(true);
    expect(number.equal('0.666666', '2/3')).toBe(true);
    expect(number.equal('0.333334', '1/3')).toBe(false);
    expect(number.equal('0.30000000000000004', '0.3')).toBe(true);
    expect(number.equal('3.141592653589793', '3.141592653589794')).toBe(false);
    expect(number.equal('98765432101234', '98765432101299')).toBe(false);
    expect(number.equal('9007199254740993', '9007199254740992')).toBe(false);
    expect(number.equal('17', '18')).toBe(false);
  });

  it('has one number or none as gold answer', () => {
    expect(['[39]', '[39.0]', '$1,000', '3 or 4', 'many'].map((gold) => number.canonical(gold))).toEqual([
      '39',
      '39',
      '1000',
      null,
      null,
    ]);
  });
});

describe('letter', () => {
  it.each<Case>([
    [' B', 'B', 'B'],
    [' (C)', 'C', 'C'],
    ['B. a red ball\nBecause', 'B', 'B'],
    ['The answer is (D).', 'D', 'D'],
    ['The answer is D because A is wrong', 'D', 'D'],
    ['A bird cannot, so it is B', null, 'B'],
    ['I think that a plan is best', null, null],
    ['A is right', null, 'A'],
    ['It must be (A), not E', null, 'A'],
    ['答案是Ｃ。', 'C', 'C'],
    ['Because of that', null, null],
    ['', null, null],
  ])('%j', (output, strict, lenient) => {
    expect([letter.strict(output), letter.lenient(output)]).toEqual([strict, lenient]);
  });
  it('has any case and brackets in gold answers', () => {
    expect(['a', '(B)', 'c.', 'K', '12'].map((gold) => letter.canonical(gold))).toEqual([
      'A',
      'B',
      'C',
      'K',
      null,
    ]);
  });
});

describe('yes or no', () => {
  it.each<Case>([
    [' yes', 'yes', 'yes'],
    [' No, it sank.', 'no', 'no'],
    ['Nobody knows', null, null],
    ['It floats. So the answer is yes.', 'yes', 'yes'],
    ['Some say yes, but no', null, 'no'],
    ['答案是：不是。', 'no', 'no'],
    ['是的', 'yes', 'yes'],
    ['铁比水重。\n否', null, 'no'],
    ['没有错', 'yes', 'yes'],
    ['答案是“是”', 'yes', 'yes'],
    ['答案是「不对」', 'no', 'no'],
    ['No way', 'no', 'no'],
    ['The statement is false.', 'no', 'no'],
    ['', null, null],
  ])('%j', (output, strict, lenient) => {
    expect([yesno.strict(output), yesno.lenient(output)]).toEqual([strict, lenient]);
  });
  it('has true and 1 in gold answers', () => {
    expect(['true', '0', 'Yes', '对', 'maybe'].map((gold) => yesno.canonical(gold))).toEqual([
      'yes',
      'no',
      'yes',
      'yes',
      null,
    ]);
  });
});

describe('exact', () => {
  it.each<Case>([
    [' Lima', 'Lima', 'Lima'],
    [' Lima.\n\nQuestion: and', 'Lima.', 'Lima'],
    ['The answer is "Lima".', 'Lima"', 'Lima"'],
    ['', null, null],
  ])('%j', (output, strict, lenient) => {
    expect([exact.strict(output), exact.lenient(output)]).toEqual([strict, lenient]);
  });
  it('compares without case, width, outer punctuation and spaces', () => {
    expect(exact.equal('"Ｌima "', 'lima')).toBe(true);
    expect(exact.equal('New  York.', 'new york')).toBe(true);
    expect(exact.equal('Lima', 'Peru')).toBe(false);
    expect(exact.equal('?', '!')).toBe(false);
  });
});

/** An item of a log of zero_shot_cot: the second answer to a question, what its authors read there, and the gold answer. */
const ITEM = /^pred_before : ([\s\S]*?)\npred_after : .*\npred_list : .*\npred_mode : .*\nGT : (.*)$/gmu;

/** Their reading (utils.py `answer_cleansing`): commas out, the first number, compared as a string. */
function theirs(output: string): string {
  const found = /-?\d+\.?\d*/u.exec(output.replaceAll(',', ''))?.[0] ?? '';
  return found.replace(/\.$/u, '');
}

const equals = (answer: string | null, gold: string): boolean =>
  answer !== null && number.equal(answer, gold);

/**
 * Transcripts of text-davinci-002 by Kojima et al. 2022 (kojima-takeshi188/zero_shot_cot, log/). Their own reading gives the accuracies
 * that they logged. Ours differs from it in the items listed: gold answers with a comma ("40,000"), which theirs can never equal, "$14.00"
 * for 14, and "2,2,2." which theirs reads as 222.
 */
describe('transcripts of zero-shot chain of thought', () => {
  it.for([
    { file: 'multiarith_zero_shot_cot.log', n: 600, logged: '78.67', moreByOurs: [], strictly: 478 },
    { file: 'multiarith_zero_shot.log', n: 600, logged: '17.67', moreByOurs: ['2'], strictly: 105 },
    {
      file: 'gsm8k_zero_shot_cot.log',
      n: 1319,
      logged: '40.71',
      moreByOurs: ['40,000', '5,600', '14', '6,250', '2,125'],
      strictly: 561,
    },
  ])('$file', ({ file, n, logged, moreByOurs, strictly }, { skip }) => {
    const path = publicData(`zero-shot-cot/${file}`);
    if (path === null) return skip(ABSENT);
    const items = [...readFileSync(path, 'utf8').matchAll(ITEM)].map(([, output, gold]) => ({
      gold: gold!,
      theirs: theirs(output!) === gold,
      ours: equals(firstNumber(output!), number.canonical(gold!)!),
      strictly: equals(number.strict(`The answer is ${output!}`), number.canonical(gold!)!),
    }));
    expect(items).toHaveLength(n);
    expect(items.filter((i) => i.strictly)).toHaveLength(strictly);
    expect(((100 * items.filter((i) => i.theirs).length) / n).toFixed(2)).toBe(logged);
    expect(items.filter((i) => i.theirs && !i.ours)).toEqual([]);
    expect(items.filter((i) => i.ours && !i.theirs).map(({ gold }) => gold)).toEqual(moreByOurs);
    return undefined;
  });
});
