/** What to say of a name that is not known: the name, the nearest known one, all known ones. One line. */
import { ConfigError } from './errors.ts';

/** `kind` is the word for it, e.g. `method`; `where` is put in front, as the user wrote it. */
export function unknownName(kind: string, name: string, known: readonly string[], where = ''): ConfigError {
  const near = nearest(name, known);
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  const all = known.length === 0 ? 'none' : known.join(', ');
  return new ConfigError(
    `${where === '' ? '' : `${where}: `}unknown ${kind} "${name}".${hint} Known: ${all}.`,
  );
}

/** Longer names are not compared. */
const LONGEST = 100;

/** The known name closest to `name`, or null where none is close: at most a third of its letters (and one at least) differ. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > LONGEST) return null;
  const wanted = name.toLowerCase();
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const allowed = Math.max(1, Math.ceil(Math.max(wanted.length, candidate.length) / 3));
    // Names of files and columns may have any length, and the comparison takes time by both.
    if (candidate.length > LONGEST || Math.abs(wanted.length - candidate.length) > allowed) continue;
    const distance = edits(wanted, candidate.toLowerCase());
    if (distance <= allowed && (best === null || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, rows[i - 2]![j - 2]! + 1);
      row.push(d);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
