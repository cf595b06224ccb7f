/** The form of written answers, right or wrong: their length, and how many are empty, cut off or unreadable. */
import type { DoneTrial, SplitOutcome } from '../record/record.ts';
import { type Figure, unit } from './figure.ts';

const ofAnswers = { noise: 'items', over: 'mean' } as const;
const percentUnit = { base: 'share', shown: '%', per: 0.01 };

type Shape = NonNullable<SplitOutcome['shape']>;
const shape = ({ accuracy }: DoneTrial): Shape | undefined => accuracy.test.shape;

const answerLength: Figure = {
  ...ofAnswers,
  name: 'answer length',
  unit: unit('characters'),
  means: 'answer length: characters of what was written, mean over test items.',
  better: 'less',
  ways: [(trial) => shape(trial)?.characters],
};
const emptyAnswers: Figure = {
  ...ofAnswers,
  name: 'empty',
  unit: percentUnit,
  means: 'empty: nothing but white space was written.',
  better: 'less',
  ways: [(trial) => shape(trial)?.empty],
};
const cutOffAnswers: Figure = {
  ...ofAnswers,
  name: 'cut off',
  unit: percentUnit,
  means: 'cut off: as many tokens as an answer may have were written, and none of them ended it.',
  better: 'less',
  ways: [(trial) => shape(trial)?.cutOff],
};
const unreadableAnswers: Figure = {
  ...ofAnswers,
  name: 'unreadable',
  unit: percentUnit,
  means: 'unreadable: no answer could be read in what was written; it counts as wrong.',
  better: 'less',
  ways: [
    ({
      accuracy: {
        test: { unparseable, n },
      },
    }) => (unparseable === null || n === 0 ? null : unparseable / n),
  ],
};

/** In the order of the tables. */
export const answerForm: readonly Figure[] = [answerLength, emptyAnswers, cutOffAnswers, unreadableAnswers];
