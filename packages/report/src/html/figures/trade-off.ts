/** Accuracy against one need, with the front: what nothing else beats on both. */
import * as Plot from '@observablehq/plot';
import {
  type TradeOff,
  digitsOf,
  groupBy,
  scoreWords,
  shown,
  shownInterval,
  tradeOffsTable,
  unitOf,
} from '@adaptbench/results';
import type { Chart } from '../chart.ts';
import type { Look } from '../looks.ts';
import { gridHtml } from '../table.ts';
import { axisScale, numberText } from './scale.ts';

interface Drawn {
  readonly x: number;
  readonly xLow: number;
  readonly xHigh: number;
  /** The score in percent, or in the metric's unit. */
  readonly y: number;
  readonly text: string;
  readonly yLow: number;
  readonly yHigh: number;
  readonly front: boolean;
  readonly name: string;
  readonly named: boolean;
  readonly look: Look;
}

/** `points`: those of the trade-off that the chart has room for; `lines`: of its numbers. */
export function tradeOffChart(
  tradeOff: TradeOff,
  points: TradeOff['points'],
  look: (method: string) => Look,
  id: string,
  lines: number,
): Chart {
  const { need } = tradeOff;
  const { name: metric, unit, isAccuracy } = scoreWords(points.map(({ row }) => row));
  const drawn = points.map((point): Drawn => ({
    x: point.need,
    xLow: point.needLow ?? point.need,
    xHigh: point.needHigh ?? point.need,
    y: shown(point.row.metric, point.mean),
    yLow: shownInterval(point.row.metric, point).low,
    yHigh: shownInterval(point.row.metric, point).high,
    text: `${shown(point.row.metric, point.mean).toFixed(digitsOf(point.row.metric))} ${unitOf(point.row.metric)}`.trim(),
    front: point.front,
    name: `${point.row.method} ${point.row.configuration}`,
    named: point.front || point.row.chosen,
    look: look(point.row.method),
  }));
  const scale = axisScale(drawn.map(({ x }) => x));
  const front = drawn.filter((point) => point.front).toSorted((a, b) => a.x - b.x);
  // Points that look alike are one mark: a mark per point takes seconds. Those on the front are drawn last.
  const alike = groupBy(
    drawn.toSorted((a, b) => Number(a.front) - Number(b.front)),
    (point) => `${point.look.colour} ${point.look.symbol} ${point.front} ${point.named}`,
  );
  // A bar of a median may reach below 0, where a logarithm has no place.
  const leftEnd = Math.min(...drawn.map(({ x }) => x)) / 2;
  return {
    id,
    title: `${metric.charAt(0).toUpperCase()}${metric.slice(1)} against ${need.title}`,
    description: `On the front, from the least needed: ${front.map(({ name, x, text }) => `${name} (${text} at ${numberText(Number(x.toPrecision(3)))})`).join(', ')}.`,
    caption: `Filled: on the front, where no other configuration is at least as ${isAccuracy ? 'accurate' : 'good'} for less. Vertical bars: 95 % interval of ${metric}; horizontal: ${need.bar}.`,
    numbers: gridHtml(tradeOffsTable([tradeOff]), { limit: lines }),
    labels: drawn
      .filter(({ named }) => named)
      // The first ones find a place.
      .toSorted((a, b) => Number(b.front) - Number(a.front))
      .map(({ x, y, name, look: { colour } }) => ({ x, y, text: name, colour })),
    avoid: [
      ...drawn.flatMap(({ x, xLow, xHigh, y, yLow, yHigh }) => [
        { x1: x, y1: yLow, x2: x, y2: yHigh },
        { x1: Math.max(xLow, leftEnd), y1: y, x2: xHigh, y2: y },
      ]),
      ...front.slice(1).flatMap((to, i) => {
        const from = front[i] ?? to;
        return [
          { x1: from.x, y1: from.y, x2: to.x, y2: from.y },
          { x1: to.x, y1: from.y, x2: to.x, y2: to.y },
        ];
      }),
    ],
    draw({ narrow }) {
      return {
        height: 320,
        marginTop: 28,
        marginBottom: 44,
        marginLeft: 46,
        marginRight: 20,
        x: {
          ...scale,
          ...(scale.type === 'symlog'
            ? { ticks: powers(scale.constant, Math.max(...drawn.map(({ x }) => x))) }
            : { ticks: narrow ? 4 : 6 }),
          label: need.label,
          labelArrow: 'none',
          labelAnchor: 'center',
          tickFormat: numberText,
          inset: 24,
          grid: true,
        },
        y: {
          label: `test ${metric}${unit}`,
          labelArrow: 'none',
          grid: true,
          nice: true,
          ticks: 5,
          insetTop: 6,
          insetBottom: 6,
        },
        marks: [
          Plot.line(front, {
            x: 'x',
            y: 'y',
            curve: 'step-after',
            stroke: 'currentColor',
            strokeOpacity: 0.45,
            strokeDasharray: '4 3',
          }),
          ...alike.flatMap((points) => {
            const [first] = points;
            if (first === undefined) return [];
            const {
              front: isFront,
              named,
              look: { colour, symbol },
            } = first;
            const bar = { stroke: colour, strokeWidth: 1.25, strokeOpacity: isFront || named ? 0.6 : 0.25 };
            return [
              Plot.ruleX(points, { x: 'x', y1: 'yLow', y2: 'yHigh', ...bar }),
              Plot.ruleY(points, {
                y: 'y',
                x1: ({ xLow }: Drawn) => Math.max(xLow, leftEnd),
                x2: 'xHigh',
                ...bar,
              }),
              Plot.dot(points, {
                x: 'x',
                y: 'y',
                r: 5,
                symbol,
                stroke: isFront ? 'var(--paper)' : colour,
                strokeWidth: isFront ? 1 : 1.75,
                fill: isFront ? colour : 'var(--paper)',
              }),
            ];
          }),
        ],
      };
    },
  };
}

/** 0 and the powers of ten that a symmetric logarithm has room for. */
function powers(smallest: number, largest: number): number[] {
  const [low, high] = [Math.ceil(Math.log10(smallest)), Math.floor(Math.log10(largest))];
  return [0, ...Array.from({ length: Math.max(high - low + 1, 0) }, (_, i) => 10 ** (low + i))];
}
