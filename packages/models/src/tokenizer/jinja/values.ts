/**
 * Values of Python as templates meet them: `int` is a bigint, `float` a number, `list` an array, `dict` a Map; truth, equality, order, and
 * what `str` and `repr` write. Source: Python's language reference, jinja2 3.1 `runtime.py`.
 */
import { TemplateError, UnsupportedError } from './errors.ts';

export type Key = string | bigint | number | boolean | null;

export type Value =
  | Key
  | readonly Value[]
  | Tuple
  | Dict
  | Undefined
  | Namespace
  | Callable
  | Generator
  | View
  | Markup
  | Facade;

export type Dict = ReadonlyMap<Key, Value>;

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** What is not there; it prints as nothing, and whoever uses it otherwise fails with its message. */
export class Undefined {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export class Namespace {
  readonly attributes = new Map<string, Value>();
}

export class Callable {
  readonly call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value;
  /** Methods of a loop and the like keep what they are attributes of. */
  readonly attributes: ReadonlyMap<string, Value>;
  constructor(call: Callable['call'], attributes: ReadonlyMap<string, Value> = new Map()) {
    this.call = call;
    this.attributes = attributes;
  }
}

/** What can be gone through once: the result of most filters. */
export class Generator {
  private left: readonly Value[];
  constructor(items: readonly Value[]) {
    this.left = items;
  }
  take(): readonly Value[] {
    const all = this.left;
    this.left = [];
    return all;
  }
  first(): Value | undefined {
    const [one] = this.left;
    this.left = this.left.slice(1);
    return one;
  }
}

/** `dict.keys()`, `range(…)` and the like. */
export class View {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items' | 'range';
  readonly items: readonly Value[];
  readonly text: string | null;
  constructor(kind: View['kind'], items: readonly Value[], text: string | null = null) {
    this.kind = kind;
    this.items = items;
    this.text = text;
  }
}

/** A text that `safe` or `escape` have marked; it can only be written out. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Something with attributes that are worked out when asked for: `loop`. */
export class Facade {
  readonly attribute: (name: string) => Value | undefined;
  readonly call: Callable['call'] | null;
  constructor(attribute: Facade['attribute'], call: Callable['call'] | null = null) {
    this.attribute = attribute;
    this.call = call;
  }
}

export const isDict = (value: Value): value is Dict => value instanceof Map;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isNumber = (value: Value): value is bigint | number | boolean =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';

/** A number as it counts in arithmetic: truth is 1. */
export const numeric = (value: bigint | number | boolean): bigint | number =>
  typeof value === 'boolean' ? BigInt(value) : value;

/** The name of a value's type, as Python says it. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  if (isList(value)) return 'list';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Map) return 'dict';
  if (value instanceof View) return value.kind;
  return value.constructor.name;
}

/** @throws TemplateError where the value is not there */
export function defined(value: Value): Exclude<Value, Undefined> {
  if (value instanceof Undefined) throw new TemplateError(value.message);
  return value;
}

export function truth(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (typeof value === 'object') {
    if (value instanceof Markup) return value.text !== '';
    const size = sizeOf(value);
    return size === null ? true : size > 0;
  }
  return Boolean(value);
}

/** Number of items or characters; null where a value has none. */
export function sizeOf(value: Value): number | null {
  if (typeof value === 'string') return characters(value);
  if (value instanceof Markup) return characters(value.text);
  if (isList(value)) return value.length;
  if (value instanceof Tuple || value instanceof View) return value.items.length;
  if (value instanceof Map) return value.size;
  return value instanceof Undefined ? 0 : null;
}

/** Length in code points. */
function characters(text: string): number {
  let n = text.length;
  for (let i = 0; i + 1 < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) n--;
  return n;
}

/** What a loop goes through. @throws TemplateError where it cannot */
export function itemsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Tuple || value instanceof View) return value.items;
  if (value instanceof Map) return [...value.keys()];
  if (value instanceof Generator) return value.take();
  if (value instanceof Undefined) return [];
  if (value instanceof Markup)
    throw new UnsupportedError('the characters of what "safe" or "escape" marked are not supported');
  throw new TemplateError(`'${typeName(value)}' object is not iterable`);
}

/** @throws TemplateError where a value cannot be a key */
export function keyOf(value: Value): Key {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (value instanceof Tuple || value instanceof Markup || typeof value === 'boolean')
    throw new UnsupportedError(`a key of type ${typeName(value)} is not supported`);
  if (value === null || typeof value !== 'object') return value;
  throw new TemplateError(`unhashable type: '${typeName(value)}'`);
}

export function equals(a: Value, b: Value): boolean {
  if (a instanceof Markup) return equals(a.text, b);
  if (b instanceof Markup) return equals(a, b.text);
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [numeric(a), numeric(b)];
    return typeof x === typeof y ? x === y : Number(x) === Number(y);
  }
  if (isList(a)) return isList(b) && sameItems(a, b);
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a.items, b.items);
  if (a instanceof Map)
    return (
      b instanceof Map &&
      a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && equals(value, b.get(key)))
    );
  if (a instanceof Undefined) return b instanceof Undefined;
  return a === b;
}

const sameItems = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((item, i) => equals(item, b[i]!));

/** Below, at or above zero as `a` is. @throws TemplateError where the two have no order */
export function compare(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [numeric(a), numeric(b)];
    return x < y ? -1 : x > y ? 1 : x === y || Number(x) === Number(y) ? 0 : Number.NaN;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  const [left, right] =
    isList(a) && isList(b) ? [a, b] : a instanceof Tuple && b instanceof Tuple ? [a.items, b.items] : [];
  if (left === undefined || right === undefined) {
    defined(a);
    defined(b);
    if (a instanceof Markup || b instanceof Markup)
      throw new UnsupportedError('the order of what "safe" or "escape" marked is not supported');
    throw new TemplateError(`'<' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
  }
  const at = left.findIndex((item, i) => i >= right.length || !equals(item, right[i]!));
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : compare(left[at]!, right[at]!);
}

/** By code points, as Python does. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [Array.from(a), Array.from(b)];
  const at = x.findIndex((c, i) => c !== y[i]);
  if (at < 0) return -1;
  return at >= y.length ? 1 : x[at]!.codePointAt(0)! - y[at]!.codePointAt(0)!;
}
