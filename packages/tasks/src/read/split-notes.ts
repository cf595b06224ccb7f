/** What was decided about the files of a folder or repository, in words. */

/** `all`: data that nobody has split. */
export type SplitName = 'train' | 'validation' | 'test' | 'all';
export type SplitFiles = Partial<Record<SplitName, readonly string[]>>;

/** Names that a message holds before the rest is only counted. */
const SHOWN = 8;

/** `a, b and 3 more`. */
export const andMore = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;

/** @param left why a file is no part of any split, by its name */
export function splitNotes(splits: SplitFiles, left: ReadonlyMap<string, string>): string[] {
  const used = (['train', 'validation', 'test', 'all'] as const).flatMap((split) =>
    splits[split] === undefined ? [] : [`${split === 'all' ? 'unsplit' : split} ${andMore(splits[split])}`],
  );
  const why = new Set(left.values());
  const out = [...why].map(
    (reason) => `${andMore([...left].flatMap(([name, r]) => (r === reason ? [name] : [])))} (${reason})`,
  );
  return [
    `files: ${used.join('; ')}`,
    ...(out.length === 0
      ? []
      : [
          `files left out: ${out.join('; ')}. To use others, name a file for each split: --data train=…,test=…`,
        ]),
  ];
}
