/** What was decided about the values of label columns, in words; and the check that they are labels at all. */
import { ConfigError } from '@adaptbench/core';
import { groupBy } from './group-by.ts';
import { type Code, type CodeDecision, codeOf } from './label-codes.ts';
import type { KnownLabels, Meaning, Source } from './label-source.ts';
import { isMissingWord } from './missing.ts';
import type { Table } from './read/table.ts';
import { lookAlike } from './spelling.ts';

interface Decided {
  readonly sources: readonly Source[];
  readonly meanings: ReadonlyMap<Table, ReadonlyMap<string, Meaning>>;
  /** Rows by spelling, by what makes spellings one. */
  readonly spellings: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly nameOf: ReadonlyMap<string, string>;
  readonly decisions: ReadonlyMap<Table, ReadonlyMap<Code, CodeDecision>>;
  readonly known: KnownLabels;
}

/** One line each. */
export function labelNotes(decided: Decided): string[] {
  return [
    ...classNotes(decided),
    ...mergeNotes(decided),
    ...alikeNotes(decided),
    ...truthNotes(decided),
    ...printedNotes(decided),
    ...missingNotes(decided),
    ...codeNotes(decided),
    ...unusedNotes(decided),
  ];
}

/** Class names of one file that are used for another. */
const classNotes = ({ sources }: Decided): string[] =>
  sources.flatMap(({ table, classes }) =>
    classes && classes.from !== table
      ? [`${table.file}: its classes have the names that stand in ${classes.from.file}`]
      : [],
  );

function mergeNotes({ spellings }: Decided): string[] {
  const several = [...spellings.values()].filter((forms) => forms.size > 1);
  if (several.length === 0) return [];
  const shown = several.slice(0, SHOWN).map((forms) => [...forms.keys()].map(seen).join(' and '));
  return [
    `written in several ways, but one label each: ${[...shown, ...more(several.length - SHOWN)].join('; ')}. To part them, name all labels with --labels`,
  ];
}

/** A value in quotes, in which what is invisible is written by its number. */
const seen = (value: string): string =>
  JSON.stringify(value).replaceAll(
    /\p{Cf}/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );

