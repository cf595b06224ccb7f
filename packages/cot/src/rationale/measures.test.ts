import { readFileSync } from 'node:fs';
import { ABSENT, publicData } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { type RationaleMeasures, measureRationale } from './measures.ts';
import { quantities } from './quantities.ts';

const question =
  'Julie reads a 120-page book. She read 12 pages on Monday and twice as many on Tuesday. How many pages are left?';
const measure = (text: string, answer: string | null = '84', finished = true): RationaleMeasures =>
  measureRationale({ question, text, answer, finished });

describe('the properties of a rationale', () => {
  it('are all full for a solution that is complete and right', () => {
    expect(measure('12 x 2 = 24. 12 + 24 = 36. 120 - 36 = 84.')).toEqual({
      logic: 1,
      completeness: 1,
      feasibility: 1,
      verifiability: 1,
      follows: 1,
      equations: 3,
    });
  });

  it('logic falls where a number comes from nowhere, and takes what was given, derived or is a conversion', () => {
    // 50 is neither given nor derived.
    expect(measure('12 x 2 = 24. 120 - 50 = 70.').logic).toBe(3 / 4);
    // 36 is stated, and is 12 + 24.
    expect(measure('12 x 2 = 24, so 36 pages so far. 120 - 36 = 84.').logic).toBe(1);
    const time = { question: 'How many minutes are 3 hours?', answer: '180', finished: true };
    expect(measureRationale({ ...time, text: '3 * 60 = 180' }).logic).toBe(1);
    expect(measure('The answer is clear.').logic).toBe(0);
  });

  it('completeness is the share of the question’s quantities that are computed with', () => {
    expect(quantities(question).map((q) => [...q])).toEqual([['120'], ['12'], ['2']]);
    expect(measure('120 - 12 = 108.').completeness).toBe(2 / 3);
    const off = { question: '20% off of $50?', answer: '40', finished: true };
    expect(measureRationale({ ...off, text: '50 * 80% = 40' }).completeness).toBe(1);
    expect(measureRationale({ ...off, question: 'How many?', text: '1 + 1 = 2' }).completeness).toBe(1);
  });

  it('feasibility wants an end within the budget, and an answer', () => {
    expect(measure('12 x 2 = 24.', null).feasibility).toBe(0);
    expect(measure('12 x 2 = 24.', '24', false).feasibility).toBe(0);
  });

  it('verifiability is the share of true equations, and the answer follows from the last', () => {
    expect(measure('12 x 2 = 24. 12 + 24 = 37.')).toMatchObject({ verifiability: 1 / 2, follows: 0 });
    expect(measure('120 - 36 = 84', '84.0')).toMatchObject({ follows: 1 });
    expect(measure('36/120 = 30%', '30')).toMatchObject({ follows: 1 });
    expect(measure('36/120 = 0.3', '3/10')).toMatchObject({ follows: 1 });
    expect(measure('36 - 120 = -84', '-84')).toMatchObject({ follows: 1 });
    expect(measure('120 - 36 = 84', '1 or 84')).toMatchObject({ follows: 0 });
  });
});

type Scored = Record<keyof RationaleMeasures, number>;
function mean(all: readonly RationaleMeasures[]): Scored {
  const names = Object.keys(all[0]!) as (keyof RationaleMeasures)[];
  return Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, m) => sum + m[name], 0) / all.length]),
  ) as Scored;
}

/**
 * GSM8K's solutions, with and without calculator marks. Of the equations that do not hold most are the data's own slips ("$32 - $20 = $300",
 * "$3.65 / .05 = 69") or words between the numbers; 1 to 2 % of the solutions have none but with an unknown.
 */
describe('gold solutions of GSM8K', () => {
  it.for([
    { marks: true, holding: 0.998 },
    { marks: false, holding: 0.997 },
  ])('are nearly all verifiable, calculator marks: $marks', ({ marks, holding }, { skip }) => {
    const path = publicData('gsm8k/test.jsonl');
    if (path === null) return skip(ABSENT);
    const all = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { question: asked, answer } = JSON.parse(line) as { question: string; answer: string };
        const [worked = '', last = ''] = answer.split('####');
        const text = marks ? worked : worked.replaceAll(/<<[^>]*>>/gu, '');
        return measureRationale({ question: asked, text, answer: last.trim(), finished: true });
      });
    const some = all.filter(({ equations }) => equations > 0);
    expect(some.length / all.length).toBeGreaterThan(0.985);
    const holds = some.reduce((sum, m) => sum + m.verifiability * m.equations, 0);
    expect(holds / some.reduce((sum, m) => sum + m.equations, 0)).toBeGreaterThan(holding);
    const means = mean(all);
    expect(means.logic).toBeGreaterThan(0.96);
    expect(means.completeness).toBeGreaterThan(0.9);
    expect(means.follows).toBeGreaterThan(0.95);
    return undefined;
  });
});

/** Question, thoughts, what the authors read as the answer, gold answer. */
const ITEM =
  /^Q: (.*)\nA: Let's think step by step\.([\s\S]*?)\nTherefore, the answer \(arabic numerals\) is[\s\S]*?\npred_mode : (.*)\nGT : (.*)$/gmu;

describe('transcripts of zero-shot chain of thought', () => {
  it.for([
    { file: 'multiarith_zero_shot_cot.log', n: 600 },
    { file: 'gsm8k_zero_shot_cot.log', n: 1319 },
  ])('$file: right answers have better rationales than wrong ones', ({ file, n }, { skip }) => {
    const path = publicData(`zero-shot-cot/${file}`);
    if (path === null) return skip(ABSENT);
    const items = [...readFileSync(path, 'utf8').matchAll(ITEM)].map(([, asked, text, read, gold]) => ({
      right: read === gold,
      measures: measureRationale({ question: asked!, text: text!, answer: read || null, finished: true }),
    }));
    expect(items).toHaveLength(n);
    const [right, wrong] = [true, false].map((is) =>
      mean(items.filter((i) => i.right === is).map((i) => i.measures)),
    );
    for (const name of ['logic', 'completeness', 'feasibility', 'verifiability', 'follows'] as const)
      expect({ name, better: right![name] > wrong![name] }).toEqual({ name, better: true });
    return undefined;
  });
});
