/**
 * Several labels as one text. Written `a, b`; as a JSON list, `["a, b", "c"]`, where a label has a comma or the like in it, and `[]` where
 * there is none. Read are both forms.
 */
import { readJson } from '../fields/read-json.ts';

/** What a label may not have in the plain form: what parts labels there, and what begins a list. */
const NOT_PLAIN = /[,;\n\r]|^\[|^\s|\s$|^$/u;

/** The labels as text, in their order. */
export const writeSet = (labels: readonly string[]): string =>
  labels.length === 0 || labels.some((label) => NOT_PLAIN.test(label))
    ? JSON.stringify(labels)
    : labels.join(', ');

/**
 * The labels of a text, each once, in their order: of a JSON list (its strings; numbers and truth values as they are written), else what
 * stands between commas, semicolons and line breaks. The empty text has none.
 */
export function readSet(text: string): readonly string[] {
  const read = text.trimStart().startsWith('[') || text.includes('```') ? readJson(text) : null;
  const labels = Array.isArray(read?.value)
    ? read.value.flatMap((label: unknown) =>
        typeof label === 'string' ? [label] : typeof label === 'object' ? [] : [JSON.stringify(label)],
      )
    : text.split(/[,;\n\r]/u).map((label) => label.trim());
  return [...new Set(labels)].filter((label) => label !== '');
}
