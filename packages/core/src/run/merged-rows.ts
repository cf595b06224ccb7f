/**
 * Prompts that begin alike in one row: what they share is its trunk, and what each goes on with, up to its continuations, grows from there
 * as branches (`rows.ts`). So the text that several templates begin with is read once per item.
 */
import type { Continuation, Row } from './rows.ts';

/** Tokens that prompts of a row share at least; fewer are not worth a longer row. */
const SHARED = 8;
/** Tokens that a row of several prompts takes at most: what a token sees grows with the row. */
const LONGEST = 256;

/** A row with the prompts that are in it, in the order of its continuations. */
export interface MergedRow {
  readonly row: Row;
  readonly members: readonly number[];
}

/** Each row for itself. */
export const apart = (rows: readonly Row[]): MergedRow[] => rows.map((row, i) => ({ row, members: [i] }));

/** Of rows that share at least half of the longest trunk of them; the others stay as they are. */
export function mergedRows(rows: readonly Row[]): MergedRow[] {
  const order = rows.map((_, i) => i).toSorted((a, b) => compare(rows[a]!.trunk, rows[b]!.trunk));
  const groups: { members: number[]; shared: number; longest: number; tokens: number }[] = [];
  for (const i of order) {
    const { trunk, continuations } = rows[i]!;
    const group = groups.at(-1);
    if (group) {
      const shared = Math.min(group.shared, common(rows[group.members.at(-1)!]!.trunk, trunk));
      const longest = Math.max(group.longest, trunk.length);
      const tokens = group.tokens + trunk.length - shared + readBy(continuations);
      if (shared >= Math.max(SHARED, longest / 2) && tokens <= LONGEST) {
        group.members.push(i);
        Object.assign(group, { shared, longest, tokens });
        continue;
      }
    }
    const { length } = trunk;
    groups.push({ members: [i], shared: length, longest: length, tokens: length + readBy(continuations) });
  }
  return groups.map(({ members, shared }) =>
    members.length === 1
      ? { row: rows[members[0]!]!, members }
      : {
          row: together(
            members.map((i) => rows[i]!),
            shared,
          ),
          members,
        },
  );
}

const together = (rows: readonly Row[], shared: number): Row => ({
  trunk: rows[0]!.trunk.slice(0, shared),
  continuations: rows.flatMap(({ trunk, continuations }) => {
    const rest = trunk.slice(shared);
    return continuations.map(({ tokens, skip }): Continuation => ({
      tokens: [...rest, ...tokens],
      skip: rest.length + skip,
    }));
  }),
});

/** Tokens of continuations that are read, at most: the last of each is only predicted. */
const readBy = (continuations: readonly Continuation[]): number =>
  continuations.reduce((n, { tokens }) => n + Math.max(0, tokens.length - 1), 0);

/** Tokens that both begin with. */
function common(a: readonly number[], b: readonly number[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const n = common(a, b);
  return n === Math.min(a.length, b.length) ? a.length - b.length : a[n]! - b[n]!;
}
