/** Where the labels of points go: beside them, over as little else as possible. In pixels, y downwards. Pure. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Placed {
  readonly dx: number;
  readonly dy: number;
  readonly textAnchor: 'start' | 'middle' | 'end';
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Beside a point. */
const GAP = 9;

/**
 * At the right ends of lines: one under the other in the order of the ends, each as near to its own as the others allow (isotonic
 * regression by pooling neighbours). `size`: the height of a line of text.
 */
export function placeAtEnds(anchors: readonly Anchor[], size: number, { top, bottom }: Box): Placed[] {
  const step = size + 1;
  const order = [...anchors.keys()].toSorted((i, j) => anchors[i]!.y - anchors[j]!.y);
  const pools: { sum: number; n: number }[] = [];
  for (const [rank, i] of order.entries()) {
    let pool = { sum: anchors[i]!.y - rank * step, n: 1 };
    for (let last = pools.at(-1); last && last.sum / last.n >= pool.sum / pool.n; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, n: pool.n + last.n };
    }
    pools.push(pool);
  }
  const levels = pools.flatMap(({ sum, n }) => Array.from({ length: n }, () => sum / n));
  const lowest = bottom - (order.length - 1) * step;
  const places = new Map(
    order.map((i, rank) => [i, Math.max(Math.min(levels[rank]!, lowest), top) + rank * step]),
  );
  return anchors.map(({ y }, i) => ({ dx: GAP, dy: places.get(i)! - y, textAnchor: 'start' }));
}

/**
 * Around points, one label after the other; null where only places over another label or outside are left. `avoid`: what they had better not
 * cover, e.g. error bars.
 */
export function placeAround(
  anchors: readonly Anchor[],
  size: number,
  frame: Box,
  avoid: readonly Box[] = [],
): (Placed | null)[] {
  const taken: Box[] = [];
  return anchors.map((anchor) => {
    const best = candidates(size)
      .map((placed, order) => {
        const box = boxOf(anchor, placed, size);
        const covered =
          10 * taken.filter((other) => overlap(box, other)).length +
          4 *
            anchors.filter(({ x, y }) =>
              overlap(box, { left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }),
            ).length +
          2 * avoid.filter((other) => overlap(box, other)).length;
        const far = 1.5 * Math.max(Math.abs(placed.dy) / size - 1, 0);
        return { placed, box, cost: outside(box, frame) + covered + far + order / 100 };
      })
      .reduce((a, b) => (b.cost < a.cost ? b : a));
    if (outside(best.box, frame) > 0 || taken.some((other) => overlap(best.box, other))) return null;
    taken.push(best.box);
    return best.placed;
  });
}

/** The best first. */
function candidates(size: number): Placed[] {
  const beside = (dy: number): Placed[] => [
    { dx: GAP, dy, textAnchor: 'start' },
    { dx: -GAP, dy, textAnchor: 'end' },
  ];
  const over = (dy: number): Placed => ({ dx: 0, dy, textAnchor: 'middle' });
  return [0, 1, -1, 1.9, -1.9, 2.8, -2.8, 3.7, -3.7].flatMap((k) =>
    k === 0 ? beside(0) : [...beside(k * size), over(k * size)],
  );
}

function boxOf({ x, y, width }: Anchor, { dx, dy, textAnchor }: Placed, size: number): Box {
  const left = x + dx - { start: 0, middle: width / 2, end: width }[textAnchor];
  return { left, right: left + width, top: y + dy - size / 2, bottom: y + dy + size / 2 };
}

/** By how many pixels. */
const outside = (box: Box, frame: Box): number =>
  Math.max(frame.left - box.left, 0) +
  Math.max(box.right - frame.right, 0) +
  Math.max(frame.top - box.top, 0) +
  Math.max(box.bottom - frame.bottom, 0);

const overlap = (a: Box, b: Box): boolean =>
  a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;

/** At most `limit` characters. */
export const shortened = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`;
