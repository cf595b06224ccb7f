/** Tests of jinja, what stands after `is`. Source: jinja2 3.1 `tests.py`. */
import { TemplateError, UnsupportedError } from './errors.ts';
import { binary, contains, related } from './operators.ts';
import { str } from './text.ts';
import {
  Callable,
  Facade,
  Generator,
  Markup,
  Tuple,
  Undefined,
  type Value,
  View,
  equals,
  isDict,
  isList,
  isNumber,
} from './values.ts';

type Test = (value: Value, args: readonly Value[]) => boolean;

const isText = (value: Value): boolean => typeof value === 'string' || value instanceof Markup;

const relation =
  (sign: string): Test =>
  (value, [other = null]) =>
    related(sign, value, other);

const remainder =
  (of: bigint): Test =>
  (value) =>
    equals(binary('%', value, 2n), of);

const cased =
  (other: RegExp, own: RegExp): Test =>
  (value) =>
    !other.test(str(value)) && own.test(str(value));

const tests = new Map<string, Test>(
  Object.entries({
    defined: (value) => !(value instanceof Undefined),
    undefined: (value) => value instanceof Undefined,
    none: (value) => value === null,
    boolean: (value) => typeof value === 'boolean',
    true: (value) => value === true,
    false: (value) => value === false,
    integer: (value) => typeof value === 'bigint',
    float: (value) => typeof value === 'number',
    number: (value) => isNumber(value),
    string: isText,
    mapping: (value) => isDict(value),
    sequence: (value) =>
      isText(value) ||
      isList(value) ||
      isDict(value) ||
      value instanceof Tuple ||
      value instanceof Undefined ||
      (value instanceof View && value.kind === 'range'),
    iterable: (value) =>
      isText(value) ||
      isList(value) ||
      isDict(value) ||
      value instanceof Tuple ||
      value instanceof View ||
      value instanceof Generator ||
      value instanceof Undefined,
    callable: (value) =>
      value instanceof Callable ||
      value instanceof Undefined ||
      (value instanceof Facade && value.call !== null),
    sameas: (value, [other = null]) => {
      if (typeof value === 'object' && value !== null)
        throw new UnsupportedError('"sameas" of objects is not supported');
      return value === other;
    },
    escaped: (value) => value instanceof Markup,
    in: (value, [all = null]) => contains(all, value),
    odd: remainder(1n),
    even: remainder(0n),
    divisibleby: (value, [by = null]) => equals(binary('%', value, by), 0n),
    lower: cased(/[\p{Lu}\p{Lt}]/u, /\p{Ll}/u),
    upper: cased(/[\p{Ll}\p{Lt}]/u, /\p{Lu}/u),
    eq: relation('=='),
    ne: relation('!='),
    lt: relation('<'),
    le: relation('<='),
    gt: relation('>'),
    ge: relation('>='),
  } satisfies Record<string, Test>),
);

/** Tests with something to compare with. */
const compared = new Set('sameas in divisibleby eq ne lt le gt ge'.split(' '));

const aliases = new Map(
  Object.entries({
    '==': 'eq',
    equalto: 'eq',
    '!=': 'ne',
    '<': 'lt',
    lessthan: 'lt',
    '<=': 'le',
    '>': 'gt',
    greaterthan: 'gt',
    '>=': 'ge',
  }),
);

/** @throws TemplateError where jinja has no such test */
export function testNamed(name: string): Test {
  const plain = aliases.get(name) ?? name;
  const found = tests.get(plain);
  if (found !== undefined)
    return (value, args) => {
      if (args.length !== (compared.has(plain) ? 1 : 0))
        throw new TemplateError(`the test "${name}" was given ${args.length} arguments`);
      return found(value, args);
    };
  if (name === 'filter' || name === 'test') throw new UnsupportedError(`the test "${name}" is not supported`);
  throw new TemplateError(`No test named '${name}'.`);
}
