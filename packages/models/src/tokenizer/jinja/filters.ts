/** Filters of jinja, those for texts and numbers here. Source: jinja2 3.1 `filters.py`; transformers for `tojson`. */
import { integerOf, matched, textOf } from './arguments.ts';
import { TemplateError, UnsupportedError } from './errors.ts';
import { checkSize, negated } from './operators.ts';
import { type Filter, sequences } from './sequences.ts';
import { capitalize, percent, replace, splitLines, strip } from './strings.ts';
import { json, str } from './text.ts';
import {
  Markup,
  Tuple,
  Undefined,
  type Value,
  defined,
  isNumber,
  numeric,
  sizeOf,
  truth,
  typeName,
} from './values.ts';

const text =
  (what: (text: string) => Value): Filter =>
  (value, args, named) => {
    matched('a filter', [], args, named);
    return what(str(value));
  };

const fallback: Filter = (value, args, named) => {
  const [otherwise = '', boolean = false] = matched('default', ['default_value', 'boolean'], args, named);
  return value instanceof Undefined || (truth(boolean) && !truth(value)) ? otherwise : value;
};

const escaped = (value: Value): Value =>
  value instanceof Markup
    ? value
    : new Markup(
        str(value)
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll("'", '&#39;')
          .replaceAll('"', '&#34;'),
      );

