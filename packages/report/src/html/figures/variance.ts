/** Accuracy of every configuration: each seed a dot, their mean with its interval. */
import * as Plot from '@observablehq/plot';
import {
  type ConfigurationRow,
  groupBy,
  scoreWords,
  shown,
  shownInterval,
  splitScore,
} from '@adaptbench/results';
import { type Chart, textWidth } from '../chart.ts';
import { shortened } from '../labels.ts';
import type { Look } from '../looks.ts';

/** Lines from which on the axis stands above as well. */
const TALL = 20;

/** How much wider bold letters are. */
const BOLD = 1.12;

interface Line {
  readonly place: number;
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Of rows of one task that have results, in their order. */
export function varianceChart(
  rows: readonly ConfigurationRow[],
  look: (method: string) => Look,
  id: string,
): Chart {
  const lines = rows
    .flatMap((row): (Line & { readonly row: ConfigurationRow })[] =>
      row.test === null
        ? []
        : [
            {
              row,
              place: 0,
              name: `${row.method} ${row.configuration}`,
              mean: shown(row.metric, row.test.mean),
              ...shownInterval(row.metric, row.test),
            },
          ],
    )
    .map((line, place) => Object.assign(line, { place }));
  const { name: metric, unit } = scoreWords(rows);
  const several = lines.some(({ row }) => row.done.length > 1);
  return {
    id,
    title: `Test ${metric} of every configuration`,
    description: `For each of ${lines.length} configurations the mean test ${metric} with its 95 % interval${several ? ` and the ${metric} of each seed` : ''}. The accuracy table has the numbers.`,
    caption: `${several ? 'Small dots: one seed each. ' : ''}Large mark and bar: mean and 95 % interval. Bold: chosen on validation.`,
    draw({ width, narrow }) {
      const longest = Math.max(...lines.map(({ name, row }) => textWidth(name) * (row.chosen ? BOLD : 1)), 0);
      const marginLeft = narrow ? 12 : Math.min(longest + 20, width * 0.42);
      const step = narrow ? 38 : 26;
      const letters = narrow ? 50 : (marginLeft - 16) / textWidth('x');
      return {
        marginLeft,
        marginRight: 16,
        marginTop: (narrow ? 22 : 12) + (lines.length > TALL ? 30 : 0),
        marginBottom: 42,
        height: lines.length * step + (narrow ? 64 : 54) + (lines.length > TALL ? 30 : 0),
        x: {
          axis: lines.length > TALL ? 'both' : 'bottom',
          label: `test ${metric}${unit}`,
          labelArrow: 'none',
          labelAnchor: 'center',
          grid: true,
          nice: true,
          ticks: narrow ? 5 : 8,
          insetLeft: 4,
          insetRight: 4,
        },
        y: { axis: null, domain: [lines.length - 0.5, -0.5] },
        marks: [
          Plot.ruleY(lines, { y: 'place', strokeOpacity: 0.12 }),
          // A mark per method and not per line, which takes seconds.
          ...groupBy(lines, ({ row }) => row.method).flatMap((same) => {
            const { colour, symbol } = look(same[0]?.row.method ?? '');
            const seeds = same.flatMap(({ row, place }) =>
              row.done.flatMap(({ accuracy: { test } }) => {
                const score = splitScore(test);
                return score === null ? [] : [{ place, score }];
              }),
            );
            return [
              Plot.ruleY(same, { y: 'place', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 2 }),
              ...(several
                ? [
                    Plot.dot(seeds, {
                      x: 'score',
                      y: 'place',
                      r: 2.5,
                      fill: 'var(--paper)',
                      stroke: colour,
                      strokeWidth: 1.25,
                    }),
                  ]
                : []),
              Plot.dot(same, {
                x: 'mean',
                y: 'place',
                r: 5,
                fill: colour,
                stroke: 'var(--paper)',
                strokeWidth: 1,
                symbol,
              }),
            ];
          }),
          ...[true, false].map((chosen) =>
            Plot.text(
              lines.filter(({ row }) => row.chosen === chosen),
              {
                y: 'place',
                text: ({ name }: Line) => shortened(name, Math.floor(letters / (chosen ? BOLD : 1))),
                title: 'name',
                frameAnchor: 'left',
                textAnchor: narrow ? 'start' : 'end',
                dx: narrow ? 2 : -8,
                dy: narrow ? -12 : 0,
                fill: 'currentColor',
                fontWeight: chosen ? 700 : 400,
              },
            ),
          ),
        ],
      };
    },
  };
}
