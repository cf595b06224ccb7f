/**
 * Values of label columns → labels, for all splits at once: which values are one (0 and 0.0), which mean that there is no label, and what
 * the labels are called. Everything that was decided is a note.
 */
import { ConfigError, LoadError } from '@adaptbench/core';
import type { Columns } from './columns.ts';
import type { LeftOut } from './definition.ts';
import { type Code, type CodeDecision, codeOf, decideCode } from './label-codes.ts';
import { checkNumber, labelNotes } from './label-notes.ts';
import { type KnownLabels, type Meaning, type Source, source } from './label-source.ts';
import { cellOf, isMissingWord } from './missing.ts';
import type { Row, Table } from './read/table.ts';
import { byValue, classIndex, isNumber, spellingKey, withoutInvisible } from './spelling.ts';

export interface Labels {
  /** Numbers by size and words by letter; those that the user named in the order given, numbers by size. */
  readonly labels: readonly string[];
  readonly notes: readonly string[];
  /** @throws LoadError where a value is none of the known labels */
  of(row: Row, table: Table): { readonly label: string } | LeftOut;
}

/** @throws ConfigError where there are fewer than two labels, or as many as there are rows */
export function readLabels(columns: readonly Columns[], known: KnownLabels): Labels {
  const sources = columns.flatMap((one) => (one.answer === null ? [] : [source(one, columns)]));
  const decisions = decideCodes(sources, known);
  const find = finder(known);
  const meanings = new Map<Table, ReadonlyMap<string, Meaning>>();
  const spellings = new Map<string, Map<string, number>>();
  for (const { table, counts, classes } of sources) {
    const own = new Map<string, Meaning>();
    for (const [value, rows] of counts) {
      const meaning = meaningOf(value, classes, find, decisions.get(table)!);
      own.set(value, meaning);
      if (!('written' in meaning)) continue;
      const key = spellingKey(meaning.written);
      const forms = spellings.get(key) ?? new Map<string, number>();
      spellings.set(key, forms.set(meaning.written, (forms.get(meaning.written) ?? 0) + rows));
    }
    meanings.set(table, own);
  }
  const nameOf = new Map([...spellings].map(([key, forms]) => [key, bestForm(forms)]));
  const labels = known.fixed
    ? [...new Set(Object.values(known.fixed))]
    : (namedInOrder(known.names) ?? [...nameOf.values()].toSorted(byValue));
  const column = sources[0]?.column ?? '';
  const decided = labelNotes({ sources, meanings, spellings, nameOf, decisions, known });
  if (labels.length < 2)
    throw new ConfigError(
      [
        `labels: column "${column}" holds ${labels.length === 0 ? 'no label' : `one value only (${labels.join()})`}: expected at least two labels.`,
        ...decided.map((note) => `${note}.`),
      ].join(' '),
    );
  if (!known.fixed && known.names === undefined) checkNumber(sources, spellings, column, known.columnNamed);
  const byTable = new Map(sources.map((one) => [one.table, one]));
  return {
    labels,
    notes: decided,
    of(row, table) {
      const found = byTable.get(table);
      if (!found) return { leftOut: 'no column of labels', lacks: 'answer' };
      const meaning = meanings.get(table)!.get(cellOf(row, found.column))!;
      if ('fault' in meaning) throw new LoadError(meaning.fault);
      if ('leftOut' in meaning) return withheld(meaning);
      return { label: 'named' in meaning ? meaning.named : nameOf.get(spellingKey(meaning.written))! };
    },
  };
}

/** A code or a word is perhaps a label after all. */
function withheld({ leftOut, code, word }: Extract<Meaning, { leftOut: string }>): LeftOut {
  const value = code ?? word;
  if (value === undefined) return { leftOut, lacks: 'answer' };
  const taken = word === undefined ? 'taken for "no label"' : 'no label, as pandas reads it';
  return {
    leftOut,
    lacks: 'answer',
    fault: `${leftOut} is ${taken}: if it is one, name all with --labels=${value}=…,…`,
  };
}

