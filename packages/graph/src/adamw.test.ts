import { expect, it } from 'vitest';
import {
  type Node,
  adamW,
  adamWDefaults,
  clip,
  f32,
  globalNorm,
  input,
  interpret,
  program,
  scalar,
} from './index.ts';
import { normalNumber, seeded } from './testing/index.ts';

// An ε that is felt.
const options = { ...adamWDefaults, eps: 0.05 };
const { beta1, beta2, eps } = options;
const decays = [0.1, 0];
const rates = [1, 16];
const sizes = [3, 2];
const names = ['a', 'b'];
const maxNorm = 0.5;
const learningRate = 0.01;

/** The update as one would write it in a loop over numbers, after Loshchilov & Hutter's algorithm 2. */
function independent(start: readonly (readonly number[])[], gradients: readonly number[][][]): number[][] {
  const theta = start.map((xs) => xs.slice());
  const m = sizes.map((n) => Array<number>(n).fill(0));
  const v = sizes.map((n) => Array<number>(n).fill(0));
  gradients.forEach((step, i) => {
    const norm = Math.hypot(...step.flat());
    const factor = Math.min(1, maxNorm / (norm + 1e-6));
    step.forEach((gs, k) =>
      gs.forEach((raw, j) => {
        const g = raw * factor;
        const eta = learningRate * rates[k]!;
        m[k]![j] = beta1 * m[k]![j]! + (1 - beta1) * g;
        v[k]![j] = beta2 * v[k]![j]! + (1 - beta2) * g * g;
        const mHat = m[k]![j] / (1 - beta1 ** (i + 1));
        const vHat = v[k]![j] / (1 - beta2 ** (i + 1));
        theta[k]![j] = theta[k]![j]! * (1 - eta * decays[k]!) - (eta * mHat) / (Math.sqrt(vHat) + eps);
      }),
    );
  });
  return theta;
}

it('five steps with clipping, weight decay and rates are those of a plain loop', () => {
  const type = (i: number) => f32(sizes[i]!);
  const grads = names.map((n, i) => input(`g.${n}`, type(i)));
  const { factor, norm } = clip(grads, maxNorm);
  const slots = names.map((n, i) => ({
    param: input(n, type(i), 'param'),
    grad: grads[i]!,
    m: input(`m.${n}`, type(i), 'state'),
    v: input(`v.${n}`, type(i), 'state'),
    weightDecay: decays[i]!,
    rate: rates[i]!,
  }));
  const scalars = { learningRate: input('learningRate', f32()), step: input('step', f32()), factor };
  const updated = adamW(slots, scalars, options);
  const p = program({
    norm,
    ...Object.fromEntries(
      updated.flatMap((u, i) => [
        [names[i]!, u.param],
        [`m.${names[i]}`, u.m],
        [`v.${names[i]}`, u.v],
      ]),
    ),
  });

  const random = seeded(3);
  const numbers = (size: number): number => size * normalNumber(random);
  const start = sizes.map((n) => Array.from({ length: n }, () => numbers(1)));
  // The third step is below the norm, so it is not clipped; the fourth has no gradient.
  const gradients = [1, 1, 0.01, 0, 1].map((size) =>
    sizes.map((n) => Array.from({ length: n }, () => numbers(size))),
  );
  let state: Record<string, ArrayLike<number>> = Object.fromEntries(
    names.flatMap((n, i) => [
      [n, start[i]!],
      [`m.${n}`, new Float64Array(sizes[i]!)],
      [`v.${n}`, new Float64Array(sizes[i]!)],
    ]),
  );
  gradients.forEach((step, i) => {
    const all = { ...state, ...Object.fromEntries(names.map((n, k) => [`g.${n}`, step[k]!])) };
    const feeds = Object.fromEntries(
      Object.entries(all).map(([name, data]) => [name, { shape: [data.length], data }]),
    );
    const out = interpret(p, {
      ...feeds,
      learningRate: { shape: [], data: [learningRate] },
      step: { shape: [], data: [i + 1] },
    });
    expect(out.get('norm')!.data[0]).toBeCloseTo(Math.hypot(...step.flat()), 12);
    state = Object.fromEntries(
      [...out].filter(([name]) => name !== 'norm').map(([name, { data }]) => [name, data]),
    );
  });
  const want = independent(start, gradients);
  // 1e-6: the graph's constants (β₂ …) are float32's.
  names.forEach((n, i) => want[i]!.forEach((x, j) => expect(state[n]![j]).toBeCloseTo(x, 6)));
});

const value = (x: Node): number => interpret(program({ x }), {}).get('x')!.data[0]!;

it('clips only what is longer, by the norm of all tensors together', () => {
  const gs = [scalar(3), scalar(4)];
  expect(value(globalNorm(gs))).toBe(5);
  expect(value(clip(gs, 2.5).factor)).toBeCloseTo(0.5, 6);
  expect(value(clip(gs, 10).factor)).toBe(1);
  expect(value(clip(gs, null).factor)).toBe(1);
});
