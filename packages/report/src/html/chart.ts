/**
 * Charts as SVG, drawn by Observable Plot when the report is written, on linkedom's document: no browser, no script in the page. Colours
 * are the page's CSS variables, so that a chart follows light and dark. Each comes in two widths, of which the style sheet shows one.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Anchor, type Box, placeAround, placeAtEnds, shortened } from './labels.ts';
import type { Look } from './looks.ts';
import { type Content, type Html, html, trusted } from './markup.ts';

/** Room for drawing in CSS pixels. */
export interface Frame {
  readonly width: number;
  /** A phone's. */
  readonly narrow: boolean;
}

export interface Chart {
  /** Fragment of an identifier, unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see it should know. */
  readonly description: string;
  readonly draw: (frame: Frame) => Plot.PlotOptions;
  /** Texts beside points, in the chart's own units; put where they cover least. */
  readonly labels?: readonly Label[];
  /** `ends`: the points are right ends of lines, and the labels stand in the margin. */
  readonly place?: 'around' | 'ends';
  /** Lines that labels had better not cover, in the chart's own units. */
  readonly avoid?: readonly Segment[];
  /** Below it. */
  readonly caption?: Content;
  /** Its numbers, folded. */
  readonly numbers?: Html;
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** A CSS value. */
  readonly colour: string;
}

interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const FONT = 12;
const frames = {
  wide: { width: 720, narrow: false },
  half: { width: 540, narrow: false },
  narrow: { width: 358, narrow: true },
} as const;

/** `half`: two stand side by side where there is room. */
export const figure = (chart: Chart, size: 'wide' | 'half' = 'wide'): Html =>
  html`<figure class="${size}">
    <h4>${chart.title}</h4>
    <div class="on-wide">${svg(chart, frames[size], 'w')}</div>
    <div class="on-narrow">${svg(chart, frames.narrow, 'n')}</div>
    ${chart.caption === undefined ? null : html`<figcaption>${chart.caption}</figcaption>`}
    ${
      chart.numbers === undefined
        ? null
        : html`<details>
            <summary>Numbers</summary>
            ${chart.numbers}
          </details>`
    }
  </figure>`;

function svg(chart: Chart, frame: Frame, suffix: string): Html {
  const { id, title, description, draw } = chart;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const options: Plot.PlotOptions = {
    ...draw(frame),
    width: frame.width,
    document,
    className: 'plot',
  };
  const drawn = Plot.plot({
    ...options,
    marks: [...(options.marks ?? []), ...texts(chart, options, frame)],
  });
  const name = `chart-${id}-${suffix}`;
  // The page's own style sheet has these rules; its policy would refuse them here.
  drawn.querySelector('style')?.remove();
  drawn.setAttribute('font-size', String(FONT));
  drawn.setAttribute('font-family', 'inherit');
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-labelledby', `${name}-title ${name}-desc`);
  for (const [tag, text] of [
    ['desc', description],
    ['title', title],
  ] as const) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    element.setAttribute('id', `${name}-${tag}`);
    element.textContent = text;
    drawn.prepend(element);
  }
  return trusted(drawn.outerHTML);
}

/** Characters of a label. */
export const labelled = (text: string, { narrow }: Pick<Frame, 'narrow'>): string =>
  shortened(text, narrow ? 16 : 28);

function texts(
  { labels = [], place = 'around', avoid = [] }: Chart,
  options: Plot.PlotOptions,
  frame: Frame,
): Plot.Markish[] {
  if (labels.length === 0) return [];
  const { marginTop = 20, marginRight = 20, marginBottom = 30, marginLeft = 40, height = 300 } = options;
  // Where the points lie is known before anything is drawn.
  const bare = Plot.plot({ ...options, marks: (options.marks ?? []).map(unseen) });
  const at = (x: number, y: number) => ({
    x: Number(bare.scale('x')?.apply(x)),
    y: Number(bare.scale('y')?.apply(y)),
  });
  const box: Box = {
    left: marginLeft,
    right: frame.width - (place === 'ends' ? 0 : marginRight / 2),
    top: marginTop,
    bottom: height - marginBottom,
  };
  const anchors = labels.map(({ x, y, text }): Anchor =>
    Object.assign(at(x, y), { width: textWidth(labelled(text, frame)) }),
  );
  const lines = avoid.map(({ x1, y1, x2, y2 }): Box => {
    const [a, b] = [at(x1, y1), at(x2, y2)];
    return {
      left: Math.min(a.x, b.x),
      right: Math.max(a.x, b.x),
      top: Math.min(a.y, b.y),
      bottom: Math.max(a.y, b.y),
    };
  });
  const places = place === 'ends' ? placeAtEnds(anchors, FONT, box) : placeAround(anchors, FONT, box, lines);
  return labels.flatMap((label, i) => {
    const placed = places[i];
    if (!placed) return [];
    return Plot.text([label], {
      x: 'x',
      y: 'y',
      text: () => labelled(label.text, frame),
      title: 'text',
      fill: label.colour,
      stroke: 'var(--paper)',
      strokeWidth: 3,
      ...placed,
    });
  });
}

/** A mark that takes its part in the scales and draws nothing. */
function unseen(mark: Plot.Markish): Plot.Markish {
  if (Array.isArray(mark)) return mark.map(unseen);
  return mark instanceof Plot.Mark
    ? Object.assign(Object.create(mark) as Plot.Mark, { render: () => null })
    : mark;
}

/** Which mark is whose, for charts in which not every point has a label. */
export const key = (methods: readonly string[], look: (method: string) => Look): Html =>
  html`<ul class="key">
    ${[...new Set(methods)].map((method) => html`<li>${markOf(look(method))} ${method}</li>`)}
  </ul>`;

function markOf({ colour, symbol }: Look): Html {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawn = Plot.plot({
    width: 14,
    height: 14,
    margin: 0,
    axis: null,
    document,
    className: 'mark',
    marks: [Plot.dot([0], { frameAnchor: 'middle', r: 4.5, symbol, fill: colour })],
  });
  drawn.querySelector('style')?.remove();
  drawn.setAttribute('aria-hidden', 'true');
  return trusted(drawn.outerHTML);
}

/** About how wide a text is, in pixels. */
export const textWidth = (text: string): number => text.length * FONT * 0.56;
