import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';
import { treeOf } from './rows.ts';

const tree = treeOf([1, 2, 3, 4, 5].map((first) => ({ tokens: [first, 9, 8], skip: 0 })));

it('packs what grows together into blocks of the size that pads least', () => {
  // Five pairs: blocks of two need no padding, and none is smaller.
  const all = [...tree.nodes.keys()];
  const { count, size, places } = blocksOf([{ tree, branches: all }]);
  expect([count, size]).toEqual([5, 2]);
  expect([...places[0]!.values()].toSorted((a, b) => a - b)).toEqual([...all.keys()]);
});

it('lays all rows in as many blocks', () => {
  const { count, size, places } = blocksOf([
    { tree, branches: [0, 1, 2, 3] },
    { tree, branches: [0] },
  ]);
  expect([count, size]).toEqual([2, 2]);
  expect(places.map((each) => [...each])).toEqual([
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [[0, 0]],
  ]);
});

it('any trees: each branch has a place of its own, and what leads to it in the pass is in its block', () => {
  const continuation = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 9 });
  const row = fc.record({
    texts: fc.array(continuation, { minLength: 1, maxLength: 12 }),
    from: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const laid = rows.flatMap(({ texts, from }) => {
        const grown = treeOf(texts.map((tokens) => ({ tokens, skip: 0 })));
        const branches = [...grown.nodes.keys()].filter((node) => grown.nodes[node]!.depth >= from);
        return branches.length === 0 ? [] : [{ tree: grown, branches }];
      });
      fc.pre(laid.length > 0);
      const { count, size, places } = blocksOf(laid);
      laid.forEach(({ tree: { nodes }, branches }, r) => {
        const here = places[r]!;
        expect([...here.keys()].toSorted((a, b) => a - b)).toEqual(branches);
        expect(new Set(here.values()).size).toBe(branches.length);
        for (const [node, place] of here) {
          expect(place).toBeLessThan(count * size);
          const before = here.get(nodes[node]!.parent) ?? place;
          expect(Math.floor(before / size)).toBe(Math.floor(place / size));
        }
      });
    }),
    { numRuns: 300 },
  );
});
