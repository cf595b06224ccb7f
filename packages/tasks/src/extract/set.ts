/**
 * Several labels: `a, b`, or a JSON list where a label has a comma in it; `[]` where there is none. Read from the first line that is not
 * empty, or from a JSON list over several. Equal where the labels are the same, in any order, case and white space apart.
 */
import { normalised, readSet, writeSet } from '@adaptbench/metrics';
import { bracketed } from './bracketed.ts';
import type { Extractor } from './extractor.ts';
import { afterLead } from './lead.ts';

function labels(text: string): string | null {
  const whole = text.trim();
  if (whole === '') return null;
  const list = whole.startsWith('[') ? bracketed(whole) : null;
  return writeSet(readSet(list ?? whole.split(/\r?\n/u, 1)[0] ?? ''));
}

const key = (text: string): string => JSON.stringify([...new Set(readSet(text).map(normalised))].toSorted());

export const set: Extractor = {
  strict: labels,
  lenient: (text) => labels(afterLead(text) ?? text),
  canonical: labels,
  equal: (answer, gold) => key(answer) === key(gold),
  free: true,
};
