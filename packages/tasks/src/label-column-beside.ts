/** A column of words beside one of numbered labels, as SetFit's data sets have (`label` and `label_text`). */
import type { Columns } from './columns.ts';
import { cellOf } from './missing.ts';
import { isNumber } from './spelling.ts';

/** The first column that has one word for each label, and another for each other; null where there is none. */
export function columnOfNames(columns: readonly Columns[], labels: readonly string[]): string | null {
  const first = columns.find(({ answer }) => answer !== null);
  if (first === undefined || !labels.every(isNumber)) return null;
  const { table, text, answer } = first;
  const others = table.columns.filter((name) => name !== text && name !== answer);
  return (
    others.find((name) => {
      const words = new Map<string, string>();
      for (const row of table.rows) {
        const [label, word] = [cellOf(row, answer!), cellOf(row, name)];
        if (label === '') continue;
        const before = words.get(label);
        if (word === '' || isNumber(word) || (before !== undefined && before !== word)) return false;
        words.set(label, word);
      }
      return words.size > 1 && new Set(words.values()).size === words.size;
    }) ?? null
  );
}
