/**
 * Rows of tables → items. A row that cannot be used is left out, counted and named, while such rows are few (1 % of their file, one at
 * least). Beyond that they are refused, with what is wrong with the first, unless the user allows more. A validation or test split without
 * any answer was published so: that is said and nothing more.
 */
import { type Item, LoadError } from '@adaptbench/core';
import type { LeftOut, OpenedTask } from './definition.ts';
import { groupBy } from './group-by.ts';
import type { DataSet } from './read/data-set.ts';
import type { SplitName } from './read/split-notes.ts';
import type { Row, Table } from './read/table.ts';

/** Rows that may be left out of a file unless told: a slip here and there, no misunderstanding. */
const SHARE = 0.01;

/** Faults that are told before the rest is only counted, and lines that are named. */
const SHOWN = 5;

export interface ReadRows {
  readonly parts: Partial<Record<SplitName, readonly Item[]>>;
  readonly notes: readonly string[];
  readonly leftOut: readonly LeftOutRows[];
}

/** Rows of a split that make no item. */
export interface LeftOutRows {
  readonly split: SplitName;
  readonly rows: number;
  /** By reason: `no label`, `label "NaN"`. */
  readonly reasons: readonly (readonly [reason: string, rows: number])[];
}

/** A row that makes no item. */
interface Bad {
  readonly split: SplitName;
  readonly table: Table;
  readonly line: number;
  /** Lines that it goes over, as far as that matters: see `BrokenRow`. */
  readonly lines: number;
  readonly reason: string;
  readonly lacksAnswer: boolean;
  readonly meant: boolean;
  /** With file and line. */
  readonly fault: () => string;
}

/**
 * @param allowed share of a file's rows that may be left out; true: any
 * @throws LoadError where more are bad, or nothing is left to train on
 */
export function readRows(
  data: DataSet,
  draft: OpenedTask['draft'],
  allowed: number | boolean = SHARE,
): ReadRows {
  const notes: string[] = [];
  const leftOut: LeftOutRows[] = [];
  const refused: Bad[] = [];
  const parts: Partial<Record<SplitName, Item[]>> = {};
  for (const [split, tables] of Object.entries(data) as [SplitName, DataSet[SplitName] & object][]) {
    const items: Item[] = [];
    const bad: Bad[] = [];
    for (const table of tables) {
      const faulty: Bad[] = (table.broken ?? []).map((row) => ({ ...row, split, table, ...unreadable }));
      for (const row of table.rows) {
        const found = itemIn(row, table, draft);
        if ('fault' in found) faulty.push({ split, table, line: row.line, lines: 1, ...found });
        else items.push({ id: `${split}:${row.line}`, ...found.item });
      }
      const inOrder = table.broken === undefined ? faulty : faulty.toSorted((a, b) => a.line - b.line);
      for (const one of inOrder) bad.push(one);
    }
    if (items.length > 0) parts[split] = items;
    if (bad.length === 0) continue;
    const withheld =
      (split === 'test' || split === 'validation') &&
      items.length === 0 &&
      bad.every(({ lacksAnswer }) => lacksAnswer);
    const reasons = [...groupBy(bad, ({ reason }) => reason)].map(
      ([reason, list]) => [reason, list.length] as const,
    );
    leftOut.push({ split, rows: bad.length, reasons });
    notes.push(leftOutNote(split, bad, reasons, !withheld));
    if (!withheld)
      for (const one of tooMany(
        bad.filter(({ meant }) => !meant),
        allowed,
      ))
        refused.push(one);
  }
  refuseEmpty(parts, notes, refused);
  if (refused.length > 0) throw refusal(refused);
  if (parts.train && !parts.validation && !parts.test)
    notes.push('no validation and no test with labels: they are cut from train');
  return { parts, notes, leftOut };
}

const MEND = 'Fill it in, or leave the row out.';

const unreadable = { reason: 'faults', lacksAnswer: false, meant: false } as const;

function itemIn(
  row: Row,
  table: Table,
  draft: OpenedTask['draft'],
): { readonly item: Omit<Item, 'id'> } | Pick<Bad, 'reason' | 'lacksAnswer' | 'meant' | 'fault'> {
  const at = `${table.file}:${row.line}`;
  try {
    const found = draft(row, table);
    return 'leftOut' in found
      ? { ...lacking(found), fault: () => `${at}: ${found.fault ?? `${found.leftOut}. ${MEND}`}` }
      : { item: found };
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    return { ...unreadable, fault: () => `${at}: ${cause.message}` };
  }
}

const lacking = ({ leftOut, lacks, meant }: LeftOut) => ({
  reason: leftOut,
  lacksAnswer: lacks === 'answer',
  meant: meant === true,
});

/** Those in files that have more of them than may be. */
const tooMany = (bad: readonly Bad[], allowed: number | boolean): Bad[] =>
  [...groupBy(bad, ({ table }) => table)].flatMap(([table, list]) => {
    const share = allowed === true ? 1 : allowed === false ? SHARE : allowed;
    const lines = list.reduce((sum, { lines }) => sum + lines, 0);
    return lines > Math.max(1, Math.floor(share * rowsIn(table))) ? list : [];
  });

const rowsIn = ({ rows, broken = [] }: Table): number => rows.length + broken.length;

function refuseEmpty(parts: ReadRows['parts'], notes: readonly string[], refused: readonly Bad[]): void {
  const faults = refused.filter(({ reason }) => reason === 'faults');
  if (Object.keys(parts).length === 0 && faults.length === 0)
    throw new LoadError(
      `no row of the data can be used: ${notes.join('; ')}. Check --text-column and --label-column.`,
    );
  if (parts.all || parts.train || faults.length > 0) return;
  throw new LoadError(
    `no training data: ${[...notes, `there is ${Object.keys(parts).join(' and ')} only`].join('; ')}. Name a file with --data train=…, or one file alone, which is then split.`,
  );
}

function refusal(bad: readonly Bad[]): LoadError {
  const files = [...groupBy(bad, ({ table }) => table)].map(
    ([table, list]) => `${list.length} of ${rowsIn(table)} rows of ${table.file}`,
  );
  const rest = bad.length - SHOWN;
  return new LoadError(
    [
      ...bad.slice(0, SHOWN).map(({ fault }) => fault()),
      ...(rest > 0 ? [`and ${rest} more row${rest === 1 ? '' : 's'}`] : []),
      `${files.join(', ')} cannot be used. Mend them, or leave them out with --skip-bad.`,
    ].join('\n'),
  );
}

/** `train: 7 rows left out: no label (4), label "NaN" (3); lines 2, 9, …`, and what is wrong with the first that has a fault. */
function leftOutNote(
  split: SplitName,
  bad: readonly Bad[],
  reasons: readonly (readonly [string, number])[],
  lines: boolean,
): string {
  const why = reasons.map(([reason, n]) => (reasons.length === 1 ? reason : `${reason} (${n})`));
  const numbers = bad.slice(0, SHOWN).map(({ line }) => line);
  const where = `line${bad.length === 1 ? '' : 's'} ${numbers.join(', ')}${bad.length > SHOWN ? ', …' : ''}`;
  const first = bad.find(({ reason }) => reason === 'faults');
  return `${split === 'all' ? '' : `${split}: `}${bad.length} row${bad.length === 1 ? '' : 's'} left out: ${why.join(', ')}${lines ? `; ${where}` : ''}${first ? ` (${first.fault()})` : ''}`;
}
