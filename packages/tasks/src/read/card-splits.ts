/** Which files are which split where a README.md beside them says so; its word goes before the files' names. */
import { LoadError } from '@adaptbench/core';
import { type CardConfig, UNSAID, configsInCard, isMeant } from './card-configs.ts';
import { frontMatter } from './class-names.ts';
import { isDataFile } from './file-name.ts';
import { type ChosenFiles, splitFiles, splitOf } from './split-files.ts';
import { type SplitFiles, type SplitName, andMore, missingParts, splitNotes } from './split-notes.ts';

/**
 * @param names paths with `/`, relative to the folder
 * @param config the one that was asked for
 * @param byNames what the names say
 * @throws LoadError where the card has several configurations and none is meant
 */
export function splitsByCard(
  card: string,
  names: readonly string[],
  { where, config, byNames }: { where: string; config?: string | undefined; byNames: () => ChosenFiles },
): ChosenFiles {
  const configs = configsInCard(frontMatter(card)).filter(({ patterns }) => patterns.size > 0);
  const chosen = chosenConfig(configs, config);
  if (chosen === null) return byNames();
  const told = splitsOf(chosen, names, where);
  if (told === null) {
    const found = byNames();
    return {
      ...found,
      notes: [
        ...found.notes,
        `WARNING: ${where}: README.md names files that are not there (${andMore([...chosen.patterns.values()].flat())})`,
      ],
    };
  }
  const named = attempt(byNames);
  if (named !== null && same(named.splits, told)) return named;
  const used = new Set(Object.values(told).flat());
  const left = new Map(
    names.flatMap((name) =>
      isDataFile(name) && !used.has(name) ? [[name, 'README.md names it for no split'] as const] : [],
    ),
  );
  const [files, ...others] = splitNotes(told, configs.length > 1 ? new Map() : left);
  return { splits: told, notes: [`${files}: README.md says so`, ...others, ...missingParts([...used])] };

  function chosenConfig(all: readonly CardConfig[], asked: string | undefined): CardConfig | null {
    if (asked !== undefined) return all.find(({ name }) => name === asked) ?? null;
    if (all.length < 2) return all[0] ?? null;
    return (
      all.find(({ isDefault }) => isDefault) ?? all.find(({ name }) => name === 'default') ?? several(all)
    );
  }

  /** Folders of configurations are chosen by their names. */
  function several(all: readonly CardConfig[]): null {
    if (attempt(byNames) === null) return null;
    throw new LoadError(
      `${where}: README.md names several configurations: ${andMore(all.map(({ name }) => name))}. ${where.startsWith('hf:') ? `Add one to the name, e.g. "${where}/${all[0]!.name}".` : 'Name a file for each split: --data train=…,test=….'}`,
    );
  }
}

/** Letters of paths by letters of patterns, of all pairs: some seconds of work. */
const MOST_WORK = 200_000_000;

/** The files by split; null where none is there. */
function splitsOf({ patterns }: CardConfig, names: readonly string[], where: string): SplitFiles | null {
  const data = names.filter(isDataFile);
  let work = 0;
  const meantBy = (list: readonly string[]): string[] =>
    data.filter((name) =>
      list.some((pattern) => {
        work += name.length * pattern.length;
        if (work > MOST_WORK)
          throw new LoadError(
            `${where}: README.md has too many patterns for so many files. Name a file for each split: --data train=…,test=….`,
          );
        return isMeant(name, pattern);
      }),
    );
  const unsaid = patterns.get(UNSAID);
  if (unsaid !== undefined) {
    // Other than in `datasets`, where all of them are for training.
    const meant = names.filter(
      (name) => isDataFile(name) && unsaid.some((pattern) => isMeant(name, pattern)),
    );
    return meant.length === 0 ? null : splitFiles(meant, where).splits;
  }
  const files = [...patterns].flatMap(([split, list]) => {
    const meant = meantBy(list);
    return meant.length === 0 ? [] : [{ split, meant: meant.toSorted() }];
  });
  const out: Partial<Record<SplitName, readonly string[]>> = {};
  const from = new Map<SplitName, string>();
  for (const { split, meant } of files) {
    const name = files.length === 1 && splitOf(split) === null ? 'all' : splitOf(split);
    if (name === null) continue;
    const other = from.get(name);
    // `train` beside `train_small`.
    if (other === name) continue;
    if (other !== undefined && split !== name)
      throw new LoadError(
        `${where}: README.md has several splits for ${name}: ${other}, ${split}. Name a file for each split: --data train=…,test=….`,
      );
    from.set(name, split);
    out[name] = meant;
  }
  return Object.keys(out).length === 0 ? null : out;
}

function attempt(run: () => ChosenFiles): ChosenFiles | null {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof LoadError) return null;
    throw cause;
  }
}

const same = (one: SplitFiles, other: SplitFiles): boolean =>
  (['train', 'validation', 'test', 'all'] as const).every(
    (split) => JSON.stringify(one[split]?.toSorted()) === JSON.stringify(other[split]),
  );
