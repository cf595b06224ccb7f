/**
 * Names of classes 0, 1, … by column, as the `datasets` library writes them beside data: in `dataset_info.json`, in the YAML that a data
 * set's README.md begins with, and in a Parquet file's own metadata.
 */
import { z } from 'zod';
import { byName } from './values.ts';

export type ClassNames = Readonly<Record<string, readonly string[]>>;

const ClassLabel = z.object({ names: z.array(z.string()).optional() }).catch({});
/** Lists of class labels name theirs within. */
const Feature = z.object({ names: z.array(z.string()).optional(), feature: ClassLabel.optional() }).catch({});

/** @param features by column, as JSON has them */
export function namesInFeatures(features: unknown): ClassNames {
  if (typeof features !== 'object' || features === null) return byName([]);
  return byName(
    Object.entries(features).flatMap(([column, value]) => {
      const feature = Feature.parse(value);
      const names = feature.names ?? feature.feature?.names;
      return names ? [[column, names] as const] : [];
    }),
  );
}

/** Those of several descriptions of one data set (its configurations): a column that is there with other names, too, has none. */
export function agreedNames(all: readonly ClassNames[]): ClassNames {
  const found = new Map<string, readonly string[] | null>();
  for (const names of all)
    for (const [column, list] of Object.entries(names)) {
      const known = found.get(column);
      found.set(column, known === undefined || String(known) === String(list) ? list : null);
    }
  return byName([...found].flatMap(([name, names]) => (names === null ? [] : [[name, names] as const])));
}

/** A feature in the YAML, while its lines are read. */
interface Item {
  readonly indent: number;
  name: string | null;
  names: ReadonlyMap<number, string> | null;
}

/**
 * Those in the YAML of a README.md, of which this much is read:
 *
 *   - name: label
 *     dtype:
 *       class_label:
 *         names:
 *           '0': negative      # also a list: - negative, or [negative, positive]
 *           '1': positive
 *
 * Keys are numbers of classes, in whatever order they stand.
 */
export function namesInCard(text: string): ClassNames {
  const found: ClassNames[] = [];
  const items: Item[] = [];
  let label = false;
  let list: { readonly indent: number; readonly names: Map<number, string> } | null = null;
  const close = (indent: number): void => {
    while (items.length > 0 && items.at(-1)!.indent >= indent) {
      const { name, names } = items.pop()!;
      const ordered = names === null ? [] : Array.from({ length: names.size }, (_, i) => names.get(i));
      if (name !== null && ordered.length > 0 && ordered.every((one) => one !== undefined))
        found.push(byName([[name, ordered]]));
    }
  };
  for (const line of frontMatter(text)) {
    let indent = line.length - line.trimStart().length;
    let content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const listed = content === '-' || content.startsWith('- ');
    if (list !== null && (indent > list.indent || (listed && indent === list.indent))) {
      if (listed) list.names.set(list.names.size, textOf(content.slice(1)));
      else {
        const [, , key, value = ''] = /^(['"]?)(\d{1,7})\1:\s(.*)$/u.exec(content) ?? [];
        if (key !== undefined) list.names.set(Number(key), textOf(value));
      }
      continue;
    }
    list = null;
    if (listed) {
      close(indent);
      items.push({ indent, name: null, names: null });
      label = false;
      content = content.slice(1).trim();
      indent++;
    }
    const item = items.findLast((one) => one.indent < indent);
    const [, key, value = ''] = /^([a-z_]+):(?:\s+(.*))?$/u.exec(content) ?? [];
    if (item === undefined) continue;
    if (key === 'name') item.name = textOf(value);
    else if (key === 'class_label') label = true;
    else if (key === 'names' && label) {
      const names = new Map(inBrackets(value).map((one, i) => [i, one]));
      list = { indent, names };
      item.names = names;
    }
  }
  close(0);
  return agreedNames(found);
}

/** `[negative, 'positive']` → the texts. */
const inBrackets = (text: string): string[] =>
  text.startsWith('[')
    ? [...text.matchAll(/[[,]\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\]]+)/gu)].map((part) =>
        textOf(part[1]!),
      )
    : [];

/** A text as YAML writes it: bare, in single or in double quotes; a comment after it is left out. */
function textOf(yaml: string): string {
  const text = yaml.trim();
  const [, single] = /^'((?:[^']|'')*)'/u.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  const [double] = /^"(?:[^"\\]|\\.)*"/u.exec(text) ?? [];
  if (double === undefined) return text.replace(/(?:^|\s)#.*$/u, '').trim();
  try {
    return String(JSON.parse(double));
  } catch {
    return double.slice(1, -1);
  }
}

/** The lines between the dashes that a README.md begins with. */
export function frontMatter(text: string): string[] {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const end = lines.indexOf('---', 1);
  return lines[0] === '---' && end > 0 ? lines.slice(1, end) : [];
}
