/** `loop`, as jinja's loops have it. Source: jinja2 3.1 `runtime.py`, `LoopContext`. */
import { TemplateError } from './errors.ts';
import { Callable, Facade, Tuple, Undefined, type Value, equals } from './values.ts';

export interface Loop {
  /** Index of the item that the loop is at. */
  at: number;
  readonly value: Value;
}

/** @param again what a call of `loop` does, in a recursive one */
export function loopOver(
  items: readonly Value[],
  depth: number,
  again: ((args: readonly Value[]) => Value) | null,
): Loop {
  let seen: Value | undefined;
  const cycle = new Callable((args) => {
    if (args.length === 0) throw new TemplateError('no items for cycling given');
    return args[loop.at % args.length]!;
  });
  const changed = new Callable((args) => {
    const now = new Tuple(args);
    const differs = seen === undefined || !equals(seen, now);
    if (differs) seen = now;
    return differs;
  });
  const number = (n: number): Value => BigInt(n);
  const attributes: Readonly<Record<string, () => Value>> = {
    index: () => number(loop.at + 1),
    index0: () => number(loop.at),
    revindex: () => number(items.length - loop.at),
    revindex0: () => number(items.length - loop.at - 1),
    first: () => loop.at === 0,
    last: () => loop.at === items.length - 1,
    length: () => number(items.length),
    depth: () => number(depth + 1),
    depth0: () => number(depth),
    previtem: () => (loop.at === 0 ? new Undefined('there is no previous item') : items[loop.at - 1]!),
    nextitem: () => items[loop.at + 1] ?? new Undefined('there is no next item'),
    cycle: () => cycle,
    changed: () => changed,
  };
  const nextIsNone = (): boolean => items[loop.at + 1] === null;
  const loop: Loop = {
    at: 0,
    value: new Facade(
      (name) =>
        name === 'nextitem' && nextIsNone()
          ? null
          : Object.hasOwn(attributes, name)
            ? attributes[name]!()
            : undefined,
      again,
    ),
  };
  return loop;
}
