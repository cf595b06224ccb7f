import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Unit, packed, packsOf, unpacked } from './packs.ts';

const unit = (name: string, shape: readonly number[], other: Partial<Unit> = {}): Unit => ({
  input: name,
  shape,
  weightDecay: 0,
  rate: 1,
  ...other,
});

it('packs what is small and updated alike', () => {
  const packs = packsOf([
    unit('a', [2, 3]),
    unit('fast', [3], { rate: 2 }),
    unit('large', [40_000]),
    unit('b', []),
    unit('decays', [3], { weightDecay: 0.1 }),
    unit('fast too', [1], { rate: 2 }),
  ]);
  expect(packs.map((p) => [p.input, p.size, p.rate, p.members.map((m) => m.input)])).toEqual([
    ['pack.0', 7, 1, ['a', 'b']],
    ['pack.1', 4, 2, ['fast', 'fast too']],
  ]);
});

it('gives a state back as it was', () => {
  const shapes = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), { maxLength: 6 });
  fc.assert(
    fc.property(shapes, fc.boolean(), (all, two) => {
      const units = all.map((shape, i) => unit(`x${i}`, shape, { rate: two ? 1 + (i % 2) : 1 }));
      let next = 0;
      const state = new Map(
        units.flatMap(({ input, shape }) =>
          ['', 'm.', 'v.'].map((kind) => {
            const length = shape.reduce((a, b) => a * b, 1);
            return [kind + input, { shape, data: Float32Array.from({ length }, () => next++) }] as const;
          }),
        ),
      );
      const packs = packsOf(units);
      const whole = packed(packs, state);
      expect(whole.size).toBe(state.size - 3 * packs.reduce((n, p) => n + p.members.length - 1, 0));
      expect(Object.fromEntries(unpacked(packs, whole))).toEqual(Object.fromEntries(state));
    }),
  );
});