/** Begins each word, as `[-\s({[<]` cuts them. */
const titled = (words: string): string =>
  words
    .split(/([-\s({[<]+)/u)
    .map((word) => Array.from(word, (c, i) => (i === 0 ? c.toUpperCase() : c.toLowerCase())).join(''))
    .join('');

const texts: Readonly<Record<string, Filter>> = {
  upper: text((t) => t.toUpperCase()),
  lower: text((t) => t.toLowerCase()),
  capitalize: text(capitalize),
  title: text(titled),
  string: (value) => (value instanceof Markup ? value : str(value)),
  trim: (value, args, named) => {
    const [set = null] = matched('trim', ['chars'], args, named);
    return strip(str(value), set === null ? null : str(set));
  },
  replace: (value, args, named) => {
    const [from = null, to = null, most = null] = matched('replace', ['old', 'new', 'count'], args, named);
    return replace(str(value), str(from), str(to), most === null ? -1 : integerOf(most));
  },
  indent: (value, args, named) => {
    const [width = 4n, first = false, blank = false] = matched(
      'indent',
      ['width', 'first', 'blank'],
      args,
      named,
    );
    const by = typeof width === 'string' ? width : ' '.repeat(Math.min(1000, Math.max(0, integerOf(width))));
    const lines = splitLines(`${textOf(defined(value))}\n`);
    checkSize(by.length * lines.length);
    const [head = '', ...rest] = lines;
    const body = truth(blank)
      ? lines.join(`\n${by}`)
      : [head, ...rest.map((line) => (line === '' ? line : by + line))].join('\n');
    return truth(first) ? by + body : body;
  },
  truncate: (value, args, named) => {
    const [length = 255n, kill = false, end = '...', leeway = 5n] = matched(
      'truncate',
      ['length', 'killwords', 'end', 'leeway'],
      args,
      named,
    );
    const tail = str(end);
    const most = integerOf(length);
    if (most < Array.from(tail).length) throw new TemplateError('expected length >= the length of end');
    const size = sizeOf(value);
    if (size !== null && size <= most + integerOf(leeway)) return value;
    const all = Array.from(textOf(value));
    const kept = all.slice(0, most - Array.from(tail).length).join('');
    if (truth(kill)) return kept + tail;
    const space = kept.lastIndexOf(' ');
    return (space < 0 ? kept : kept.slice(0, space)) + tail;
  },
  wordcount: text((t) => BigInt(t.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  center: (value, args, named) => {
    const [width = 80n] = matched('center', ['width'], args, named);
    const t = str(value);
    const missing = Math.min(10_000, integerOf(width) - Array.from(t).length);
    if (missing <= 0) return t;
    const before = Math.floor(missing / 2) + (missing & integerOf(width) & 1);
    return ' '.repeat(before) + t + ' '.repeat(missing - before);
  },
  format: (value, args, named) => {
    if (named.size > 0) throw new UnsupportedError('the filter "format" with names is not supported');
    return percent(str(value), new Tuple(args), str);
  },
  safe: (value) => (value instanceof Markup ? value : new Markup(str(value))),
  escape: escaped,
  tojson: (value, args, named) => {
    const [ascii = false, indent = null, separators = null, sort = false] = matched(
      'tojson',
      ['ensure_ascii', 'indent', 'separators', 'sort_keys'],
      args,
      named,
    );
    const [item, key] = separators instanceof Tuple ? separators.items : [];
    return json(value, {
      indent:
        indent === null
          ? null
          : typeof indent === 'string'
            ? indent
            : ' '.repeat(Math.min(100, Math.max(0, integerOf(indent)))),
      separators: [
        item === undefined ? (indent === null ? ', ' : ',') : str(item),
        key === undefined ? ': ' : str(key),
      ],
      sortKeys: truth(sort),
      ascii: truth(ascii),
    });
  },
};

const numbers: Readonly<Record<string, Filter>> = {
  abs: (value) => {
    if (!isNumber(value)) throw new TemplateError(`bad operand type for abs(): '${typeName(value)}'`);
    const n = numeric(value);
    return n < 0 ? negated(n, '-') : n;
  },
  int: (value, args, named) => {
    const [otherwise = 0n, base = 10n] = matched('int', ['default', 'base'], args, named);
    if (integerOf(base) !== 10)
      throw new UnsupportedError('the filter "int" with another base is not supported');
    defined(value);
    if (typeof value === 'bigint' || typeof value === 'boolean') return numeric(value);
    if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : otherwise;
    const t = typeof value === 'string' ? strip(value, null) : '';
    if (/^[-+]?\d+(?:_\d+)*$/.test(t)) return BigInt(t.replaceAll('_', '').replace(/^\+/, ''));
    const x = numberOf(t);
    return x === null || !Number.isFinite(x) ? otherwise : BigInt(Math.trunc(x));
  },
  float: (value, args, named) => {
    const [otherwise = 0] = matched('float', ['default'], args, named);
    defined(value);
    if (isNumber(value)) return Number(numeric(value));
    return (typeof value === 'string' ? numberOf(strip(value, null)) : null) ?? otherwise;
  },
  round: (value, args, named) => {
    const [precision = 0n, method = 'common'] = matched('round', ['precision', 'method'], args, named);
    if (!isNumber(value)) throw new TemplateError(`type ${typeName(value)} doesn't define __round__ method`);
    const digits = integerOf(precision);
    if (digits < 0 || digits > 15)
      throw new UnsupportedError('the filter "round" to such a precision is not supported');
    if (method === 'common') {
      const n = numeric(value);
      return typeof n === 'bigint' ? n : rounded(n, digits);
    }
    if (method !== 'ceil' && method !== 'floor')
      throw new TemplateError('method must be common, ceil or floor');
    const scaled = Number(numeric(value)) * 10 ** digits;
    return (method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / 10 ** digits;
  },
};

function numberOf(t: string): number | null {
  if (/^[-+]?(?:inf|infinity)$/i.test(t)) return t.startsWith('-') ? -Infinity : Infinity;
  if (/^[-+]?nan$/i.test(t)) return Number.NaN;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(t) ? Number(t) : null;
}

/** Halves go to the even neighbour. */
function rounded(x: number, digits: number): number {
  const up = Number(Math.abs(x).toFixed(digits));
  const scaled = Math.abs(x) * 2 ** 10 * 10 ** digits;
  const half = Number.isInteger(scaled) && (scaled / 2 ** 10) % 1 === 0.5;
  const even = half && Math.round(up * 10 ** digits) % 2 === 1 ? up - 10 ** -digits : up;
  return Math.sign(x) * even || 0;
}

const aliases = { d: 'default', e: 'escape', count: 'length' } as const;

const known = new Map<string, Filter>(
  Object.entries({ ...texts, ...numbers, ...sequences, default: fallback }),
);

/** Filters of jinja that no chat template needs. */
const foreign = new Set(
  'filesizeformat forceescape groupby pprint random slice striptags urlencode urlize wordwrap xmlattr'.split(
    ' ',
  ),
);

/** @throws UnsupportedError for those of jinja that are not here, TemplateError for others */
export function filterNamed(name: string): Filter {
  const found = known.get(Object.hasOwn(aliases, name) ? aliases[name as keyof typeof aliases] : name);
  if (found !== undefined) return found;
  if (foreign.has(name)) throw new UnsupportedError(`the filter "${name}" is not supported`);
  throw new TemplateError(`No filter named '${name}'.`);
}
