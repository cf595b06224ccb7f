import { readFileSync } from 'node:fs';
import { ABSENT, publicData } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { equations } from './equations.ts';
import { checkedSteps } from './steps.ts';

describe('the steps of a solution', () => {
  it('are its sentences, each with whether its equations hold', () => {
    expect(
      checkedSteps('She read 12 x 2 = 24 pages. So 12 + 24 = 37!\n\nLet us see.\n48/2 = <<48/2=24>>24 left'),
    ).toEqual([
      { text: 'She read 12 x 2 = 24 pages.', holds: true },
      { text: 'So 12 + 24 = 37!', holds: false },
      { text: 'Let us see.', holds: null },
      { text: '48/2 = <<48/2=24>>24 left', holds: true },
    ]);
    expect(checkedSteps('三加五等于八。八减二等于七。')).toEqual([
      { text: '三加五等于八。', holds: true },
      { text: '八减二等于七。', holds: false },
    ]);
    expect(checkedSteps(' \n ')).toEqual([]);
  });
  it('fail where one of several equations fails', () => {
    expect(checkedSteps('1 + 1 = 2, 2 + 2 = 5')[0]!.holds).toBe(false);
  });
  it('have the equations of the whole: none goes over an end, in GSM8K’s gold solutions', ({ skip }) => {
    const path = publicData('gsm8k/test.jsonl');
    if (path === null) return skip(ABSENT);
    const holding = (text: string): string =>
      equations(text)
        .map(({ holds }) => (holds ? '1' : '0'))
        .join('');
    const solutions = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { answer: string }).answer);
    const torn = solutions.filter(
      (text) =>
        checkedSteps(text)
          .map((step) => holding(step.text))
          .join('') !== holding(text),
    );
    expect(torn).toEqual([]);
    return undefined;
  });
});
