/** Methods of Python's `str`. */
import { type Named, integerOf, matched, textOf } from './arguments.ts';
import { TemplateError, UnsupportedError } from './errors.ts';
import { SPACE } from './lexer.ts';
import { Tuple, type Value, isList, itemsOf, typeName } from './values.ts';

const leadingSpace = new RegExp(`^[${SPACE}]+`, 'u');
const trailing = new RegExp(`[${SPACE}]`, 'u');
const LINE_ENDS = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const lineEnd = new RegExp(`(\\r\\n|[${LINE_ENDS}])`, 'u');
const isSpace = new RegExp(`^[${SPACE}]+$`, 'u');

type Method = (text: string, args: readonly Value[], named: Named) => Value;

const plain =
  (what: (text: string) => Value): Method =>
  (text, args, named) => {
    matched('a method of str', [], args, named);
    return what(text);
  };

/** `strip` and its like: `which` are the ends. */
const strips =
  (left: boolean, right: boolean): Method =>
  (text, args, named) => {
    const [set] = matched('strip', ['chars'], args, named);
    return strip(text, set === undefined || set === null ? null : textOf(set), left, right);
  };

const splits =
  (fromRight: boolean): Method =>
  (text, args, named) => {
    const [by, most] = matched('split', ['sep', 'maxsplit'], args, named);
    const separator = by === undefined || by === null ? null : textOf(by);
    return split(text, separator, most === undefined ? -1 : integerOf(most), fromRight);
  };

const affixed =
  (test: (text: string, affix: string) => boolean): Method =>
  (text, args) => {
    const [affix, from, to] = args;
    const window = from === undefined ? text : slice(text, from, to);
    const all = affix instanceof Tuple ? affix.items : [affix];
    return all.some((one) => test(window, textOf(one)));
  };

const finds =
  (last: boolean, required: boolean): Method =>
  (text, args) => {
    const [what, from, to] = args;
    const start = from === undefined ? 0 : Math.max(0, integerOf(from));
    const window = from === undefined ? text : slice(text, from, to);
    const found = last ? window.lastIndexOf(textOf(what)) : window.indexOf(textOf(what));
    if (found < 0 && required) throw new TemplateError('substring not found');
    if (from !== undefined && integerOf(from) < 0)
      throw new UnsupportedError('find and index from a negative position are not supported');
    return BigInt(found < 0 ? -1 : Array.from(window.slice(0, found)).length + start);
  };

const cuts =
  (last: boolean): Method =>
  (text, [by]) => {
    const separator = textOf(by);
    if (separator === '') throw new TemplateError('empty separator');
    const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) return new Tuple(last ? ['', '', text] : [text, '', '']);
    return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
  };

const pads =
  (where: 'left' | 'right' | 'both'): Method =>
  (text, [to, by = ' ']) => {
    const missing = Math.min(1e6, integerOf(to ?? null) - Array.from(text).length);
    if (missing <= 0) return text;
    const half = where === 'both' ? Math.floor(missing / 2) + (missing & integerOf(to ?? null) & 1) : 0;
    const before = where === 'left' ? missing : half;
    const fill = textOf(by);
    if (Array.from(fill).length !== 1) throw new TemplateError('the fill character must be one character');
    return fill.repeat(before) + text + fill.repeat(missing - before);
  };

const every =
  (pattern: RegExp): Method =>
  (text) =>
    text !== '' && pattern.test(text);

/** Has letters with case, all of them in this one. */
const cased =
  (other: RegExp, own: RegExp): Method =>
  (text) =>
    !other.test(text) && own.test(text);

