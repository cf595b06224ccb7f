/** Arguments of a call, matched with the names of parameters as Python does. */
import { TemplateError, UnsupportedError } from './errors.ts';
import { Markup, type Value, typeName } from './values.ts';

export type Named = ReadonlyMap<string, Value>;

/**
 * One value for each name; what the call leaves out is undefined, which no value is.
 * @throws TemplateError where there are too many, or of a name that is not known
 */
export function matched(
  what: string,
  names: readonly string[],
  args: readonly Value[],
  named: Named,
): (Value | undefined)[] {
  if (args.length > names.length)
    throw new TemplateError(`${what}: expected at most ${names.length} arguments, found ${args.length}`);
  const out: (Value | undefined)[] = names.map((_, i) => args[i]);
  for (const [name, value] of named) {
    const at = names.indexOf(name);
    if (at < 0) throw new TemplateError(`${what}: unexpected keyword argument '${name}'`);
    if (at < args.length) throw new TemplateError(`${what}: multiple values for argument '${name}'`);
    out[at] = value;
  }
  return out;
}

/** A whole number as an argument. */
export function integerOf(value: Value): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number(value);
  throw new TemplateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** A text as an argument. */
export function textOf(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup)
    throw new UnsupportedError('what "safe" or "escape" marked as an argument is not supported');
  throw new TemplateError(`expected str, found ${value === undefined ? 'nothing' : typeName(value)}`);
}
