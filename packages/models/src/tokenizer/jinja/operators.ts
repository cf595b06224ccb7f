/** Arithmetic, membership, attributes, items and slices, as Python and jinja's sandbox have them. */
import { integerOf, matched, textOf } from './arguments.ts';
import { TemplateError, UnsupportedError } from './errors.ts';
import { percent, stringMethod } from './strings.ts';
import { str } from './text.ts';
import {
  Callable,
  type Dict,
  Facade,
  Generator,
  Markup,
  Namespace,
  Tuple,
  Undefined,
  type Value,
  View,
  compare,
  defined,
  equals,
  isDict,
  isList,
  isNumber,
  itemsOf,
  keyOf,
  numeric,
  typeName,
} from './values.ts';

/** Texts and lists that a template may make, in characters and items. */
const MAX_SIZE = 2 ** 24;

export function checkSize(size: number): void {
  if (size > MAX_SIZE)
    throw new TemplateError(`it makes a text or list of more than ${MAX_SIZE} characters or items`);
}

export function binary(sign: string, left: Value, right: Value): Value {
  const [a, b] = [defined(left), defined(right)];
  if (a instanceof Markup || b instanceof Markup)
    throw new UnsupportedError('arithmetic with what "safe" or "escape" marked is not supported');
  if (isNumber(a) && isNumber(b)) return arithmetic(sign, numeric(a), numeric(b));
  if (sign === '+') {
    if (typeof a === 'string' && typeof b === 'string') {
      checkSize(a.length + b.length);
      return a + b;
    }
    if (isList(a) && isList(b)) {
      checkSize(a.length + b.length);
      return [...a, ...b];
    }
    if (a instanceof Tuple && b instanceof Tuple) return new Tuple([...a.items, ...b.items]);
  }
  if (sign === '*') {
    const [what, times] = isNumber(b) ? [a, b] : [b, a];
    if (isNumber(times) && typeof times !== 'number') return repeated(what, Math.max(0, integerOf(times)));
  }
  if (sign === '%' && typeof a === 'string') return percent(a, b, str);
  throw new TemplateError(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`);
}

function repeated(what: Value, times: number): Value {
  if (what instanceof Tuple) return new Tuple(repeatedItems(what.items, times));
  if (isList(what)) return repeatedItems(what, times);
  if (typeof what !== 'string') throw new TemplateError(`can't multiply a ${typeName(what)}`);
  checkSize(what.length * times);
  return what.repeat(times);
}

function repeatedItems(items: readonly Value[], times: number): Value[] {
  checkSize(items.length * times);
  return Array.from({ length: items.length * times }, (_, i) => items[i % items.length]!);
}

function arithmetic(sign: string, a: bigint | number, b: bigint | number): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return whole(sign, a, b);
  const [x, y] = [Number(a), Number(b)];
  if (/[/%]/.test(sign) && y === 0) throw new TemplateError('division by zero');
  switch (sign) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '//': {
      const exact = (x - remainder(x, y)) / y;
      const below = Math.floor(exact);
      return exact - below > 0.5 ? below + 1 : below;
    }
    case '%':
      return remainder(x, y);
    default:
      return power(x, y);
  }
}

/** With the sign of what is divided by. */
function remainder(x: number, y: number): number {
  const left = x % y;
  if (left === 0) return y < 0 ? -0 : 0;
  return left < 0 !== y < 0 ? left + y : left;
}

function whole(sign: string, a: bigint, b: bigint): Value {
  if (/[/%]/.test(sign) && b === 0n) throw new TemplateError('division by zero');
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      if (String(a).length + String(b).length > 4000) throw new TemplateError('a number of too many digits');
      return a * b;
    case '/':
      return Number(a) / Number(b);
    case '//':
      return a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
    case '%':
      return a % b !== 0n && a < 0n !== b < 0n ? (a % b) + b : a % b;
    default:
      if (b < 0n) return power(Number(a), Number(b));
      if (b * BigInt(String(a).length) > 4000n) throw new TemplateError('a number of too many digits');
      return a ** b;
  }
}

function power(x: number, y: number): number {
  if (x === 0 && y < 0) throw new TemplateError('0.0 cannot be raised to a negative power');
  if (x < 0 && !Number.isInteger(y)) throw new UnsupportedError('complex numbers are not supported');
  return x ** y;
}

export function negated(value: Value, sign: '-' | '+'): Value {
  const v = defined(value);
  if (!isNumber(v)) throw new TemplateError(`bad operand type for unary ${sign}: '${typeName(v)}'`);
  return sign === '-' ? -numeric(v) : numeric(v);
}

export function contains(all: Value, what: Value): boolean {
  if (typeof all === 'string') return all.includes(textOf(defined(what)));
  if (isDict(all)) return all.has(keyOf(what));
  return itemsOf(all).some((item) => equals(item, what));
}

export function related(sign: string, a: Value, b: Value): boolean {
  switch (sign) {
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case 'in':
      return contains(b, a);
    case 'not in':
      return !contains(b, a);
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    default:
      return compare(a, b) >= 0;
  }
}

