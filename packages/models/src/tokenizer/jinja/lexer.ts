/**
 * From a template's text to tokens, as Python's jinja 3.1 cuts it with `trim_blocks` and `lstrip_blocks` on: `-` takes white space away,
 * `+` keeps it, a line that holds but a tag leaves nothing behind. Source: jinja2 3.1 `lexer.py`.
 */
import { TemplateError } from './errors.ts';

export type TokenType =
  | 'data'
  | 'begin'
  | 'end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  /** Text of data, names and operators; `%` or `{` of begin and end; the value of literals. */
  readonly value: string;
  readonly line: number;
}

/** White space as Python's `str.isspace` and `\s` have it, for character classes. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const space = new RegExp(`[${SPACE}]`, 'u');
const spaces = new RegExp(`[${SPACE}]*`, 'uy');
const onlySpaces = new RegExp(`^[${SPACE}]+$`, 'u');
const raw = new RegExp(`\\{%[-+]?[${SPACE}]*raw[${SPACE}]*(-?)%\\}`, 'uy');
const endRaw = new RegExp(`\\{%([-+]?)[${SPACE}]*endraw[${SPACE}]*([-+]?)%\\}`, 'uy');
const name = /[\p{L}\p{N}\p{M}\p{Pc}]+/uy;
const float = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const operator = /\*\*|\/\/|[=!<>]=|[-+/*%~[\](){}<>=.:|,;]/y;
const closing = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

export function tokenize(template: string): Token[] {
  const source = template.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '');
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  /** Whether what was read last ended a line. */
  let fresh = true;
  const take = (end: number): string => {
    const text = source.slice(at, end);
    line += text.split('\n').length - 1;
    at = end;
    if (text !== '') fresh = text.endsWith('\n');
    return text;
  };
  const push = (type: TokenType, value: string, on = line): void =>
    void tokens.push({ type, value, line: on });
  /** Takes what ends a tag: `-` all white space after it, nothing or a line feed otherwise. */
  const close = (sign: string, length: number, trims: boolean): void => {
    let end = at + length;
    if (sign === '-') end += match(spaces, source, end)![0].length;
    else if (trims && sign === '' && source[end] === '\n') end++;
    take(end);
  };
  const data = (end: number, sign: string, lstrips: boolean): void => {
    const wasFresh = fresh;
    const on = line;
    const text = take(end);
    push('data', stripped(text, sign, lstrips, wasFresh), on);
  };
  while (at < source.length) {
    const next = nextTag(source, at);
    if (next < 0) {
      push('data', take(source.length));
      break;
    }
    const kind = source[next + 1]!;
    const sign = signAt(source, next + 2);
    data(next, sign, kind !== '{');
    const rawTag = kind === '%' ? match(raw, source, at) : null;
    if (rawTag !== null) {
      close(rawTag[1]!, rawTag[0].length, false);
      const end = findEndRaw(source, at);
      if (end === null) throw new TemplateError(`line ${line}: Missing end of raw directive`);
      data(end.index, end[1]!, true);
      close(end[2]!, end[0].length, true);
    } else if (kind === '#') {
      const end = source.indexOf('#}', at + 2);
      if (end < 0) throw new TemplateError(`line ${line}: Missing end of comment tag`);
      const last = end - 1 >= at + 2 ? signAt(source, end - 1) : '';
      take(end);
      close(last, 2, true);
    } else {
      push('begin', kind);
      take(at + 2 + sign.length);
      tag(kind);
    }
  }
  push('eof', '');
  return tokens;

  function tag(kind: string): void {
    const open: string[] = [];
    const ending = kind === '%' ? '%}' : '}}';
    for (;;) {
      take(at + match(spaces, source, at)![0].length);
      const sign = signAt(source, at);
      const signed = sign === '-' || (sign === '+' && kind === '%') ? sign : '';
      if (open.length === 0 && source.startsWith(ending, at + signed.length)) {
        push('end', kind);
        return close(signed, signed.length + 2, kind === '%');
      }
      if (at >= source.length)
        throw new TemplateError(`line ${line}: unexpected end of template, expected '${ending}'`);
      literal(open);
    }
  }

  function literal(open: string[]): void {
    const number = (source[at - 1] === '.' ? null : match(float, source, at)) ?? null;
    if (number !== null) return push('float', take(at + number[0].length).replaceAll('_', ''));
    const whole = match(integer, source, at);
    if (whole !== null) return push('integer', take(at + whole[0].length).replaceAll('_', ''));
    const word = match(name, source, at);
    if (word !== null) {
      if (/^\p{N}/u.test(word[0])) throw new TemplateError(`line ${line}: Invalid character in identifier`);
      return push('name', take(at + word[0].length));
    }
    const quote = source[at]!;
    if (quote === '"' || quote === "'") {
      const on = line;
      return push('string', unescaped(take(endOfString(source, at, line)).slice(1, -1), on), on);
    }
    const mark = match(operator, source, at)?.[0];
    if (mark === undefined) throw new TemplateError(`line ${line}: unexpected char ${JSON.stringify(quote)}`);
    const closed = closing.get(mark);
    if (closed !== undefined) open.push(closed);
    else if (/[)\]}]/.test(mark) && open.pop() !== mark)
      throw new TemplateError(`line ${line}: unexpected '${mark}'`);
    push('operator', take(at + mark.length));
  }
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

const signAt = (source: string, at: number): string =>
  source[at] === '-' || source[at] === '+' ? source[at] : '';

function nextTag(source: string, from: number): number {
  for (let at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1))
    if (source[at + 1] === '%' || source[at + 1] === '{' || source[at + 1] === '#') return at;
  return -1;
}

function findEndRaw(source: string, from: number): RegExpExecArray | null {
  for (let at = source.indexOf('{%', from); at >= 0; at = source.indexOf('{%', at + 1)) {
    const found = match(endRaw, source, at);
    if (found !== null) return found;
  }
  return null;
}

/** Text before a tag. */
function stripped(text: string, sign: string, lstrips: boolean, fresh: boolean): string {
  if (sign === '-') {
    let end = text.length;
    while (end > 0 && space.test(text[end - 1]!)) end--;
    return text.slice(0, end);
  }
  if (sign === '+' || !lstrips) return text;
  const from = text.lastIndexOf('\n') + 1;
  return (from > 0 || fresh) && onlySpaces.test(text.slice(from)) ? text.slice(0, from) : text;
}

function endOfString(source: string, from: number, line: number): number {
  const quote = source[from]!;
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at + 1;
  }
  throw new TemplateError(`line ${line}: unexpected char ${JSON.stringify(quote)}: a text without end`);
}

const escapes = new Map(
  Object.entries({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' }),
);

/** As Python's codec `unicode-escape`; what it does not know stays as it is. */
function unescaped(text: string, line: number): string {
  return text.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|([\s\S]))/gi,
    (whole, x: string, u: string, long: string, octal: string, other: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined && !(u !== undefined && whole[1] === 'U')) {
        const code = Number.parseInt(hex, 16);
        if (code > 0x10ffff) throw new TemplateError(`line ${line}: illegal Unicode character`);
        return String.fromCodePoint(code);
      }
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const sign = other ?? whole[1]!;
      if (/[xuUN]/.test(sign)) throw new TemplateError(`line ${line}: unfinished escape \\${sign}`);
      return escapes.get(sign) ?? (/[\\'"]/.test(sign) ? sign : whole);
    },
  );
}
