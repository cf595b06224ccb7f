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

/**
 * Those in the YAML of a README.md, of which this much is read:
 *
 *   - name: label
 *     dtype:
 *       class_label:
 *         names:
 *           '0': negative
 *           '1': positive
 *
 * A column that is there with other names, too (of another configuration), has none.
 */
export function namesInCard(text: string): ClassNames {
  const found = new Map<string, readonly string[] | null>();
  let column = '';
  let label = false;
  let list: { readonly indent: number; readonly names: string[] } | null = null;
  const end = (): void => {
    if (list !== null && list.names.length > 0) {
      const known = found.get(column);
      const other = known !== undefined && JSON.stringify(known) !== JSON.stringify(list.names);
      found.set(column, other ? null : list.names);
    }
    list = null;
  };
  for (const line of frontMatter(text)) {
    const indent = line.length - line.trimStart().length;
    const content = line.trim();
    if (list !== null && indent > list.indent) {
      const at = content.startsWith('- ') ? 1 : content.indexOf(':');
      if (at > 0) list.names.push(unquoted(content.slice(at + 1).trim()));
      continue;
    }
    end();
    if (content.startsWith('- name:')) {
      column = unquoted(content.slice('- name:'.length).trim());
      label = false;
    } else if (content === 'class_label:') label = true;
    else if (content === 'names:' && label) list = { indent, names: [] };
  }
  end();
  return byName([...found].flatMap(([name, names]) => (names === null ? [] : [[name, names] as const])));
}

/** The lines between the dashes that a README.md begins with. */
export function frontMatter(text: string): string[] {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const end = lines.indexOf('---', 1);
  return lines[0] === '---' && end > 0 ? lines.slice(1, end) : [];
}

const unquoted = (text: string): string =>
  text.length > 1 && (text.startsWith("'") || text.startsWith('"')) && text.endsWith(text[0]!)
    ? text.slice(1, -1)
    : text;
