/**
 * Regular expressions of a tokenizer.json, before Oniguruma runs them: it gives up after ten million steps within one match, and the Rust
 * library then takes the whole process with it. Two kinds can need so many on a text of ordinary length. One repeats without end what can
 * be read in two ways, `(a+)+`, `(a|aa)*`, `(a?b?)*`; the other has many repetitions in a row, `a*a*a*a*b`. No tokenizer in use has one.
 */

/** A group that is repeated up to so many times is nearly as bad as one without end. */
const MANY = 8;
/** As o200k has, the richest in use. */
const IN_A_ROW = 2;
const MAX_CHARACTERS = 20_000;
const MAX_DEPTH = 50;

const TWO_WAYS = 'repeats without end what can be read in more than one way, which can take for ever';
const IN_A_ROW_TOO_OFTEN = `repeats without end more than ${IN_A_ROW} times in a row, which can take for ever`;

/** What is known of a stretch of an expression. */
interface Stretch {
  /** Endless repetitions in a row. */
  readonly row: number;
  /** It can match in several ways: alternatives, or something that may be there or not. */
  readonly variable: boolean;
  /** Whether it can match nothing. */
  readonly empty: boolean;
  /** Its characters where all are plain ones and each stands there once: what comes next then says which way is meant. */
  readonly plain: ReadonlySet<string> | null;
}

const nothing: Stretch = { row: 0, variable: false, empty: true, plain: new Set() };

const after = (a: Stretch, b: Stretch): Stretch => ({
  row: a.row + b.row,
  variable: a.variable || b.variable,
  empty: a.empty && b.empty,
  plain: together(a.plain, b.plain),
});

const either = (a: Stretch, b: Stretch): Stretch => ({
  row: Math.max(a.row, b.row),
  variable: true,
  empty: a.empty || b.empty,
  plain: together(a.plain, b.plain),
});

function together(a: Stretch['plain'], b: Stretch['plain']): Stretch['plain'] {
  if (a === null || b === null) return null;
  const all = new Set([...a, ...b]);
  return all.size === a.size + b.size ? all : null;
}

interface Open {
  before: Stretch | null;
  branch: Stretch;
  /** What the quantifier that may follow repeats. */
  last: Stretch;
  /** What `(?>…)` has matched is never tried again; `(?=…)` and its like match between characters. */
  readonly kind: 'plain' | 'atomic' | 'look';
}

/** What is wrong with an expression, or null. */
export function faultOfExpression(source: string): string | null {
  const read = stretchOf(source);
  return typeof read === 'string' ? read : null;
}

/** Whether an expression can match between any two characters. */
export function matchesNothing(source: string): boolean {
  const read = stretchOf(source);
  return typeof read === 'string' || read.empty;
}

/** One pass; a text is what is wrong. */
function stretchOf(source: string): Stretch | string {
  if (source.length > MAX_CHARACTERS)
    return `has ${source.length} characters, expected at most ${MAX_CHARACTERS}`;
  const open: Open[] = [{ before: null, branch: nothing, last: nothing, kind: 'plain' }];
  for (let i = 0; i < source.length;) {
    const top = open.at(-1)!;
    const character = source[i]!;
    const many = quantifier(source, i);
    if (many !== null) {
      const { last } = top;
      if (many.endless && !last.empty && (last.row > 0 || ambiguous(last))) return TWO_WAYS;
      if (many.endless && last.empty && last !== nothing) return TWO_WAYS;
      top.last = repeated(last, many);
      i = many.end;
      continue;
    }
    top.branch = after(top.branch, top.last);
    top.last = nothing;
    if (top.branch.row > IN_A_ROW) return IN_A_ROW_TOO_OFTEN;
    if (character === '(') {
      if (open.length > MAX_DEPTH) return `has more than ${MAX_DEPTH} brackets within each other`;
      const [intro] = /^\((?:\?(?:<[^=!>]*>|[^\s():>!=]*[:>!=)]?))?/.exec(source.slice(i, i + 60))!;
      i += intro.length;
      // `(?i)` holds nothing
      if (!intro.endsWith(')'))
        open.push({ before: null, branch: nothing, last: nothing, kind: kindOf(intro) });
    } else if (character === ')' && open.length > 1) {
      const inside = closed(open.pop()!);
      open.at(-1)!.last = inside;
      i++;
    } else if (character === '|') {
      top.before = top.before === null ? top.branch : either(top.before, top.branch);
      top.branch = nothing;
      i++;
    } else {
      const end = character === '[' ? endOfClass(source, i) : i + (character === '\\' ? 2 : 1);
      top.last = one(source.slice(i, end));
      i = end;
    }
  }
  const rest = open.at(-1)!;
  const whole = closed({ ...rest, branch: after(rest.branch, rest.last), kind: 'plain' });
  return whole.row > IN_A_ROW ? IN_A_ROW_TOO_OFTEN : whole;
}

const ambiguous = ({ variable, empty, plain }: Stretch): boolean => variable && (empty || plain === null);

const kindOf = (intro: string): Open['kind'] =>
  intro === '(?>' ? 'atomic' : /^\(\?<?[=!]/.test(intro) ? 'look' : 'plain';

function closed({ before, branch, kind }: Open): Stretch {
  const inside = before === null ? branch : either(before, branch);
  if (kind === 'plain') return inside;
  return { ...inside, row: 0, variable: false, empty: kind === 'look' || inside.empty };
}

/** One character, or a class of them. */
const one = (text: string): Stretch => ({
  row: 0,
  variable: false,
  empty: /^(?:[\^$]|\\[bBAzZG])$/.test(text),
  plain: /^(?:[^\\[.]|\\[rnt\\/.()-])$/u.test(text) ? new Set([text]) : null,
});

const repeated = (what: Stretch, { endless, possessive, least }: Quantifier): Stretch => ({
  row: possessive ? 0 : endless ? what.row + 1 : what.row,
  variable: !possessive,
  empty: what.empty || least === 0,
  plain: what.plain,
});

interface Quantifier {
  readonly end: number;
  readonly least: number;
  readonly endless: boolean;
  readonly possessive: boolean;
}

function quantifier(source: string, at: number): Quantifier | null {
  const [text, low, comma, high] = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(source.slice(at, at + 24)) ?? [];
  if (text === undefined || (low === '' && high === '')) return null;
  const least = low === undefined ? Number(text === '+') : Number(low);
  const most =
    low === undefined ? (text === '?' ? 1 : Infinity) : comma === '' ? least : Number(high || Infinity);
  const next = source[at + text.length];
  // Oniguruma reads `{n,m}+` as a repetition of a repetition.
  const possessive = next === '+' && low === undefined;
  const end = at + text.length + (next === '?' || possessive ? 1 : 0);
  return { end, least, endless: most > MANY, possessive };
}

/** Index after a character class, which may hold others. */
function endOfClass(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '[') {
      depth++;
      // a bracket in first place is one of the characters
      if (source[i + 1] === '^') i++;
      if (source[i + 1] === ']') i++;
    } else if (source[i] === ']' && --depth === 0) return i + 1;
  }
  return source.length;
}
