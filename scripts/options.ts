/** The arguments of a script. */
import { parseArgs } from 'node:util';

/** `--name value` pairs; throws for a name that is not among `defaults`. '' stands for one that must be given. */
export function options<const T extends Readonly<Record<string, string>>>(
  defaults: T,
): Record<keyof T, string> {
  const { values } = parseArgs({
    options: Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
    ),
  });
  const missing = Object.keys(defaults).find((name) => values[name] === '');
  if (missing !== undefined) throw new Error(`--${missing} is missing`);
  return values as Record<keyof T, string>;
}
