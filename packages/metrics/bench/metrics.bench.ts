/**
 * Time to grade 2,000 answers of some 20 words with 8 references each, by metric. Run: `node --import tsx packages/metrics/bench/metrics.bench.ts`.
 */
import { type GradedAnswer, random } from '@adaptbench/core';
import { type MicroCase, microbench } from '@adaptbench/testing';
import { textMetrics } from '../src/index.ts';

const ANSWERS = 2000;
const REFERENCES = 8;
const VOCABULARY = 5000;
const r = random(0, 'bench');

/** Of a word's number: a Latin word, or a Han character. */
const WORDS = {
  en: (number: number): string => `w${number} `,
  zh: (number: number): string => String.fromCharCode(0x4e_00 + number),
};
/** 15 to 25 words with Zipf's frequencies. */
const sentence = (word: (number: number) => string): string =>
  `${Array.from({ length: 15 + r.below(11) }, () => word(Math.floor(VOCABULARY ** r.uniform()))).join('')}.`;

const cases = (['en', 'zh'] as const).flatMap((language) => {
  const answers = Array.from({ length: ANSWERS }, (): GradedAnswer => {
    const [first, ...others] = Array.from({ length: REFERENCES }, () => sentence(WORDS[language]));
    return { prediction: sentence(WORDS[language]), references: [first!, ...others] };
  });
  return textMetrics(language).map((metric): MicroCase => ({
    name: `${ANSWERS} answers graded`,
    variant: metric.name,
    parameter: ['language', language],
    run() {
      metric.grade(answers, []);
    },
  }));
});

await microbench('metrics', cases);
