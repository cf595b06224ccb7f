/** Labels whose words tell a model little, for they are scored as words, and labels that may be several each. */
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

/**
 * The flag that renames them, with all labels, as those that are not named would be refused.
 * @param beside a column that has words for them
 */
export function wordNotes(labels: readonly string[], beside: string | null = null): string[] {
  const few = labels.filter(saysLittle);
  if (few.length === 0) return [];
  if (beside !== null)
    return [
      `labels are numbers, which tell a model nothing: column ${JSON.stringify(beside)} has words for them, take it with --label-column ${/^\w+$/u.test(beside) ? beside : JSON.stringify(beside)}`,
    ];
  if (labels.every(isNumber))
    return [`labels are numbers, which tell a model nothing: name them, e.g. --labels=${naming(labels)}`];
  const shown =
    few.slice(0, SHOWN).join(', ') + (few.length > SHOWN ? `, and ${few.length - SHOWN} more` : '');
  return [
    `labels that say little to a model: ${shown}. Name all in words, e.g. --labels=${naming([...few, ...labels.filter((label) => !few.includes(label))])}`,
  ];
}

/**
 * Labels such as `sport|money` beside `sport`: several labels of one item, which a classification takes for one. Told where the parts of
 * most of them come again.
 */
export function jointNotes(labels: readonly string[]): string[] {
  for (const separator of ['|', ';', ',']) {
    const joint = labels.filter((label) => label.includes(separator));
    if (joint.length === 0) continue;
    const counts = new Map<string, number>();
    const partsOf = (label: string): string[] => [
      ...new Set(label.split(separator).map((part) => part.trim())),
    ];
    for (const label of labels)
      for (const part of partsOf(label)) counts.set(part, (counts.get(part) ?? 0) + 1);
    const again = joint.filter((label) => partsOf(label).some((part) => counts.get(part)! > 1));
    if (again.length < joint.length / 2 || (separator === ',' && counts.size >= labels.length)) continue;
    const shown = joint.slice(0, SHOWN).map((label) => JSON.stringify(label));
    return [
      `WARNING: ${shown.join(', ')}${joint.length > SHOWN ? ` and ${joint.length - SHOWN} more` : ''}: each counts as one label. If it is several, say --extract set --separator "${separator}"`,
    ];
  }
  return [];
}

const naming = (labels: readonly string[]): string =>
  labels.length === 2 && labels.every(isNumber)
    ? `${labels[0]}=negative,${labels[1]}=positive`
    : labels
        .map((label) => `${label}=…`)
        .slice(0, SHOWN)
        .join(',') + (labels.length > SHOWN && !labels.every(isNumber) ? ',…' : '');
