/** JSON within a text: brackets that belong together. */

/** The first brackets that belong together and all between them; null where none are closed. */
export function bracketed(text: string): string | null {
  const start = text.search(/[[{]/u);
  if (start === -1) return null;
  let [depth, quoted] = [0, false];
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c === '\\') at++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') depth++;
    else if ((c === '}' || c === ']') && --depth === 0) return text.slice(start, at + 1);
  }
  return null;
}
