import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeAround, placeAtEnds, shortened } from './labels.ts';

const frame = { left: 0, right: 500, top: 0, bottom: 300 };
const anchor = fc.record({
  x: fc.integer({ min: 0, max: 500 }),
  y: fc.integer({ min: 0, max: 300 }),
  width: fc.integer({ min: 10, max: 120 }),
});

describe('labels at the ends of lines', () => {
  test('keep the order of the ends, do not overlap and stay in the frame', () => {
    fc.assert(
      fc.property(fc.array(anchor, { minLength: 1, maxLength: 20 }), (anchors) => {
        const places = placeAtEnds(anchors, 12, frame);
        const all = anchors.map(({ y }, i) => ({ y, at: y + places[i]!.dy })).toSorted((a, b) => a.at - b.at);
        for (const [i, { y, at }] of all.entries()) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(300);
          const next = all[i + 1];
          if (next === undefined) continue;
          expect(next.at - at).toBeGreaterThan(12.9);
          expect(next.y).toBeGreaterThanOrEqual(y);
        }
      }),
    );
  });
  test('stay where they are if there is room', () => {
    const anchors = [10, 200, 100].map((y) => ({ x: 5, y, width: 20 }));
    expect(placeAtEnds(anchors, 12, frame).map(({ dy }) => dy)).toEqual([0, 0, 0]);
  });
});

describe('labels around points', () => {
  test('avoid each other, the points and the edge', () => {
    const points = [
      { x: 480, y: 100, width: 80 },
      { x: 470, y: 104, width: 80 },
      { x: 480, y: 110, width: 80 },
    ];
    const boxes = placeAround(points, 12, frame).map((placed, i) => {
      const { dx, dy, textAnchor } = placed!;
      const { x, y, width } = points[i]!;
      const left = x + dx - { start: 0, middle: width / 2, end: width }[textAnchor];
      return { left, right: left + width, top: y + dy - 6, bottom: y + dy + 6 };
    });
    for (const [i, a] of boxes.entries()) {
      expect(a.right).toBeLessThanOrEqual(500);
      for (const b of boxes.slice(i + 1))
        expect(a.left > b.right || b.left > a.right || a.top > b.bottom || b.top > a.bottom).toBe(true);
    }
  });
});

test('a label without a free place is left out, those before it stay', () => {
  const crowd = Array.from({ length: 40 }, () => ({ x: 250, y: 150, width: 200 }));
  const places = placeAround(crowd, 12, frame);
  expect(places[0]).not.toBeNull();
  expect(places.at(-1)).toBeNull();
});

test('a long text is cut', () => expect(shortened('rank=16 alpha=32', 9)).toBe('rank=16…'));
