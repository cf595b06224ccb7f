/**
 * Figures that moved the same way in every row. Two runs cannot tell whether the program became slower or the machine was busier, so
 * this is said beside whatever is flagged.
 */
import { quantile } from '../stats/quantile.ts';
import type { ComparedRow } from './schema.ts';

/** Of fewer rows, all going one way is no news (2 · 0.5⁶ = 0.03). */
const LEAST_ROWS = 6;

export function shifts(rows: readonly ComparedRow[]): string[] {
  const findings = rows
    .flatMap((row) => row.findings)
    .filter(({ group }) => group === 'latency' || group === 'memory');
  return [...new Set(findings.map(({ figure }) => figure))].flatMap((figure) => {
    const changes = findings.flatMap((f) => (f.figure === figure && f.change !== null ? [f.change] : []));
    const up = changes.filter((change) => change > 0).length;
    if (changes.length < LEAST_ROWS || (up > 0 && up < changes.length)) return [];
    const middle = quantile(changes, 0.5);
    if (Math.abs(middle) < 1) return [];
    return [
      `${figure} ${middle > 0 ? 'rose' : 'fell'} in all ${changes.length} rows, by a median of ${Math.abs(middle).toFixed(1)} %: ` +
        'the program or the state of the machine. To tell them apart, run the old program again now.',
    ];
  });
}
