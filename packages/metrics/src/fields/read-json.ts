/** JSON out of an answer: the whole of it, or what stands in its first code fence. */

/** Brackets within brackets; what is deeper counts as unreadable. */
export const MAX_DEPTH = 64;

const FENCE = '```';

/** What was read, boxed, for null is JSON too; null where it is no JSON, or deeper than MAX_DEPTH. */
export function readJson(text: string): { readonly value: unknown } | null {
  const whole = parsed(text);
  if (whole !== null) return whole;
  const inside = fenced(text);
  return inside === null ? null : parsed(inside);
}

function parsed(text: string): { readonly value: unknown } | null {
  let value: unknown;
  try {
    // White space as people have it around: JSON.parse refuses a byte order mark.
    value = JSON.parse(text.trim());
  } catch {
    return null;
  }
  return withinDepth(value, MAX_DEPTH) ? { value } : null;
}

/** The text after the first fence's line, up to the fence that ends it or the end of the text; null without a fence. */
function fenced(text: string): string | null {
  const start = text.indexOf(FENCE);
  if (start === -1) return null;
  // After the fence stands at most the language's name: ```json
  const info = /[^\n`{["]*/uy;
  info.lastIndex = start + FENCE.length;
  info.test(text);
  const from = info.lastIndex;
  const end = text.indexOf(FENCE, from);
  return text.slice(from, end === -1 ? undefined : end);
}

/** Whether no more than so many containers lie within one another. */
function withinDepth(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((part) => withinDepth(part, left - 1));
}
