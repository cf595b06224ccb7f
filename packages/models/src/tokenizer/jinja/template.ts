/** A chat template as Python's jinja renders it in transformers' sandbox, with bounded work: no template can hold or fill a process. */
import { templateGlobals } from './globals.ts';
import { hiddenNames } from './hidden.ts';
import { parseTemplate } from './parser.ts';
import { Runner } from './run.ts';
import { Budget, Scope } from './scope.ts';
import type { Key, Value } from './values.ts';

export { TemplateError } from './errors.ts';

/** What JSON can hold; whole numbers are `int` to the template. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * @param now what `strftime_now` takes for now
 * @throws TemplateError where it is no template
 */
export function compileTemplate(
  source: string,
  now: Date,
): (context: Readonly<Record<string, Plain>>) => string {
  const body = parseTemplate(source);
  const hidden = hiddenNames(body);
  return (context) => {
    const globals = new Scope(null);
    for (const [name, value] of templateGlobals(now)) globals.values.set(name, value);
    for (const [name, value] of Object.entries(context)) globals.values.set(name, valueOf(value));
    const out: string[] = [];
    new Runner(new Budget(), hidden).within(body, new Scope(globals), out);
    return out.join('');
  };
}

function valueOf(plain: Plain): Value {
  if (typeof plain === 'number') return Number.isSafeInteger(plain) ? BigInt(plain) : plain;
  if (plain === null || typeof plain !== 'object') return plain;
  if (isArray(plain)) return plain.map(valueOf);
  return new Map<Key, Value>(Object.entries(plain).map(([key, value]) => [key, valueOf(value)]));
}

const isArray = (plain: object): plain is readonly Plain[] => Array.isArray(plain);
