/**
 * −1 and −100: "no label" or a label? The `datasets` library writes −1 where a label is withheld, PyTorch passes over −100 in a loss; but
 * −1, 0, 1 is also how sentiment is written down. Where `--labels` names the value it is a label; else the rest of the column decides,
 * and what was decided is said.
 */
import { classIndex, isNumber } from './spelling.ts';

/** The code that a value is, however it is written (`-1`, `-1.0`); null where it is none. */
export const codeOf = (value: string): Code | null =>
  isNumber(value) ? (codes.find((code) => Number(value) === code) ?? null) : null;

export type Code = (typeof codes)[number];
const codes = [-1, -100] as const;

export interface CodeDecision {
  readonly label: boolean;
  /** Why, after "as". */
  readonly because: string;
}

/** What else stands in the label columns. */
export interface Surroundings {
  /** Other values in train, or in the undivided file: neither missing nor codes. */
  readonly others: readonly string[];
  /** Whether train, or the undivided file, has the code. */
  readonly inTrain: boolean;
  /** Whether the labels are known beforehand: named by the file, by the task or by `--labels`. */
  readonly known: string | null;
}

/** For a code that nobody has named, in a split that has other values too. */
export function decideCode(code: Code, { others, inTrain, known }: Surroundings): CodeDecision {
  const none = (because: string): CodeDecision => ({ label: false, because });
  const label = (because: string): CodeDecision => ({ label: true, because });
  if (known !== null) return none(known);
  if (!inTrain) return none('train has none');
  if (others.length === 0) return none('nothing else is there');
  if (!others.every(isNumber)) return none('the others are words');
  const beside = `it stands beside ${others.slice(0, 5).join(', ')} in train`;
  if (others.length === 1) return label(beside);
  const numbers = others.map(Number);
  // A scale such as -2 … 2.
  if (numbers.some((n) => n < 0)) return label(beside);
  const within = code === -1 ? numbers.every((n) => n <= 1) : numbers.includes(100);
  if (within) return label(beside);
  return none(
    others.every((value) => classIndex(value) !== null)
      ? `the others are the classes ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}`
      : 'no other value is negative',
  );
}
