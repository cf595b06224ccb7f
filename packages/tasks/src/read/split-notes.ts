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

/** Parts of a split that its names count and that are not there: `train-00001-of-00003.parquet`. */
export function missingParts(names: readonly string[]): string[] {
  const series = new Map<string, { readonly total: number; readonly there: Set<number> }>();
  for (const name of names) {
    const [, before, part, total, after] = PART.exec(name) ?? [];
    if (before === undefined) continue;
    const key = `${before}…-of-${total}${after}`;
    const one = series.get(key) ?? { total: Number(total), there: new Set<number>() };
    series.set(key, one);
    one.there.add(Number(part));
  }
  return [...series].flatMap(([key, { total, there }]) =>
    there.size >= total
      ? []
      : [
          `WARNING: ${key}: ${total - there.size} of ${total} parts are not there. Fetch them, or know that data are missing`,
        ],
  );
}

/** `part` of `total`, as the `datasets` library counts from 0. */
const PART = /^(.*-)(\d{5})-of-(\d{5})(\..*)$/su;

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
