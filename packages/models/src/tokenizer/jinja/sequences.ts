/** Filters of jinja that go through lists. Source: jinja2 3.1 `filters.py`. */
import { type Named, integerOf, matched } from './arguments.ts';
import { TemplateError, UnsupportedError } from './errors.ts';
import { attributeOf, binary, itemOf } from './operators.ts';
import { str } from './text.ts';
import {
  Generator,
  Tuple,
  Undefined,
  type Value,
  compare,
  equals,
  isDict,
  isList,
  itemsOf,
  sizeOf,
  truth,
  typeName,
} from './values.ts';

export type Filter = (value: Value, args: readonly Value[], named: Named, by: Call) => Value;

/** Other filters and tests by name. */
export interface Call {
  filter(name: string, value: Value, args: readonly Value[], named: Named): Value;
  test(name: string, value: Value, args: readonly Value[], named: Named): boolean;
}

/** What `attribute=` asks for: `a.b.0`. */
function attributeGetter(attribute: Value, otherwise?: Value): (item: Value) => Value {
  if (attribute === null) return (item) => item;
  const parts =
    typeof attribute === 'bigint'
      ? [attribute]
      : str(attribute)
          .split('.')
          .map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
  return (item) =>
    parts.reduce<Value>((value, part) => {
      const found = itemOf(value, part);
      return found instanceof Undefined ? (otherwise ?? found) : found;
    }, item);
}

const folded = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

/** What is compared: an attribute, in small letters unless letters count. */
function sortKey(attribute: Value | undefined, caseSensitive: Value | undefined): (item: Value) => Value {
  const get = attributeGetter(attribute ?? null);
  return truth(caseSensitive ?? false) ? get : (item) => folded(get(item));
}

function sorted(items: readonly Value[], key: (item: Value) => Value, reverse: boolean): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (reverse ? compare(b.key, a.key) : compare(a.key, b.key)));
  return keyed.map(({ item }) => item);
}

/** `map`, `select` and their like. */
function chosen(attribute: boolean, wanted: boolean): Filter {
  return (value, args, named, by) => {
    const [first = null, name, ...rest] = attribute ? args : [null, ...args];
    if (attribute && args.length === 0) throw new TemplateError('missing parameter for attribute name');
    const get = attributeGetter(first);
    const items = itemsOf(value).filter((item) => {
      const one = get(item);
      return (name === undefined ? truth(one) : by.test(str(name), one, rest, named)) === wanted;
    });
    return new Generator(items);
  };
}

const extreme =
  (sign: 1 | -1): Filter =>
  (value, args, named) => {
    const [caseSensitive, attribute] = matched('min', ['case_sensitive', 'attribute'], args, named);
    const key = sortKey(attribute, caseSensitive);
    const items = itemsOf(value);
    if (items.length === 0) return new Undefined('No aggregated item, sequence was empty.');
    return items.reduce((best, item) => (compare(key(item), key(best)) * sign > 0 ? item : best));
  };

export const sequences: Readonly<Record<string, Filter>> = {
  first: (value) => {
    const found = value instanceof Generator ? value.first() : itemsOf(value)[0];
    return found ?? (found === null ? null : new Undefined('No first item, sequence was empty.'));
  },
  last: (value) => {
    if (value instanceof Generator) throw new TemplateError(`'generator' object is not reversible`);
    const found = itemsOf(value).at(-1);
    return found ?? (found === null ? null : new Undefined('No last item, sequence was empty.'));
  },
  length: (value) => {
    const size = sizeOf(value);
    if (size === null) throw new TemplateError(`object of type '${typeName(value)}' has no len()`);
    return BigInt(size);
  },
  list: (value) => [...itemsOf(value)],
  reverse: (value) =>
    typeof value === 'string'
      ? Array.from(value).toReversed().join('')
      : new Generator(itemsOf(value).toReversed()),
  join: (value, args, named) => {
    const [between = '', attribute = null] = matched('join', ['d', 'attribute'], args, named);
    return itemsOf(value)
      .map(attributeGetter(attribute))
      .map((item) => str(item))
      .join(str(between));
  },
  items: (value) => {
    if (value instanceof Undefined) return new Generator([]);
    if (!isDict(value)) throw new TemplateError('Can only get item pairs from a mapping.');
    return new Generator([...value].map((pair) => new Tuple(pair)));
  },
  map: (value, args, named, by) => {
    const [name, ...rest] = args;
    if (name === undefined && named.has('attribute')) {
      const get = attributeGetter(named.get('attribute')!, named.get('default'));
      return new Generator(itemsOf(value).map(get));
    }
    if (name === undefined) throw new TemplateError('map requires a filter argument');
    return new Generator(itemsOf(value).map((item) => by.filter(str(name), item, rest, named)));
  },
  select: chosen(false, true),
  reject: chosen(false, false),
  selectattr: chosen(true, true),
  rejectattr: chosen(true, false),
  sort: (value, args, named) => {
    const [reverse = false, caseSensitive, attribute = null] = matched(
      'sort',
      ['reverse', 'case_sensitive', 'attribute'],
      args,
      named,
    );
    if (typeof attribute === 'string' && attribute.includes(','))
      throw new UnsupportedError('sort by several attributes is not supported');
    return sorted(itemsOf(value), sortKey(attribute, caseSensitive), truth(reverse));
  },
  dictsort: (value, args, named) => {
    const [caseSensitive, by = 'key', reverse = false] = matched(
      'dictsort',
      ['case_sensitive', 'by', 'reverse'],
      args,
      named,
    );
    if (!isDict(value)) throw new TemplateError(`'${typeName(value)}' object has no attribute 'items'`);
    if (by !== 'key' && by !== 'value')
      throw new TemplateError('You can only sort by either "key" or "value"');
    const pairs = [...value].map((pair) => new Tuple(pair));
    return sorted(pairs, sortKey(by === 'key' ? 0n : 1n, caseSensitive), truth(reverse));
  },
  unique: (value, args, named) => {
    const [caseSensitive, attribute] = matched('unique', ['case_sensitive', 'attribute'], args, named);
    const key = sortKey(attribute, caseSensitive);
    const items = itemsOf(value);
    const keys = items.map(key);
    if (keys.some((one) => isList(one) || isDict(one))) throw new TemplateError('unhashable type');
    if (items.length > 10_000)
      throw new UnsupportedError('unique of more than 10,000 items is not supported');
    return new Generator(items.filter((_, i) => keys.findIndex((other) => equals(other, keys[i]!)) === i));
  },
  min: extreme(-1),
  max: extreme(1),
  sum: (value, args, named) => {
    const [attribute = null, start = 0n] = matched('sum', ['attribute', 'start'], args, named);
    return itemsOf(value)
      .map(attributeGetter(attribute))
      .reduce((a, b) => binary('+', a, b), start);
  },
  batch: (value, args, named) => {
    const [size = null, fill = null] = matched('batch', ['linecount', 'fill_with'], args, named);
    const n = integerOf(size);
    const items = itemsOf(value);
    const out: Value[][] = [];
    for (let i = 0; i < items.length; i += Math.max(1, n)) out.push(items.slice(i, i + Math.max(1, n)));
    const last = out.at(-1);
    if (fill !== null && last !== undefined) while (last.length < Math.min(n, 10_000)) last.push(fill);
    return new Generator(out);
  },
  attr: (value, [name = null]) => {
    const found = isDict(value) || typeof name !== 'string' ? undefined : attributeOf(value, name);
    if (found === undefined) throw new UnsupportedError('the filter "attr" of a dict is not supported');
    return found;
  },
};
