/**
 * Items of all splits, before anything is cut or sampled: can one learn from train what test asks? Finds texts that stand there with
 * several answers (one sentence of a pair), labels that test has and train lacks, and splits of one label.
 */
import { ConfigError, type Item, LoadError, itemKey } from '@adaptbench/core';
import { groupBy } from './group-by.ts';
import type { SplitName } from './read/split-notes.ts';

export type Parts = Partial<Record<SplitName, readonly Item[]>>;

export interface CheckOptions {
  readonly kind: 'classification' | 'generation';
  /** Whether the user said which columns are shown, or which labels there are: then what is found is only noted. */
  readonly shownByUser: boolean;
  readonly namedByUser: boolean;
  /** How unclear texts are mended. */
  readonly unclear: string | undefined;
}

/** @returns what is to be known of them. @throws LoadError or ConfigError where a run would measure nothing */
export function checkParts(parts: Parts, options: CheckOptions): string[] {
  const notes = unclearNotes(parts, options);
  return options.kind === 'classification' ? [...notes, ...labelsPerSplit(parts, options)] : notes;
}

/** From this share of unclear items on, the text does not tell the answer. */
const MOST_UNCLEAR = 0.5;

function unclearNotes(parts: Parts, { unclear: mend, shownByUser }: CheckOptions): string[] {
  return Object.entries(parts).flatMap(([split, items]) => {
    const unclear = [...groupBy(items, itemKey).values()]
      .filter((group) => group.some(({ answer }) => answer !== group[0]!.answer))
      .reduce((n, group) => n + group.length, 0);
    if (unclear === 0) return [];
    const what = `${unclear} of ${items.length} items have a text that stands there with different answers`;
    if (unclear / items.length >= MOST_UNCLEAR && !shownByUser)
      throw new LoadError(
        `${split === 'all' ? 'the data' : split}: ${what}. ${mend ?? 'Is it the right column?'}`,
      );
    // Of undivided data they are left out, which is said there.
    return split === 'all' ? [] : [`${split}: ${what}; they stay, as the split is given`];
  });
}

/** Labels before the rest is only counted. */
const SHOWN = 8;
const some = (labels: readonly string[]): string =>
  labels.length <= SHOWN
    ? labels.join(', ')
    : `${labels.slice(0, SHOWN).join(', ')} and ${labels.length - SHOWN} more`;

function labelsPerSplit(parts: Parts, { namedByUser }: CheckOptions): string[] {
  const labelsOf = (items: readonly Item[] = []): string[] => [...new Set(items.map(({ answer }) => answer))];
  const trained = labelsOf(parts.train ?? parts.all);
  const notes: string[] = [];
  if (trained.length === 1)
    throw new ConfigError(
      `labels: all items ${parts.train ? 'of train' : 'that are left'} are ${trained[0]}: expected at least two labels.`,
    );
  for (const split of ['validation', 'test'] as const) {
    const labels = labelsOf(parts[split]);
    if (labels.length === 0 || trained.length === 0) continue;
    const lacking = labels.filter((label) => !trained.includes(label));
    if (lacking.length === labels.length && !namedByUser)
      throw new LoadError(
        `labels: ${split} has ${some(labels)}, none of which is in train (${some(trained)}). Name what belongs together, e.g. --labels ${labels[0]}=${trained[0]},${trained[0]}=${trained[0]},…; if ${split} is without labels, leave it out: --data train=FILE.`,
      );
    if (lacking.length > 0) {
      const rows = parts[split]!.filter(({ answer }) => lacking.includes(answer)).length;
      notes.push(
        `WARNING: train has no item with the label ${some(lacking)}, which ${rows} of ${parts[split]!.length} ${split} items have`,
      );
    }
    if (labels.length === 1) notes.push(`WARNING: all items of ${split} have one label: ${labels[0]}`);
  }
  return notes;
}

/** How many items have which label: `labels (train + validation + test): bad 28 + 4 + 8`; of many labels the rarest. */
export function countNote(
  splits: Readonly<Record<'train' | 'validation' | 'test', readonly Item[]>>,
  labels: readonly string[],
): string {
  const counts = (['train', 'validation', 'test'] as const).map((split) => {
    const of = new Map<string, number>();
    for (const { answer } of splits[split]) of.set(answer, (of.get(answer) ?? 0) + 1);
    return of;
  });
  const text = (label: string): string => `${label} ${counts.map((of) => of.get(label) ?? 0).join(' + ')}`;
  if (labels.length <= SHOWN_COUNTS)
    return `labels (train + validation + test): ${labels.map(text).join(', ')}`;
  const inTrain = (label: string): number => counts[0]!.get(label) ?? 0;
  const rarest = labels.toSorted((a, b) => inTrain(a) - inTrain(b));
  return `${labels.length} labels (train + validation + test), from ${text(rarest[0]!)} to ${text(rarest.at(-1)!)}`;
}
const SHOWN_COUNTS = 12;
