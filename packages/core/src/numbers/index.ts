/** Exact numbers and the words for them, for everything that reads numbers out of text. */
export { chineseNumber, chineseNumeral } from './chinese.ts';
export { englishNumber, englishNumberWord, englishNumerals, englishScale } from './english.ts';
export * from './fraction.ts';
