/**
 * What a run of all methods on the embedded model must show where program and model are sound: a result of every method, and on some task
 * each, exemplars that help and training that helps, by more than 95 % intervals can hide.
 */
import { partsOf } from '@adaptbench/core';
import { type ConfigurationRow, choose, groupBy } from '@adaptbench/results';

export interface MissingEffect {
  readonly what: 'results' | 'exemplars' | 'training';
  readonly sentence: string;
}

/** One for each thing that is missing; empty where nothing is. `methods`: names that must have a result. */
export function missingEffects(
  rows: readonly ConfigurationRow[],
  methods: readonly string[],
): MissingEffect[] {
  const ran = new Set(rows.flatMap((row) => (row.done.length > 0 ? partsOf(row.method) : [])));
  return [
    ...methods
      .filter((name) => !ran.has(name))
      .map((name) => ({ what: 'results', sentence: `no trial of ${name} is done` }) as const),
    ...unlessSome(rows, 'exemplars', (own) => own.filter((row) => shots(row) > 0)),
    ...unlessSome(rows, 'training', (own) => own.filter((row) => row.done[0]?.training)),
  ];
}

/** How many exemplars a prompt that trains nothing holds; NaN where that is no setting of it. */
const shots = (row: ConfigurationRow): number => Number(row.done[0]?.spec.config['shots']);

/** The best of `others` on validation must beat zero shots on some task's test items. */
function unlessSome(
  rows: readonly ConfigurationRow[],
  what: MissingEffect['what'],
  others: (own: readonly ConfigurationRow[]) => readonly ConfigurationRow[],
): MissingEffect[] {
  const found = groupBy(rows, (row) => row.task).flatMap((own) => {
    const zero = own.find((row) => shots(row) === 0);
    const best = choose(others(own));
    return zero?.test && best?.test ? [{ zero: zero.test, best: best.test, row: best }] : [];
  });
  if (found.some(({ zero, best }) => best.low > zero.high)) return [];
  const seen = found.map(
    ({ zero, best, row }) =>
      `${row.task}: ${row.method} ${row.configuration} ${range(best)} against ${range(zero)}`,
  );
  const sentence = `${what}: better than zero shots on no task (${seen.join('; ') || 'none has both'})`;
  return [{ what, sentence }];
}

const range = ({ mean, low, high }: NonNullable<ConfigurationRow['test']>): string =>
  `${(mean * 100).toFixed(1)} % (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