const YES: ReadonlySet<string> = new Set(['true', 'yes', 'y', 't', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', 'n', 'f', '0']);

/** `True` beside `1`, `Yes` beside `Y`, where nothing else is there. */
function truthNotes({ nameOf }: Decided): string[] {
  const names = [...nameOf.values()];
  const [yes, no] = [YES, NO].map((words) => names.filter((name) => words.has(name.toLowerCase())));
  if (names.length < 3 || yes!.length + no!.length < names.length || new Set(names.map(lookAlike)).size < 3)
    return [];
  return [
    `WARNING: labels that may be two, and count as ${names.length}: ${[no!, yes!].map((some) => some.map((name) => JSON.stringify(name)).join(' and ')).join('; ')}. To make them two, name all: --labels ${[...no!.map((name) => `${name}=no`), ...yes!.map((name) => `${name}=yes`)].join(',')}`,
  ];
}

/** `[0 1]`, as NumPy prints lists. */
function printedNotes({ nameOf }: Decided): string[] {
  const names = [...nameOf.values()];
  const printed = names.filter((name) => /^\[[^"']*\]$/u.test(name));
  if (printed.length < 2 || printed.length < names.length / 2) return [];
  return [
    `WARNING: labels are lists as NumPy or pandas prints them (${printed
      .slice(0, 3)
      .map((name) => JSON.stringify(name))
      .join(
        ', ',
      )}), and each counts as one label. Write them as JSON, e.g. ["a", "b"]: then each is a set of labels`,
  ];
}

function alikeNotes({ nameOf }: Decided): string[] {
  const alike = [...groupBy(nameOf.values(), lookAlike).values()].filter((names) => names.length > 1);
  if (alike.length === 0) return [];
  const shown = alike.slice(0, SHOWN).map((names) => names.map((name) => JSON.stringify(name)).join(' and '));
  const one = alike[0]!;
  const others = [...nameOf.values()].filter((name) => !one.includes(name));
  return [
    `WARNING: labels that differ in case, width, white space, hyphens, final points or script only, and count as several: ${[...shown, ...more(alike.length - SHOWN)].join('; ')}. To make them one, name all labels: --labels ${naming(one, one[0])},${naming(others)}`.replace(
      /,$/u,
      '',
    ),
  ];
}

function missingNotes({ sources, meanings, nameOf, known }: Decided): string[] {
  const found = sources.flatMap(({ table, counts }) =>
    [...counts.keys()].filter(
      (value) => value !== '' && isMissingWord(value) && 'leftOut' in meanings.get(table)!.get(value)!,
    ),
  );
  const values = [...new Set(found)];
  const [first] = values;
  if (first === undefined) return [];
  const others = known.names ? Object.keys(known.names) : [...nameOf.values()];
  return [
    `no label, as pandas reads it: ${values.map((value) => JSON.stringify(value)).join(', ')}. To keep one as a label, name all labels: --labels ${naming([first, ...others])}`,
  ];
}

/** What --labels would say of values, as it is typed: `0=…,1=…`; the name where it is known. */
const naming = (values: readonly string[], name = '…'): string =>
  `${values
    .slice(0, SHOWN)
    .map((value) => `${value}=${name}`)
    .join(',')}${values.length > SHOWN ? ',…' : ''}`;

/** Of every split, as a code may be a label in train and withheld labels in test. */
function codeNotes({ sources, meanings, decisions, nameOf }: Decided): string[] {
  const others = [...nameOf.values()].filter((name) => codeOf(name) === null);
  const lines = sources.flatMap(({ table, split, counts }) =>
    [...counts].flatMap(([value, rows]) => {
      const code = codeOf(value);
      const decision = code === null ? undefined : decisions.get(table)!.get(code);
      if (decision === undefined || 'named' in meanings.get(table)!.get(value)!) return [];
      const line = decision.label
        ? `taken for a label, as ${decision.because}${others.length < 2 ? '' : `. If it means "no label", name the others: --labels ${naming(others)}`}`
        : `taken for "no label", as ${decision.because}. If it is one, name all: --labels=${naming([value, ...others])}`;
      return [{ value, line, rows, split }];
    }),
  );
  return [...groupBy(lines, ({ value, line }) => `${value}: ${line}`).values()].map((list) => {
    const where = [...groupBy(list, ({ split }) => split)].map(
      ([split, some]) =>
        `${some.reduce((n, { rows }) => n + rows, 0)} ${split === 'all' ? 'rows' : `rows of ${split}`}`,
    );
    return `${list[0]!.value} (${where.join(', ')}): ${list[0]!.line}`;
  });
}

/** Names that nothing in the file has. */
function unusedNotes({ sources, meanings, known: { names = {} } }: Decided): string[] {
  const used = new Set(
    sources.flatMap(({ table, counts }) =>
      [...counts.keys()].flatMap((value) => {
        const meaning = meanings.get(table)!.get(value)!;
        return 'named' in meaning ? [meaning.named] : [];
      }),
    ),
  );
  const unused = Object.entries(names).filter(([, name]) => !used.has(name));
  return unused.length === 0
    ? []
    : [
        `WARNING: no row has the label ${unused.map(([value, name]) => `${name} (${value})`).join(', ')} that --labels names`,
      ];
}

/** Fewer values than this are labels, however few rows there are. */
const ALWAYS_LABELS = 32;

/**
 * A column that nearly says which row it is (an id, a text) is no column of labels: each value would be scored for each item.
 * @param named whether the user named the column, who is then only stopped where no value comes twice
 * @throws ConfigError
 */
export function checkNumber(
  sources: readonly Source[],
  spellings: Decided['spellings'],
  column: string,
  named: boolean,
): void {
  const labels = spellings.size;
  const rows = [...spellings.values()].flatMap((forms) => [...forms.values()]).reduce((n, m) => n + m, 0);
  if (labels <= ALWAYS_LABELS || (named ? labels < rows : labels <= rows / 2)) return;
  const file = sources[0]?.table.file ?? '';
  throw new ConfigError(
    `labels: column "${column}" of ${file} holds ${labels} different values in ${rows} rows: is it a text or an id? Name the column of labels with --label-column, or, if this is it, ${named ? 'each label with --labels value=name,…' : `say so: --label-column ${column}`}.`,
  );
}

/** Of a kind, before the rest is only counted. */
const SHOWN = 4;
const more = (n: number): string[] => (n > 0 ? [`and ${n} more`] : []);
