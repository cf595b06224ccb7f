/** Values and names from files as error messages show them: short, on one line, without control characters. */

/** A value for a message: JSON of at most 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

/** A name from a file for a message: without control characters, at most 120 characters. */
export function oneLine(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return clean.length > 120 ? `${clean.slice(0, 117)}…` : clean;
}

/** The first few of a list of names, in words. */
export const shownNames = (names: readonly string[], most = 6): string =>
  names.length === 0
    ? 'nothing'
    : `${names.slice(0, most).map(oneLine).join(', ')}${names.length > most ? `, … (${names.length} in all)` : ''}`;
