/** What scipy and statsmodels say of small cases; made by `packages/testing/golden/paired_tests.py`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Golden {
  readonly tails: readonly [number, number, number][];
  readonly quantiles: readonly [number, number][];
  readonly mcnemar: readonly [number, number, number, number][];
  readonly holm: readonly [number[], number[]];
  readonly two_way: { readonly rows: string[]; readonly mean_squares: Readonly<Record<string, number>> };
  readonly three_way: { readonly rows: string[][]; readonly mean_squares: Readonly<Record<string, number>> };
}

export const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'golden.json'), 'utf8'),
) as Golden;
