/** What Python's `str` and `repr` and `json.dumps` write of a value. */
import { TemplateError, UnsupportedError } from './errors.ts';
import { Markup, Tuple, Undefined, type Value, View, isList, typeName } from './values.ts';

/** Values within each other that are written at all. */
const MAX_DEPTH = 100;

export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  if (value instanceof Markup) return value.text;
  return repr(value);
}

function repr(value: Value, depth = 0): string {
  if (depth > MAX_DEPTH) throw new TemplateError('values within each other too deep to be written');
  const all = (items: readonly Value[]): string => items.map((item) => repr(item, depth + 1)).join(', ');
  if (value === null) return 'None';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return float(value);
  if (isList(value)) return `[${all(value)}]`;
  if (value instanceof Tuple) return `(${all(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Map)
    return `{${[...value].map(([k, v]) => `${repr(k, depth + 1)}: ${repr(v, depth + 1)}`).join(', ')}}`;
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof View) return value.text ?? `${value.kind}([${all(value.items)}])`;
  if (value instanceof Markup) return `Markup(${quoted(value.text)})`;
  // Python writes where in memory such a thing lies.
  throw new UnsupportedError(`a value of type ${typeName(value)} cannot be written as a text`);
}

/** The shortest digits that mean the same number. */
function float(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  const [digits = '', exponent = '0'] = x.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) {
    const plain = Math.abs(x) < 1e-6 ? x.toFixed(digits.replace(/[-.]/g, '').length - 1 - power) : String(x);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const named = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (c) => {
    if (c === quote) return `\\${c}`;
    const name = named.get(c);
    if (name !== undefined) return name;
    if (c === ' ' || !/[\p{C}\p{Z}]/u.test(c)) return c;
    const code = c.codePointAt(0)!.toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
  });
  return quote + inside.join('') + quote;
}

export interface JsonOptions {
  /** null: all on one line. */
  readonly indent: string | null;
  readonly separators: readonly [item: string, key: string];
  readonly sortKeys: boolean;
  /** Whether what is not ASCII is written as `\u…`. */
  readonly ascii: boolean;
}

/** `json.dumps`. @throws TemplateError where a value has no form in JSON */
export function json(value: Value, o: JsonOptions, depth = 0): string {
  if (depth > MAX_DEPTH) throw new TemplateError('values within each other too deep for JSON');
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number')
    return Number.isNaN(value)
      ? 'NaN'
      : Number.isFinite(value)
        ? float(value)
        : value > 0
          ? 'Infinity'
          : '-Infinity';
  if (typeof value === 'string' || value instanceof Markup) return jsonText(str(value), o.ascii);
  if (isList(value) || value instanceof Tuple) {
    const items = isList(value) ? value : value.items;
    return bracketed(
      '[',
      ']',
      items.map((item) => json(item, o, depth + 1)),
      o,
      depth,
    );
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, inner]) => [jsonKey(key), inner] as const);
    if (o.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const written = entries.map(
      ([key, inner]) => jsonText(key, o.ascii) + o.separators[1] + json(inner, o, depth + 1),
    );
    return bracketed('{', '}', written, o, depth);
  }
  throw new TemplateError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function bracketed(
  open: string,
  close: string,
  items: readonly string[],
  { indent, separators: [item] }: JsonOptions,
  depth: number,
): string {
  if (items.length === 0 || indent === null) return open + items.join(item) + close;
  const line = `\n${indent.repeat(depth + 1)}`;
  return `${open}${line}${items.join(item + line)}\n${indent.repeat(depth)}${close}`;
}

function jsonKey(key: Value): string {
  if (typeof key === 'string') return key;
  return key === null ? 'null' : typeof key === 'boolean' ? String(key) : str(key);
}

function jsonText(text: string, ascii: boolean): string {
  const plain = JSON.stringify(text);
  return ascii
    ? plain.replaceAll(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : plain;
}
