/**
 * What the YAML of a data set's README.md says of its files (https://huggingface.co/docs/hub/datasets-manual-configuration), of which this
 * much is read:
 *
 *   configs:
 *   - config_name: default
 *     default: true
 *     data_dir: data
 *     data_files:            # also a pattern, or a list of them: then names say which file is which split
 *     - split: train
 *       path: "train-*"      # also a list
 */
export interface CardConfig {
  readonly name: string;
  readonly isDefault: boolean;
  /** Patterns by split, in the order of the card. */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
}

/** The split of patterns for which the card names none. */
export const UNSAID = '';

interface Open {
  name: string;
  isDefault: boolean;
  folder: string;
  readonly patterns: Map<string, string[]>;
}

/** @param lines of the front matter */
export function configsInCard(lines: readonly string[]): readonly CardConfig[] {
  const found: Open[] = [];
  let [inside, items] = [false, 0];
  let split = UNSAID;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    let content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (indent === 0 && !content.startsWith('-')) {
      inside = content === 'configs:';
      continue;
    }
    if (!inside) continue;
    const item = content === '-' || content.startsWith('- ');
    if (item && (found.length === 0 || indent === items)) {
      items = indent;
      found.push({ name: '', isDefault: false, folder: '', patterns: new Map() });
      split = UNSAID;
    }
    if (item) content = content.slice(1).trim();
    read(found.at(-1)!, content);
  }
  return found.map(({ name, isDefault, folder, patterns }) => ({
    name,
    isDefault,
    patterns: new Map(
      [...(patterns.size === 0 && folder !== '' ? [[UNSAID, ['']] as const] : patterns)].map(([of, list]) => [
        of,
        list.map((one) => below(folder, one)),
      ]),
    ),
  }));

  function read(config: Open, content: string): void {
    const [, key, rest = ''] = /^([a-z_]+):(?:\s+(.*))?$/u.exec(content) ?? [];
    const values = valuesIn(key === undefined ? content : rest);
    if (key === 'config_name') config.name = values[0] ?? '';
    else if (key === 'default') config.isDefault = values[0] === 'true';
    else if (key === 'data_dir') config.folder = values[0] ?? '';
    else if (key === 'split') split = values[0] ?? UNSAID;
    else if (key === undefined || key === 'path' || key === 'data_files') {
      const list = config.patterns.get(split) ?? [];
      list.push(...values);
      if (list.length > 0) config.patterns.set(split, list);
    }
  }
}

/** `"a"`, `[a, "b"]` → the texts; comments left out. */
function valuesIn(text: string): string[] {
  const plain = text.replace(/\s#.*$/u, '').trim();
  const parts = plain.startsWith('[') && plain.endsWith(']') ? plain.slice(1, -1).split(',') : [plain];
  return parts
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/u, '$2'))
    .filter((part) => part !== '' && part.length <= LONGEST);
}

/** Letters of a pattern: longer ones are no paths. */
const LONGEST = 500;

const below = (folder: string, pattern: string): string =>
  [folder, pattern]
    .map((part) => part.replace(/^(?:\.?\/)+|\/+$/gu, ''))
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/** Whether a path is what a pattern means: `*` within a folder, `**` over several, `?` one letter. In time by the product of their lengths. */
export function isMeant(path: string, pattern: string): boolean {
  const wild = pattern.search(/[*?]/u);
  if (wild === -1) return path === pattern || path.startsWith(`${pattern}/`);
  if (!path.startsWith(pattern.slice(0, wild))) return false;
  // 1 where the path up to a place is what the pattern up to here means.
  let there = new Uint8Array(path.length + 1);
  let next = new Uint8Array(path.length + 1);
  there[0] = 1;
  for (let at = 0; at < pattern.length; at++) {
    const over = pattern.startsWith('**', at);
    if (over) at += pattern[at + 2] === '/' ? 2 : 1;
    const star = over || pattern[at] === '*';
    const any = pattern[at] === '?';
    const wanted = pattern.charCodeAt(at);
    for (let i = 0; i <= path.length; i++) {
      const before = i === 0 ? -1 : path.charCodeAt(i - 1);
      const fits = star ? over || before !== SLASH : any ? before !== SLASH : before === wanted;
      const from = star
        ? there[i]! | (i === 0 ? 0 : next[i - 1]! & Number(fits))
        : i === 0
          ? 0
          : there[i - 1]! & Number(fits);
      next[i] = from;
    }
    [there, next] = [next, there];
  }
  return there[path.length] === 1;
}

const SLASH = 47;
