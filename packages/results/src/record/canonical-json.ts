/** JSON by which equal values are known: as text, or hashed into an id. */

/**
 * JSON without white space and with sorted keys: equal values give equal text. Undefined fields are left out. Keys that are whole numbers
 * come first and by size, as in every object.
 */
export const canonicalJson = (value: unknown): string => written(value) ?? 'null';

/** Texts that are kept; more of them begin anew. */
const MOST_PARTS = 20_000;
const parts = new Map<string, string>();

/**
 * The same of a specification, or what else has parts that many others have alike: a part is put in order once, and known again by its JSON.
 */
export function canonicalByParts(value: object): string {
  const fields = value as Readonly<Record<string, unknown>>;
  const texts = inOrder(Object.keys(fields)).flatMap((key) => {
    const field = fields[key];
    const text = typeof field === 'object' && field !== null ? partOf(field) : JSON.stringify(field);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${texts.join(',')}}`;
}

function partOf(value: object): string {
  const text = JSON.stringify(value);
  const known = parts.get(text);
  if (known !== undefined) return known;
  const made = canonicalJson(value);
  if (parts.size >= MOST_PARTS) parts.clear();
  parts.set(text, made);
  return made;
}

/** As `JSON.stringify` writes it; undefined where that writes nothing. */
function written(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((inner) => written(inner) ?? 'null').join(',')}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  const parts: string[] = [];
  for (const key of inOrder(Object.keys(fields))) {
    const text = written(fields[key]);
    if (text !== undefined) parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

/** Most lists are in order already. */
function inOrder(keys: readonly string[]): readonly string[] {
  const numbers = keys.findIndex((key) => !isIndex(key));
  if (numbers < 0) return keys;
  const names = keys.slice(numbers);
  if (names.every((name, i) => i === 0 || names[i - 1]! <= name)) return keys;
  return [...keys.slice(0, numbers), ...names.toSorted((a, b) => (a < b ? -1 : 1))];
}

const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