/** `of.name`: a method or attribute first, an item then. */
export function attributeOf(of: Value, name: string): Value {
  const found = ownAttribute(defined(of), name);
  if (found !== undefined) return found;
  return isDict(of) && of.has(name) ? of.get(name)! : missing(of, name);
}

/** `of[key]`: an item first, an attribute then. */
export function itemOf(of: Value, key: Value): Value {
  const v = defined(of);
  if (isDict(v)) {
    const found = typeof key === 'object' && key !== null ? undefined : v.get(keyOf(key));
    if (found !== undefined) return found;
  } else if (typeof key === 'bigint' || typeof key === 'boolean') {
    const all = typeof v === 'string' ? Array.from(v) : sequence(v);
    const found = all?.at(Number(key));
    if (found !== undefined && Number(key) >= -(all?.length ?? 0)) return found;
  }
  const own = typeof key === 'string' ? ownAttribute(v, key) : undefined;
  return own === undefined ? missing(v, key) : own;
}

const sequence = (v: Value): readonly Value[] | undefined =>
  isList(v) ? v : v instanceof Tuple || (v instanceof View && v.kind === 'range') ? v.items : undefined;

const missing = (of: Value, key: Value): Undefined =>
  new Undefined(
    typeof key === 'string'
      ? `'${typeName(of)} object' has no attribute '${key}'`
      : `${typeName(of)} object has no element ${str(key)}`,
  );

/** Methods that change what they belong to, which the sandbox forbids. */
const changing = /^(?:append|clear|extend|insert|pop|popitem|remove|reverse|setdefault|sort|update)$/;

function ownAttribute(of: Value, name: string): Value | undefined {
  if (of instanceof Namespace) return of.attributes.get(name);
  if (of instanceof Facade) return of.attribute(name);
  if (of instanceof Callable) return of.attributes.get(name);
  if (typeof of === 'string') {
    const method = stringMethod(name);
    return method && new Callable((args, named) => checked(method(of, args, named)));
  }
  if (of instanceof Markup)
    throw new UnsupportedError('methods of what "safe" or "escape" marked are not supported');
  if ((isDict(of) || isList(of)) && changing.test(name))
    return isList(of) || !/^(?:append|extend|insert|remove|reverse|sort)$/.test(name)
      ? new Undefined(`access to attribute '${name}' of '${typeName(of)}' object is unsafe.`)
      : undefined;
  if (isDict(of)) return dictMethod(of, name);
  const all = sequence(of);
  if (all === undefined) return undefined;
  if (name === 'count')
    return new Callable(([what]) => BigInt(all.filter((item) => equals(item, what ?? null)).length));
  if (name === 'copy' && isList(of)) return new Callable(() => of);
  if (name !== 'index') return undefined;
  return new Callable(([what]) => {
    const at = all.findIndex((item) => equals(item, what ?? null));
    if (at < 0) throw new TemplateError('the list does not hold it');
    return BigInt(at);
  });
}

function checked(value: Value): Value {
  if (typeof value === 'string') checkSize(value.length);
  return value;
}

function dictMethod(of: Dict, name: string): Value | undefined {
  switch (name) {
    case 'get':
      return new Callable((args, named) => {
        const [key = null, otherwise = null] = matched('get', ['key', 'default'], args, named);
        return of.has(keyOf(key)) ? of.get(keyOf(key))! : otherwise;
      });
    case 'keys':
      return new Callable(() => new View('dict_keys', [...of.keys()]));
    case 'values':
      return new Callable(() => new View('dict_values', [...of.values()]));
    case 'items':
      return new Callable(
        () =>
          new View(
            'dict_items',
            [...of].map((pair) => new Tuple(pair)),
          ),
      );
    case 'copy':
      return new Callable(() => of);
    case 'fromkeys':
      throw new UnsupportedError('the method "fromkeys" of dicts is not supported');
    default:
      return undefined;
  }
}

/** `of[from:to:step]`. */
export function sliceOf(of: Value, parts: readonly Value[]): Value {
  const v = defined(of);
  const text = typeof v === 'string';
  const all: readonly Value[] | undefined = text ? Array.from(v) : sequence(v);
  if (all === undefined || v instanceof View || v instanceof Generator) {
    if (v instanceof View && v.kind === 'range')
      throw new UnsupportedError('a slice of a range is not supported');
    // Of a constant jinja makes nothing, of others an error.
    throw new UnsupportedError(`a slice of a ${typeName(v)} is not supported`);
  }
  const [from, to, by] = parts.map((part) => (part === null ? null : integerOf(part)));
  const step = by ?? 1;
  if (step === 0) throw new TemplateError('slice step cannot be zero');
  const n = all.length;
  const bound = (at: number | null | undefined, otherwise: number): number =>
    at === null || at === undefined
      ? otherwise
      : Math.min(Math.max(at < 0 ? at + n : at, step < 0 ? -1 : 0), step < 0 ? n - 1 : n);
  const [first, last] = [bound(from, step < 0 ? n - 1 : 0), bound(to, step < 0 ? -1 : n)];
  const out: Value[] = [];
  for (let i = first; step > 0 ? i < last : i > last; i += step) out.push(all[i]!);
  if (text) return out.map(str).join('');
  return v instanceof Tuple ? new Tuple(out) : out;
}