const methods = new Map<string, Method>(
  Object.entries({
    upper: plain((text) => text.toUpperCase()),
    lower: plain((text) => text.toLowerCase()),
    casefold: plain((text) => text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ')),
    capitalize: plain(capitalize),
    title: plain(title),
    swapcase: plain((text) =>
      Array.from(text, (c) => (/\p{Lu}/u.test(c) ? c.toLowerCase() : c.toUpperCase())).join(''),
    ),
    strip: strips(true, true),
    lstrip: strips(true, false),
    rstrip: strips(false, true),
    split: splits(false),
    rsplit: splits(true),
    splitlines: (text, args, named) => {
      const [keep] = matched('splitlines', ['keepends'], args, named);
      return splitLines(text, keep !== undefined && integerOf(keep) !== 0);
    },
    startswith: affixed((text, affix) => text.startsWith(affix)),
    endswith: affixed((text, affix) => text.endsWith(affix)),
    find: finds(false, false),
    rfind: finds(true, false),
    index: finds(false, true),
    rindex: finds(true, true),
    count: (text, [what, from, to]) => {
      const part = textOf(what);
      const window = from === undefined ? text : slice(text, from, to);
      return BigInt(part === '' ? Array.from(window).length + 1 : window.split(part).length - 1);
    },
    replace: (text, args, named) => {
      const [from, to, most] = matched('replace', ['old', 'new', 'count'], args, named);
      return replace(text, textOf(from), textOf(to), most === undefined ? -1 : integerOf(most));
    },
    join: (text, [items]) =>
      itemsOf(items ?? null)
        .map((item) => textOf(item))
        .join(text),
    removeprefix: (text, [affix]) =>
      text.startsWith(textOf(affix)) ? text.slice(textOf(affix).length) : text,
    removesuffix: (text, [affix]) =>
      textOf(affix) !== '' && text.endsWith(textOf(affix)) ? text.slice(0, -textOf(affix).length) : text,
    partition: cuts(false),
    rpartition: cuts(true),
    ljust: pads('right'),
    rjust: pads('left'),
    center: pads('both'),
    zfill: (text, [to]) => {
      const sign = /^[-+]/.exec(text)?.[0] ?? '';
      const missing = Math.min(1e6, integerOf(to ?? null) - Array.from(text).length);
      return missing <= 0 ? text : sign + '0'.repeat(missing) + text.slice(sign.length);
    },
    isdigit: every(/^[\p{Nd}²³¹⁰-⁹₀-₉①-⑨]+$/u),
    isdecimal: every(/^\p{Nd}+$/u),
    isnumeric: every(/^\p{N}+$/u),
    isalpha: every(/^\p{L}+$/u),
    isalnum: every(/^[\p{L}\p{N}]+$/u),
    isspace: every(isSpace),
    isascii: (text) => !/[\u0080-\uffff]/.test(text),
    isupper: cased(/[\p{Ll}\p{Lt}]/u, /\p{Lu}/u),
    islower: cased(/[\p{Lu}\p{Lt}]/u, /\p{Ll}/u),
  }),
);

/** A method of a text by its name; undefined where Python has none. @throws UnsupportedError */
export function stringMethod(name: string): Method | undefined {
  const found = methods.get(name);
  if (
    found === undefined &&
    /^(?:encode|expandtabs|format|format_map|isidentifier|isprintable|istitle|maketrans|translate)$/.test(
      name,
    )
  )
    throw new UnsupportedError(`the method "${name}" of texts is not supported`);
  return found;
}

export function strip(text: string, set: string | null, left = true, right = true): string {
  if (set === null) {
    let end = text.length;
    if (right) while (end > 0 && trailing.test(text[end - 1]!)) end--;
    const cut = text.slice(0, end);
    return left ? cut.replace(leadingSpace, '') : cut;
  }
  const all = new Set(Array.from(set));
  const characters = Array.from(text);
  let [from, to] = [0, characters.length];
  if (left) while (from < to && all.has(characters[from]!)) from++;
  if (right) while (to > from && all.has(characters[to - 1]!)) to--;
  return characters.slice(from, to).join('');
}

function split(text: string, separator: string | null, most: number, fromRight: boolean): string[] {
  if (separator === '') throw new TemplateError('empty separator');
  if (separator !== null) {
    const parts = text.split(separator);
    if (most < 0 || parts.length <= most + 1) return parts;
    return fromRight
      ? [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
      : [...parts.slice(0, most), parts.slice(most).join(separator)];
  }
  if (!fromRight) return splitSpaces(text, most);
  const backwards = (part: string): string => part.split('').toReversed().join('');
  return splitSpaces(backwards(text), most).map(backwards).toReversed();
}

/** At white space; the part that is left whole keeps what is at its end. */
function splitSpaces(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text.replace(leadingSpace, '');
  while (rest !== '' && parts.length !== most) {
    const at = rest.search(trailing);
    parts.push(at < 0 ? rest : rest.slice(0, at));
    rest = at < 0 ? '' : rest.slice(at).replace(leadingSpace, '');
  }
  return rest === '' ? parts : [...parts, rest];
}

/** At every character that Python takes for the end of a line. */
export function splitLines(text: string, keep = false): string[] {
  const lines = text.split(lineEnd);
  const out: string[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    const end = lines[i + 1];
    if (end === undefined && lines[i] === '') break;
    out.push(lines[i]! + (keep ? (end ?? '') : ''));
  }
  return out;
}

export function replace(text: string, from: string, to: string, most: number): string {
  if (most < 0) return text.replaceAll(from, () => to);
  let done = 0;
  return text.replaceAll(from, () => (done++ < most ? to : from));
}

export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return titled(first) + rest.join('').toLowerCase();
}

/** A letter as it begins a word. */
function titled(character: string): string {
  const upper = character.toUpperCase();
  if (/[\u01c4-\u01cc\u01f1-\u01f3]/.test(character))
    return String.fromCodePoint(
      character.codePointAt(0)! <= 0x1cc
        ? 0x1c5 + 3 * Math.floor((character.codePointAt(0)! - 0x1c4) / 3)
        : 0x1f2,
    );
  const [head = '', ...tail] = Array.from(upper);
  return tail.length === 0 ? upper : head + tail.join('').toLowerCase();
}

function title(text: string): string {
  let inWord = false;
  return Array.from(text, (c) => {
    const cased = /[\p{Lu}\p{Ll}\p{Lt}]/u.test(c);
    const out = cased ? (inWord ? c.toLowerCase() : titled(c)) : c;
    inWord = cased;
    return out;
  }).join('');
}

/** Python's `text[from:to]` for the methods that take a window. */
function slice(text: string, from: Value, to: Value | undefined): string {
  const at = (value: Value | undefined): number | undefined =>
    value === undefined || value === null ? undefined : integerOf(value);
  return Array.from(text).slice(at(from), at(to)).join('');
}

/** `"%s and %d" % values`. */
export function percent(text: string, values: Value, str: (value: Value) => string): string {
  const items = values instanceof Tuple ? [...values.items] : [values];
  const out = text.replaceAll(/%(?:%|([sd])|(.?))/g, (whole, kind: string | undefined, other?: string) => {
    if (whole === '%%') return '%';
    if (kind === undefined) throw new UnsupportedError(`"%${other}" in a format is not supported`);
    const item = items.shift();
    if (item === undefined) throw new TemplateError('not enough arguments for format string');
    if (kind === 's') return str(item);
    if (typeof item === 'number') return String(Math.trunc(item));
    return String(integerOf(item));
  });
  if (items.length > 0 && !(values instanceof Map) && !isList(values))
    throw new TemplateError('not all arguments converted during string formatting');
  if (items.length > 0) throw new TemplateError(`not all arguments converted (${typeName(values)})`);
  return out;
}
