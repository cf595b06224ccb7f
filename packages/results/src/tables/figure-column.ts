/** A figure as columns of a table: its value over seeds, and the ends of its interval. */
import { type Figure, type Serving, headerOf } from '../figures/figure.ts';
import { type Seeds, valueOf } from '../figures/read.ts';
import { servingNames } from '../figures/time.ts';
import type { Column } from './table.ts';

interface Options extends Omit<Column<Seeds>, 'header' | 'value' | 'glance'> {
  readonly serving?: Serving;
}

export function figureColumn(figure: Figure, { serving = 'alone', ...more }: Options = {}): Column<Seeds> {
  return {
    header: `${servingNames[serving]}${headerOf(figure)}`,
    value: (seeds) => shown(figure, valueOf(figure, seeds, serving)?.value),
    ...(figure.glance && serving === 'alone' ? { glance: true } : {}),
    ...more,
  };
}

/** The ends of the interval within the process, for files. */
export const boundColumns = (figure: Figure, serving: Serving = 'alone'): Column<Seeds>[] =>
  (['low', 'high'] as const).map((end) => ({
    header: `${servingNames[serving]}${figure.name} 95 % ${end} (${figure.unit.shown})`,
    value: (seeds) => shown(figure, valueOf(figure, seeds, serving)?.[end]),
    digits: 1,
    only: 'file',
  }));

const shown = ({ unit }: Figure, value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : value / unit.per;

/** What figures mean, a sentence that several share once. */
export const meaningsOf = (figures: readonly Figure[]): string[] => [
  ...new Set(figures.flatMap(({ means }) => means ?? [])),
];
