/** Which option a file says is right: by its label or letter, by its text, or by its number from 0 or 1. One way for a whole file. */
import type { Option } from './options.ts';

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A question's options and what stands in the column of answers. */
export interface Choice {
  readonly options: readonly Option[];
  readonly answer: string;
}

interface Way {
  readonly name: string;
  /** The position of the right option; -1 where the answer says none. */
  at(choice: Choice): number;
}

const index = (answer: string): number => (/^\d{1,2}(?:\.0)?$/u.test(answer) ? Number(answer) : NaN);
const within = (at: number, { options }: Choice): number => (at >= 0 && at < options.length ? at : -1);

const byLabel: Way = {
  name: 'label',
  at: ({ options, answer }) =>
    options.findIndex(({ label }) => label?.toLowerCase() === answer.toLowerCase()),
};
const byLetter: Way = {
  name: 'letter',
  at(choice) {
    const letter = /^\(?([A-Za-z])[).]?$/u.exec(choice.answer)?.[1] ?? '';
    return letter === '' ? -1 : within(LETTERS.indexOf(letter.toUpperCase()), choice);
  },
};
const byText: Way = {
  name: 'text',
  at: ({ options, answer }) => options.findIndex(({ text }) => text === answer),
};
const from0: Way = { name: 'number from 0', at: (choice) => within(index(choice.answer), choice) };
const from1: Way = { name: 'number from 1', at: (choice) => within(index(choice.answer) - 1, choice) };

/**
 * The way that fails in the fewest rows, which are then told line by line; null where all fail in half of them. Numbers count from 1 only where no answer is 0 and one
 * is as many as there are options.
 */
export function wayOf(choices: readonly Choice[]): Way | null {
  const most = (choices.length - 1) / 2;
  const one = choices.some(({ options, answer }) => index(answer) === options.length);
  const none = choices.some(({ answer }) => index(answer) === 0);
  const [best] = [byLabel, byLetter, byText, ...(one && !none ? [from1] : [from0])]
    .map((way) => ({ way, faults: choices.filter((choice) => way.at(choice) === -1).length }))
    .toSorted((a, b) => a.faults - b.faults);
  return best !== undefined && best.faults <= most ? best.way : null;
}
