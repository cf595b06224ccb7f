/**
 * LaTeX as plain text, as far as answers are written in it: `\$9{,}500` is $9,500, `12\,000` has a thin space, `\frac{1}{3}` is 1/3,
 * `\text{…}` its content, `3 \times 10^{4}` has signs of its own. One pass, whatever is nested.
 */

/** Where `\boxed{` begins and ends: a box holds the answer. */
export const BOX = '\uE000';
export const BOX_END = '\uE001';
/** In the place of what is no number in digits: a fraction of letters, a logarithm. */
const FORMULA = '\uE002';

const BOXED = /^(?:boxed|fbox)$/u;
const FRACTION = /^[dtc]?frac$/u;
/** Commands that leave nothing in their own place. */
const SILENT =
  /^(?:text(?!color)[a-z]*|math[a-z]*|operatorname|emph|underline|[mh]box|bm|boldsymbol|left|right|displaystyle|overline|boxed|fbox|[dtc]?frac)$/u;
/** Commands whose (first) argument is not shown. */
const UNSEEN = /^(?:color|textcolor|colorbox|begin|end|label|tag|ref|[hv]space)$/u;
/** Either part of a fraction. */
const PART = /^\s?-?(?:\d[\d.,\u00A0 ]*|\.\d+)\s?$/u;
const LONGEST_PART = 40;

const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    times: '×',
    cdot: '×',
    ast: '×',
    div: '÷',
    pm: '±',
    pi: 'π',
    infty: '∞',
    sqrt: '√',
    approx: '≈',
    leq: '≤',
    le: '≤',
    geq: '≥',
    ge: '≥',
    neq: '≠',
    ne: '≠',
    circ: '°',
    degree: '°',
    ...Object.fromEntries(['log', 'ln', 'sin', 'cos', 'tan', 'exp'].map((name) => [name, FORMULA])),
  }),
);

/** A command, an escaped sign, a brace, or a run of anything else. */
const PIECE = /\\([a-zA-Z]+)|\\([^a-zA-Z])|([{}])|[^\\{}]+|\\/gu;

interface State {
  readonly out: string[];
  readonly braces: Brace[];
  /** The command that waits for its argument; `/` for the lower part of a fraction. */
  command: string;
  /** The upper part of that fraction. */
  over: string;
}
/** An open brace: what it belongs to, and where its content begins in the output. */
interface Brace {
  readonly command: string;
  readonly over: string;
  readonly at: number;
}

export function plainLatex(text: string): string {
  if (!/[\\{]/u.test(text)) return text;
  const s: State = { out: [], braces: [], command: '', over: '' };
  for (const [all, name, escaped, brace] of text.matchAll(PIECE)) {
    if (brace === '{') begin(s);
    else if (brace === '}') end(s);
    else if (name !== undefined) {
      const sign = signs.get(name) ?? (SILENT.test(name) ? '' : ' ');
      if (sign !== '') s.out.push(sign);
      s.command = name;
    } else if (escaped !== undefined) {
      s.out.push(spacing(escaped));
      s.command = '';
    } else shown(s, all);
  }
  return s.out.join('');
}

function begin(s: State): void {
  const { command, over } = s;
  if (BOXED.test(command)) s.out.push(BOX);
  if (command === 'overline') s.out.push('(');
  s.braces.push({ command, over, at: s.out.length });
  s.command = '';
}

function end(s: State): void {
  const brace = s.braces.pop();
  s.command = '';
  if (brace === undefined) return;
  if (BOXED.test(brace.command)) s.out.push(BOX_END);
  else if (brace.command === 'overline') s.out.push(')');
  else if (FRACTION.test(brace.command)) [s.command, s.over] = ['/', part(s.out, brace.at)];
  else if (brace.command === '/') divided(s.out, brace.over, part(s.out, brace.at));
  else if (UNSEEN.test(brace.command)) s.out.splice(brace.at);
  // A command that is not known ends a word.
  else if (brace.command !== '' && !SILENT.test(brace.command) && !signs.has(brace.command)) s.out.push(' ');
}

/** Takes what was written since `at` back out; a formula where that is no number. */
function part(out: string[], at: number): string {
  const pieces = out.splice(at);
  const content = pieces.length > LONGEST_PART ? '' : pieces.join('');
  return content.length <= LONGEST_PART && PART.test(content) ? content.trim() : FORMULA;
}

function divided(out: string[], over: string, under: string): void {
  const readable = over !== FORMULA && under !== FORMULA;
  // 1\frac{1}{2} is a mixed number.
  const mixed = /\d$/u.test(out.at(-1) ?? '') ? ' ' : '';
  out.push(readable ? `${mixed}${over}/${under}` : FORMULA);
}

/** Text between commands. `\frac12` is 1/2. */
function shown(s: State, text: string): void {
  const digits = FRACTION.test(s.command) ? /^\s?(\d)\s?(\d)/u.exec(text) : null;
  if (digits !== null) divided(s.out, digits[1]!, digits[2]!);
  const rest = digits === null ? text : text.slice(digits[0].length);
  // A digit right after a fraction would become part of it.
  const glued =
    /^\d/u.test(rest) && (digits !== null || /\/[\d.,]+$/u.test(s.out.at(-1)?.slice(-LONGEST_PART) ?? ''));
  if (glued) s.out.push(FORMULA);
  if (rest !== '') s.out.push(rest);
  if (rest.trim() !== '') s.command = '';
}

/** `\,` and its like are thin spaces, `\!` is none at all. */
function spacing(char: string): string {
  if (char === '!') return '';
  if (/[,;:> ]/u.test(char)) return '\u00A0';
  // The borders of mathematics.
  if (/[()[\]]/u.test(char)) return '$';
  return char === '\\' ? '\n' : char;
}
