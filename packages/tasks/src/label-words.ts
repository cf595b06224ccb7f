/** Labels whose words tell a model little: they are scored as words, so a name in plain words is worth having. */
import { isNumber } from './spelling.ts';

/** Labels that are named, before there are only dots. */
const SHOWN = 4;

/** Short words that are written in capitals and say what they mean. */
const words: ReadonlySet<string> = new Set(
  'YES NO TRUE FALSE SPAM HAM GOOD BAD HIGH LOW MALE TOXIC OK SAFE HATE LOVE JOY FEAR ANGER NEWS SPORT TECH'.split(
    ' ',
  ),
);

/** A number, a single letter, LABEL_0, an abbreviation in capitals. */
const saysLittle = (label: string): boolean =>
  isNumber(label) ||
  /^[A-Za-z]$/u.test(label) ||
  /^(?:label|class|category|cat|type|cluster|topic|c|l|y)[ _-]?\d+$/iu.test(label) ||
  (/^[A-Z][A-Z\d]{1,4}$/u.test(label) && !words.has(label));

/** The flag that renames them, with all labels, as those that are not named would be refused. */
export function wordNotes(labels: readonly string[]): string[] {
  const few = labels.filter(saysLittle);
  if (few.length === 0) return [];
  if (labels.every(isNumber))
    return [`labels are numbers, which tell a model nothing: name them, e.g. --labels=${naming(labels)}`];
  const shown =
    few.slice(0, SHOWN).join(', ') + (few.length > SHOWN ? `, and ${few.length - SHOWN} more` : '');
  return [
    `labels that say little to a model: ${shown}. Name all in words, e.g. --labels=${naming([...few, ...labels.filter((label) => !few.includes(label))])}`,
  ];
}

const naming = (labels: readonly string[]): string =>
  labels.length === 2 && labels.every(isNumber)
    ? `${labels[0]}=negative,${labels[1]}=positive`
    : labels
        .map((label) => `${label}=…`)
        .slice(0, SHOWN)
        .join(',') + (labels.length > SHOWN && !labels.every(isNumber) ? ',…' : '');
