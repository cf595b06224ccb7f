/**
 * Which configurations a search looks at: as sweeps vary one thing at a time, a method's rates are tried on its first configuration, and its
 * other configurations at the best of these rates. Methods that are far behind by then are not looked at any further.
 */
import { groupBy } from '@adaptbench/results';
import type { Problem } from './contract.ts';

/** Share of the methods, and at least how many, whose other configurations are looked at. */
const BETTER = 0.5;
const LEAST = 3;

type Candidates = Problem['candidates'];

/** Of each method its first configuration with each of its settings of training. */
export function firstOnes(candidates: Candidates, trained: readonly number[]): number[] {
  const own = groupBy(trained, (i) => candidates[i]!.method);
  return own.flatMap((same) => same.filter((i) => fields(candidates, i) === fields(candidates, same[0]!)));
}

/**
 * The others of the better methods, with the settings of training that were best on the first ones; all of them where the sweep has none
 * with these settings. `order`: the first ones, best first; what failed is left out.
 */
export function othersOf(
  candidates: Candidates,
  trained: readonly number[],
  order: readonly number[],
): number[] {
  const best = new Map<string, number>();
  for (const i of order) if (!best.has(candidates[i]!.method)) best.set(candidates[i]!.method, i);
  const better = [...best.values()].slice(0, betterOf(best.size));
  const first = new Set(firstOnes(candidates, trained));
  return better.flatMap((leader) => {
    const { method, training } = candidates[leader]!;
    const others = trained.filter((i) => candidates[i]!.method === method && !first.has(i));
    const same = others.filter((i) => candidates[i]!.training === training);
    return same.length > 0 ? same : others;
  });
}

/** As many as are looked at, at most. */
export function looked(candidates: Candidates, trained: readonly number[]): number {
  const first = firstOnes(candidates, trained);
  const most = groupBy(trained, (i) => candidates[i]!.method).map((own) => {
    const others = own.filter((i) => !first.includes(i));
    // Of each of its rates.
    const counts = own
      .filter((i) => first.includes(i))
      .map((i) => others.filter((j) => candidates[j]!.training === candidates[i]!.training).length);
    return Math.max(...counts.map((n) => n || others.length));
  });
  const better = most.toSorted((a, b) => b - a).slice(0, betterOf(most.length));
  return first.length + better.reduce((a, b) => a + b, 0);
}

/** Of so many methods. */
const betterOf = (methods: number): number => Math.max(LEAST, Math.floor(BETTER * methods));

const fields = (candidates: Candidates, i: number): string => candidates[i]!.fields ?? String(i);
