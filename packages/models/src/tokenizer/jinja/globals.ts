/** What every template can name: jinja's own and what transformers adds. Source: transformers 5.24 `chat_template_utils.py`. */
import { integerOf, matched, textOf } from './arguments.ts';
import { TemplateError, UnsupportedError } from './errors.ts';
import { str } from './text.ts';
import {
  Callable,
  type Key,
  Namespace,
  type Value,
  View,
  defined,
  isDict,
  itemsOf,
  keyOf,
} from './values.ts';

/** As jinja's sandbox has it. */
const MAX_RANGE = 100_000;

class RaisedError extends TemplateError {
  override name = 'RaisedError';
}

/** @param now what `strftime_now` takes for now, so that a prompt is the same every day */
export function templateGlobals(now: Date): Map<string, Value> {
  return new Map<string, Value>([
    ['range', new Callable((args) => range(args.map(integerOf)))],
    ['dict', new Callable((args, named) => new Map<Key, Value>([...pairs(args[0]), ...named]))],
    [
      'namespace',
      new Callable((args, named) => {
        const made = new Namespace();
        for (const [name, value] of [...pairs(args[0]), ...named]) {
          if (typeof name !== 'string' || name.startsWith('_'))
            throw new TemplateError(`a namespace cannot have an attribute ${str(name)}`);
          made.attributes.set(name, value);
        }
        return made;
      }),
    ],
    [
      'raise_exception',
      new Callable((args, named) => {
        const [message = ''] = matched('raise_exception', ['message'], args, named);
        throw new RaisedError(str(message));
      }),
    ],
    [
      'strftime_now',
      new Callable((args, named) =>
        strftime(now, textOf(matched('strftime_now', ['format'], args, named)[0])),
      ),
    ],
    ...['cycler', 'joiner', 'lipsum'].map(
      (name) =>
        [
          name,
          new Callable(() => {
            throw new UnsupportedError(`"${name}" is not supported`);
          }),
        ] as const,
    ),
  ]);
}

function pairs(value: Value | undefined): (readonly [Key, Value])[] {
  if (value === undefined) return [];
  if (isDict(value)) return [...value];
  return itemsOf(defined(value)).map((pair) => {
    const [key, one, ...more] = itemsOf(pair);
    if (key === undefined || one === undefined || more.length > 0)
      throw new TemplateError('dictionary update sequence element is no pair');
    return [keyOf(key), one];
  });
}

function range(args: readonly number[]): Value {
  const [a, b, step = 1] = args;
  if (a === undefined || args.length > 3) throw new TemplateError('range expected 1 to 3 arguments');
  const [from, to] = b === undefined ? [0, a] : [a, b];
  if (step === 0) throw new TemplateError('range() arg 3 must not be zero');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > MAX_RANGE)
    throw new TemplateError(`Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`);
  const text = `range(${from}, ${to}${step === 1 ? '' : `, ${step}`})`;
  return new View(
    'range',
    Array.from({ length }, (_, i) => BigInt(from + i * step)),
    text,
  );
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function strftime(now: Date, format: string): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const parts: Readonly<Record<string, () => string>> = {
    Y: () => String(now.getUTCFullYear()),
    y: () => two(now.getUTCFullYear() % 100),
    m: () => two(now.getUTCMonth() + 1),
    B: () => months[now.getUTCMonth()]!,
    b: () => months[now.getUTCMonth()]!.slice(0, 3),
    h: () => months[now.getUTCMonth()]!.slice(0, 3),
    d: () => two(now.getUTCDate()),
    e: () => String(now.getUTCDate()).padStart(2),
    A: () => days[now.getUTCDay()]!,
    a: () => days[now.getUTCDay()]!.slice(0, 3),
    j: () =>
      String(
        (Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) -
          Date.UTC(now.getUTCFullYear(), 0, 0)) /
          864e5,
      ).padStart(3, '0'),
    H: () => two(now.getUTCHours()),
    I: () => two(now.getUTCHours() % 12 || 12),
    M: () => two(now.getUTCMinutes()),
    S: () => two(now.getUTCSeconds()),
    p: () => (now.getUTCHours() < 12 ? 'AM' : 'PM'),
    F: () => strftime(now, '%Y-%m-%d'),
    T: () => strftime(now, '%H:%M:%S'),
    D: () => strftime(now, '%m/%d/%y'),
    Z: () => '',
    z: () => '',
    '%': () => '%',
  };
  return format.replaceAll(/%(-?)(.?)/gs, (whole, short: string, kind: string) => {
    const part = Object.hasOwn(parts, kind) ? parts[kind]!() : null;
    if (part === null) throw new UnsupportedError(`"${whole}" in strftime_now is not supported`);
    return short === '' ? part : part.replace(/^[0 ](?=\d)/, '');
  });
}
