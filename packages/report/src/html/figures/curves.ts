/** Accuracy over one setting: a line a curve, its points with intervals. */
import * as Plot from '@observablehq/plot';
import {
  type Curve,
  curvesTable,
  digitsOf,
  scoreWords,
  shown,
  shownInterval,
  unitOf,
} from '@adaptbench/results';
import { type Chart, labelled, textWidth } from '../chart.ts';
import type { Look } from '../looks.ts';
import { gridHtml } from '../table.ts';
import { type AxisScale, axisScale, numberText } from './scale.ts';

/** Curves of one task and one setting; `limit`: lines of its numbers. */
export function curvesChart(
  curves: readonly Curve[],
  setting: string,
  label: string,
  look: (method: string) => Look,
  id: string,
  limit: number,
): Chart {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const scale = axisScale(xs);
  const lines = curves.map((curve) => ({
    name: [curve.method, curve.fixed].filter((word) => word !== '').join(' '),
    look: look(curve.method),
    points: curve.points.map(({ x, row: { metric }, ...over }) => ({
      x,
      mean: shown(metric, over.mean),
      ...shownInterval(metric, over),
      text: `${shown(metric, over.mean).toFixed(digitsOf(metric))} ${unitOf(metric)}`.trim(),
    })),
  }));
  const { name: metric, unit } = scoreWords(curves.flatMap(({ points }) => points.map(({ row }) => row)));
  return {
    id,
    title: `Test ${metric} over ${setting}`,
    description: lines
      .map(
        ({ name, points }) =>
          `${name}: ${points.map(({ x, text }) => `${text} at ${numberText(x)}`).join(', ')}.`,
      )
      .join(' '),
    caption: 'Mean over seeds with its 95 % interval; all other settings the same along a line.',
    numbers: gridHtml(curvesTable(curves), { limit }),
    place: 'ends',
    labels: lines.flatMap(({ name, look: { colour }, points }) => {
      const last = points.at(-1);
      return last === undefined ? [] : [{ x: last.x, y: last.mean, text: name, colour }];
    }),
    draw({ narrow }) {
      const longest = Math.max(...lines.map(({ name }) => textWidth(labelled(name, { narrow }))), 0);
      return {
        height: 300,
        marginTop: 28,
        marginBottom: 44,
        marginLeft: 46,
        marginRight: longest + 16,
        x: { ...xAxis(scale, xs, narrow), label, labelArrow: 'none', labelAnchor: 'center' },
        y: { label: `test ${metric}${unit}`, labelArrow: 'none', grid: true, nice: true, ticks: 5 },
        marks: lines.flatMap(({ points, look: { colour, symbol } }, i) => {
          // Side by side, so that bars over the same value do not cover each other.
          const dx = (i - (lines.length - 1) / 2) * Math.min(5, 24 / lines.length);
          return [
            Plot.line(points, { x: 'x', y: 'mean', dx, stroke: colour, strokeWidth: 1.75 }),
            Plot.ruleX(points, {
              x: 'x',
              y1: 'low',
              y2: 'high',
              dx,
              stroke: colour,
              strokeWidth: 1.5,
              strokeOpacity: 0.75,
            }),
            Plot.dot(points, { x: 'x', y: 'mean', dx, r: 4.5, fill: colour, stroke: 'var(--paper)', symbol }),
          ];
        }),
      };
    },
  };
}

/** A tick at each value that was tried, as far as they have room. */
function xAxis(scale: AxisScale, xs: readonly number[], narrow: boolean): Plot.ScaleOptions {
  const ticks = narrow ? 6 : 9;
  const every = Math.ceil(xs.length / ticks);
  return { ...scale, ticks: xs.filter((_, i) => i % every === 0), tickFormat: numberText, inset: 12 };
}
