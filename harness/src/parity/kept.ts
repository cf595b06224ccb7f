/** Rows of a comparison as they come, so that one which is interrupted goes on: on a device that a processor plays it takes half an hour. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ParityRow, parityRow } from './parity.ts';

export interface KeptRows {
  /** Of the comparison that goes on; those that disagreed are compared again. */
  readonly rows: readonly ParityRow[];
  add(row: ParityRow): void;
  /** Everything was compared. */
  finished(): void;
}

/** `madeWith`: what rows depend on. Those of a comparison made with anything else are thrown away. */
export function keptRows(folder: string, madeWith: unknown): KeptRows {
  const file = path.join(folder, 'unfinished.jsonl');
  const head = JSON.stringify(madeWith);
  const rows = existsSync(file) ? rowsOf(readFileSync(file, 'utf8'), head) : [];
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, [head, ...rows.map((row) => JSON.stringify(row)), ''].join('\n'));
  return {
    rows,
    add(row) {
      if (row.agrees) appendFileSync(file, `${JSON.stringify(row)}\n`);
    },
    finished: () => rmSync(file),
  };
}

function rowsOf(text: string, head: string): ParityRow[] {
  const [first, ...lines] = text.split('\n');
  if (first !== head) return [];
  return lines.flatMap((line) => {
    try {
      return [parityRow.parse(JSON.parse(line))];
    } catch {
      // The last line of a process that was ended.
      return [];
    }
  });
}
