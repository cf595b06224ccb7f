/** The words around rationales and answers, by language. Zero-shot phrases are those of Kojima et al. 2022 (appendix A.5). */
export interface Phrases {
  /** Between a question and what follows on the same line. */
  readonly space: string;
  /** The answer at the end of a worked solution. */
  readonly conclusion: (answer: string) => string;
  /** The answer after a phrase that asks for it. */
  readonly reply: (answer: string) => string;
  /** Begins an answer without any solution; `form` says what answers look like. */
  readonly direct: (form: string) => string;
  /** Asks for the answer after the model's own thoughts. */
  readonly extraction: (form: string) => string;
  /** What a reader is given before an answer that one of these two asked for. */
  readonly cue: string;
  /** Between the last two of several. */
  readonly or: string;
}

const english: Phrases = {
  space: ' ',
  conclusion: (answer) => `The answer is ${answer}.`,
  reply: (answer) => ` ${answer}.`,
  direct: (form) => `The answer${form === '' ? '' : ` (${form})`} is`,
  extraction: (form) => `\nTherefore, the answer${form === '' ? '' : ` (${form})`} is`,
  cue: 'The answer is',
  or: ' or ',
};
const chinese: Phrases = {
  space: '',
  conclusion: (answer) => `答案是${answer}。`,
  reply: (answer) => `${answer}。`,
  direct: (form) => `答案${form === '' ? '' : `（${form}）`}是`,
  extraction: (form) => `\n因此，答案${form === '' ? '' : `（${form}）`}是`,
  cue: '答案是',
  or: '或',
};

export const phrasesOf = (language: string): Phrases => (/^zh\b/u.test(language) ? chinese : english);