/** By a value as it is written, or else by another spelling of it. */
type Find = (value: string) => string | undefined;

function finder({ names, fixed }: KnownLabels): { user: Find; task: Find; names: readonly string[] | null } {
  const by = (record: Readonly<Record<string, string>> = {}): Find => {
    const exact = new Map(Object.entries(record));
    const spelled = new Map(Object.entries(record).map(([value, name]) => [spellingKey(value), name]));
    return (value) =>
      exact.get(value) ?? (isMissingWord(value) ? undefined : spelled.get(spellingKey(value)));
  };
  const all = { ...fixed, ...names };
  return { user: by(names), task: by(fixed), names: names || fixed ? Object.keys(all) : null };
}

function meaningOf(
  value: string,
  classes: Source['classes'],
  find: ReturnType<typeof finder>,
  decisions: ReadonlyMap<Code, CodeDecision>,
): Meaning {
  const index = classes ? classIndex(value) : null;
  const word = index === null ? undefined : classes!.names[index];
  const said = find.user(value) ?? (word === undefined ? undefined : find.user(word));
  if (said !== undefined) return { named: said };
  if (value === '') return { leftOut: 'no label' };
  if (isMissingWord(value)) return { leftOut: `label ${JSON.stringify(value)}`, word: value };
  const task = (word === undefined ? undefined : find.task(word)) ?? find.task(value);
  if (task !== undefined) return { named: task };
  const code = codeOf(value);
  if (code !== null && decisions.get(code)?.label !== true)
    return { leftOut: `label ${JSON.stringify(value)}`, code };
  if (find.names !== null)
    return {
      fault: `unknown label "${word ?? value}": expected ${find.names.join(', ')}. Name values with --labels ${word ?? value}=…`,
    };
  if (index !== null && word === undefined)
    return {
      fault: `class ${value} has no name: the file names ${classes!.names.length} (${classes!.names.slice(0, 5).join(', ')}${classes!.names.length > 5 ? ', …' : ''}). Name values with --labels ${value}=…`,
    };
  return { written: word ?? value };
}

/** For each table with labels, what the codes in it mean. */
function decideCodes(
  sources: readonly Source[],
  { names, fixed }: KnownLabels,
): ReadonlyMap<Table, ReadonlyMap<Code, CodeDecision>> {
  const valuesOf = (some: readonly Source[]): string[] => [
    ...new Set(some.flatMap(({ counts }) => [...counts.keys()].filter((value) => !isMissingWord(value)))),
  ];
  const trained = valuesOf(sources.filter(({ split }) => split === 'train' || split === 'all'));
  const others = trained.filter((value) => codeOf(value) === null).toSorted(byValue);
  return new Map(
    sources.map(({ table, split, classes }) => {
      const inSplit = valuesOf(sources.filter((one) => one.split === split));
      const known = names
        ? '--labels names others'
        : fixed
          ? 'the task knows its labels'
          : classes
            ? 'the file names its classes'
            : null;
      const decided = new Map<Code, CodeDecision>();
      for (const code of inSplit.flatMap((value) => codeOf(value) ?? [])) {
        const inTrain = trained.some((value) => codeOf(value) === code);
        const whole =
          inSplit.every((value) => codeOf(value) === code) && split !== 'train' && split !== 'all';
        decided.set(
          code,
          whole
            ? { label: false, because: `all of ${split} has it` }
            : decideCode(code, { others, inTrain, known }),
        );
      }
      return [table, decided];
    }),
  );
}

/** The shortest, then the most frequent: 0 rather than 0.0. */
const bestForm = (forms: ReadonlyMap<string, number>): string =>
  withoutInvisible(
    [...forms].toSorted(([a, n], [b, m]) => a.length - b.length || m - n || (a < b ? -1 : 1))[0]![0],
  );

function namedInOrder(names: KnownLabels['names']): readonly string[] | null {
  if (names === undefined) return null;
  const values = Object.keys(names);
  return [
    ...new Set((values.every(isNumber) ? values.toSorted(byValue) : values).map((value) => names[value]!)),
  ];
}
