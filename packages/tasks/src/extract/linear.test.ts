/** Texts of a quarter of a megabyte that are made to be slow: no reader may look at a place more than a few times. */
import { describe, expect, it } from 'vitest';
import { type ExtractorName, extractors } from './index.ts';

const LENGTH = 1 << 18;
/** Of processor time: a pattern that backtracks takes half a minute. */
const MOST_MS = 1500;

const cases: Readonly<Record<ExtractorName, readonly string[]>> = {
  number: ['1', '1 ', '1,', ' ', '千', '1万5千', '\\boxed{', '\\frac{1}{', '#### ', 'The answer is ', 'one '],
  letter: ['A ', '(A)', '选A'],
  yesno: ['no ', '不', '。'],
  exact: ['.'],
  text: ['\n', 'a \n'],
  json: ['[', '{"a":', '"', '{}', '```', '\\'],
  slots: ['a[', 'a[b],', 'a[b]\n', ']'],
  set: ['a,', '[', ',', '\n', 'answer: '],
};

describe.each(Object.keys(extractors) as ExtractorName[])('%s', (kind) => {
  it.each(cases[kind])('%j over and over is read in linear time', (piece) => {
    const text = `${piece.repeat(Math.ceil(LENGTH / piece.length))}x`;
    const { strict, lenient } = extractors[kind];
    const before = process.cpuUsage();
    strict(text);
    lenient(text);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(MOST_MS);
  });
});
