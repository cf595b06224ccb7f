/** Training and all requests so far together, over the number of requests: lines cross where training has paid. */
import * as Plot from '@observablehq/plot';
import {
  type Answering,
  answerings,
  requestMs,
  trainingSeconds,
  type ConfigurationRow,
} from '@adaptbench/results';
import { type Chart, labelled, textWidth } from '../chart.ts';
import type { Look } from '../looks.ts';
import { compactText } from './scale.ts';

const STEPS = 60;

/** Rows of one task; `until`: requests at the right end. */
export function totalsChart(
  rows: readonly ConfigurationRow[],
  serving: Answering,
  until: number,
  look: (method: string) => Look,
  id: string,
): Chart {
  const lines = rows.flatMap((row) => {
    const ms = requestMs(row, serving)?.value;
    if (ms === undefined) return [];
    const training = trainingSeconds(row)?.value ?? 0;
    const points = Array.from({ length: STEPS + 1 }, (_, i) => {
      const n = until ** (i / STEPS);
      return { n, seconds: training + (n * ms) / 1000 };
    });
    return [
      {
        name: `${row.method} ${row.configuration}`,
        trained: training > 0,
        training,
        ms,
        points,
        look: look(row.method),
      },
    ];
  });
  return {
    id,
    title: 'Machine time until so many requests are answered',
    description: lines
      .map(
        ({ name, training, ms }) =>
          `${name}: ${training.toFixed(1)} s of training and ${ms.toFixed(1)} ms a request.`,
      )
      .join(' '),
    caption: `Training and requests together, ${answerings[serving].words}. Where a line that begins high (training) meets another, training has paid. Both axes by even ratios. Dashed: nothing was trained.`,
    place: 'ends',
    labels: lines.flatMap(({ name, points, look: { colour } }) => {
      const last = points.at(-1);
      return last === undefined ? [] : [{ x: last.n, y: last.seconds, text: name, colour }];
    }),
    draw({ narrow }) {
      const longest = Math.max(...lines.map(({ name }) => textWidth(labelled(name, { narrow }))), 0);
      const ticks = Array.from({ length: Math.round(Math.log10(until)) + 1 }, (_, i) => 10 ** i);
      return {
        height: 340,
        marginTop: 28,
        marginBottom: 44,
        marginLeft: 56,
        marginRight: longest + 16,
        x: {
          type: 'log',
          label: 'requests',
          labelArrow: 'none',
          labelAnchor: 'center',
          ticks: narrow ? ticks.filter((_, i) => i % 2 === 0) : ticks,
          tickFormat: compactText,
          grid: true,
        },
        y: {
          type: 'log',
          label: 'machine time (s)',
          labelArrow: 'none',
          ticks: powers(lines.flatMap(({ points }) => points.map(({ seconds }) => seconds))),
          tickFormat: compactText,
          grid: true,
        },
        marks: lines.map(({ points, trained, look: { colour } }) =>
          Plot.line(points, {
            x: 'n',
            y: 'seconds',
            stroke: colour,
            strokeWidth: 1.75,
            ...(trained ? {} : { strokeDasharray: '5 3' }),
          }),
        ),
      };
    },
  };
}

/** The powers of ten within positive values, at least one. */
function powers(values: readonly number[]): number[] {
  const [low, high] = [
    Math.floor(Math.log10(Math.min(...values))),
    Math.floor(Math.log10(Math.max(...values))),
  ];
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)).filter(
    (p) => p >= Math.min(...values),
  );
}
