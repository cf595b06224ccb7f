/** What stands before a number and belongs to it, or makes it none: sign, currency, √, a word that it is glued to. */

/** As far back as a prefix reaches. */
const REACH = 16;

const PREFIX =
  /(?:(?<word>minus|negative) |(?<chinese>负|零下)\s?|(?<sign>[-+])(?<gap> ?))?(?:(?:US|HK|NT|[ACS])?\p{Sc}[ \u00A0]?|(?<code>(?<!\p{L})(?:Rs\.?|Tk\.?|USD|EUR|GBP|INR|CNY|RMB|JPY|AUD|CAD|NGN|PHP)[ \u00A0]?))?(?<inner>[-+])?$/iu;
/** Bounds, roots, what a formula left: their number is not the value. `<` of a tag and `>` of an arrow are none of them. */
const DOUBT = /(?:[±≤≥≠√\uE002]|√\[\d\]|(?:^|\s)[<>])\s?$/u;

export interface Prefix {
  readonly negative: boolean;
  readonly from: number;
  readonly doubtful: boolean;
  readonly currency: boolean;
  /** Part of a name: x1, km2, COVID-19. */
  readonly glued: boolean;
}

/** Of the number at `at`. */
export function prefixAt(text: string, at: number): Prefix {
  const start = Math.max(0, at - REACH);
  const before = text.slice(start, at);
  const m = PREFIX.exec(before)!;
  const g = m.groups!;
  const own = m[0].length - (g['inner'] ?? '').length;
  const head = before.slice(0, m.index);
  const sign = signs(g, head, start + m.index === 0);
  const from = sign === null ? at - signless(m[0], g) : at - m[0].length;
  const touching = text.slice(Math.max(0, from - 2), from);
  return {
    negative: (sign === '-') !== (g['inner'] === '-'),
    from,
    doubtful: DOUBT.test(text.slice(Math.max(0, from - 6), from)),
    currency: own > 0 && /\p{Sc}|[A-Z]{2}|Rs|Tk/iu.test(m[0]) && g['word'] === undefined,
    glued: /(?:[\p{Script=Latin}\p{Script=Greek}_]|[\p{Script=Latin}]-)$/u.test(touching),
  };
}

/** The sign that counts: not an operator's after a number or a bracket, nor a dash before a space within a text. */
function signs(
  g: Readonly<Record<string, string | undefined>>,
  head: string,
  first: boolean,
): '-' | '+' | null {
  const operator = /[\d)\]%]\s?$/u.test(head);
  if (g['word'] !== undefined) return operator || /\p{L}$/u.test(head) ? null : '-';
  if (g['chinese'] !== undefined) return '-';
  if (g['sign'] === undefined) return null;
  if (/[\p{Script=Latin}\d)\]%.]$/u.test(head) || (g['gap'] !== '' && !first)) return null;
  return g['sign'] === '-' ? '-' : '+';
}

/** The length of the prefix without a sign that does not count. */
const signless = (all: string, g: Readonly<Record<string, string | undefined>>): number =>
  all.length -
  (g['word'] === undefined ? (g['sign'] ?? '').length + (g['gap'] ?? '').length : g['word'].length + 1);
