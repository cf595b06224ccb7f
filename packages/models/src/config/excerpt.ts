/** A value of a file, shown in one line of a message. */

const MAX_CHARACTERS = 60;

/** The value as JSON, cut after 60 characters. Safe on what is nested too deeply for JSON.stringify. */
export function excerpt(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = Array.isArray(value) ? 'a list' : 'an object';
  }
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
