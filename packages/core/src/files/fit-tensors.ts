/** Tensors read from a file against those that are expected: every fault is told at once. */
import { LoadError } from '../basics/errors.ts';
import type { Tensors } from '../contracts/method.ts';
import { oneLine } from '../basics/shown.ts';

const SHOWN = 8;

/**
 * `found` itself where its names and shapes are exactly those `expected`; otherwise throws LoadError, which begins with `source` and
 * ends with `hint`.
 */
export function fitTensors(
  source: string,
  found: Tensors,
  expected: ReadonlyMap<string, readonly number[]>,
  hint: string,
): Tensors {
  const faults = [
    ...[...expected].flatMap(([name, shape]) => {
      const t = found.get(name);
      if (!t) return [`${name} is missing`];
      return String(t.shape) === String(shape) ? [] : [`${name} is [${t.shape}], expected [${shape}]`];
    }),
    ...[...found.keys()].filter((name) => !expected.has(name)).map((name) => `${oneLine(name)} has no place`),
  ].toSorted();
  if (faults.length === 0) return found;
  throw new LoadError(
    `${source}: ${faults.length} fault${faults.length > 1 ? 's' : ''}: ${faults.slice(0, SHOWN).join('; ')}${faults.length > SHOWN ? '; …' : ''}. ${hint}`,
  );
}
