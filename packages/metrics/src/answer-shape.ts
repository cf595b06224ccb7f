/** What answers look like, whatever they are worth: their length, and how many are empty, cut off or unreadable. */
import { plainWords, writingOf } from './text/language.ts';

/** An answer as it was given. */
export interface ShapedAnswer {
  /** All that was written; null where it is not known. */
  readonly text: string | null;
  /** What was read of it; null where nothing could be. */
  readonly prediction: string | null;
  /** Whether it reached the limit of new tokens; left out where it is not known. */
  readonly cutOff?: boolean;
}

/** Means and shares over answers; NaN where no answer tells. */
export interface AnswerShape {
  /** Answers. */
  readonly n: number;
  /** Mean code points of the texts that are known. */
  readonly meanCharacters: number;
  /** Mean words of the texts that are known: of Chinese and Japanese, characters and Latin words. */
  readonly meanWords: number;
  /** Share without anything but white space, of the texts that are known. */
  readonly empty: number;
  /** Share that reached the limit, of those of which it is known. */
  readonly cutOff: number;
  /** Share of which nothing could be read. */
  readonly unparseable: number;
}

/** `language`: a BCP 47 tag, which says what a word is. */
export function answerShape(answers: readonly ShapedAnswer[], language: string): AnswerShape {
  const writing = writingOf(language) === 'english' ? 'words' : writingOf(language);
  const texts = answers.flatMap(({ text }) => (text === null ? [] : [text]));
  const flags = answers.flatMap(({ cutOff }) => (cutOff === undefined ? [] : [cutOff]));
  return {
    n: answers.length,
    meanCharacters: mean(texts.map(codePoints)),
    meanWords: mean(texts.map((text) => plainWords(text, writing).length)),
    empty: mean(texts.map((text) => (text.trim() === '' ? 1 : 0))),
    cutOff: mean(flags.map(Number)),
    unparseable: mean(answers.map(({ prediction }) => (prediction === null ? 1 : 0))),
  };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
