import { describe, expect, it } from 'vitest';
import {
  type Fed,
  type Node,
  add,
  concat,
  constant,
  crossEntropy,
  dropout,
  f32,
  gather,
  gelu,
  geluTanh,
  grad,
  i32,
  input,
  interpret,
  layerNorm,
  linear,
  logProbability,
  lstmCell,
  matmul,
  program,
  reshape,
  rmsNorm,
  rotary,
  scale,
  silu,
  slice,
  softmax,
  sumAll,
  swiGlu,
  transpose,
} from './index.ts';
import { gradientError, normalNumber, seeded } from './testing/index.ts';

const random = seeded(5);
const fed = (...shape: number[]): Fed => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => normalNumber(random)),
});
const run = (out: Node, feeds: Record<string, Fed>): number[] => [
  ...interpret(program({ out }), feeds).get('out')!.data,
];
const close = (got: readonly number[], want: readonly number[], digits = 7): void => {
  expect(got.length).toBe(want.length);
  want.forEach((w, i) => expect(got[i]).toBeCloseTo(w, digits));
};

describe('activations', () => {
  const x = input('x', f32(5));
  const xs = [-3, -0.7, 0, 0.7, 3];
  const feeds = { x: { shape: [5], data: xs } };

  it('silu is x / (1 + e⁻ˣ)', () =>
    close(
      run(silu(x), feeds),
      xs.map((v) => v / (1 + Math.exp(-v))),
    ));
  // Φ(x) to 10 digits from tables of the normal distribution.
  it('gelu is x Φ(x)', () =>
    close(run(gelu(x), feeds), [
      -3 * 0.001349898,
      -0.7 * 0.2419636522,
      0,
      0.7 * 0.7580363478,
      3 * 0.998650102,
    ]));
  it('geluTanh is ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))', () =>
    close(
      run(geluTanh(x), feeds),
      xs.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))),
      6,
    ));
  it('dropout drops and scales up what stays', () => {
    const keep = { shape: [5], data: [1, 0, 1, 1, 0] };
    close(run(dropout(x, input('keep', f32(5)), 0.2), { ...feeds, keep }), [-3.75, 0, 0, 0.875, 0]);
  });
  it('swiGlu is silu(x) y', () => {
    const y = fed(5);
    close(
      run(swiGlu(x, input('y', f32(5))), { ...feeds, y }),
      xs.map((v, i) => (v / (1 + Math.exp(-v))) * y.data[i]!),
    );
  });
});

const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const squares = (v: readonly number[]): number => mean(v.map((a) => a * a));

it('norms have mean square 1, or mean 0 and variance 1', () => {
  const ones = constant(f32(6), new Float32Array(6).fill(1));
  const zeros = constant(f32(6), new Float32Array(6));
  const x = input('x', f32(1, 6));
  const feeds = { x: fed(1, 6) };
  expect(squares(run(rmsNorm(x, ones, 0), feeds))).toBeCloseTo(1, 10);
  const y = run(layerNorm(x, ones, zeros, 0), feeds);
  expect(mean(y)).toBeCloseTo(0, 10);
  expect(squares(y)).toBeCloseTo(1, 10);
});

it('linear reads both layouts of a weight', () => {
  const x = input('x', f32(2, 2, 3));
  const feeds = { x: fed(2, 2, 3), w: fed(4, 3), b: fed(4) };
  const oi = linear(x, input('w', f32(4, 3)), input('b', f32(4)), 'oi');
  const io = linear(x, transpose(input('w', f32(4, 3)), [1, 0]), input('b', f32(4)), 'io');
  close(run(oi, feeds), run(io, feeds), 12);
  expect(oi.type.shape).toEqual([2, 2, 4]);
});

const sigma = (v: number): number => 1 / (1 + Math.exp(-v));
/** Row `row` of a matrix times a vector. */
const dot = (m: Fed, row: number, v: Fed): number =>
  Array.from(v.data).reduce((s, a, k) => s + m.data[row * v.data.length + k]! * a, 0);

it('lstmCell follows the equations, gates in the order i, f, g, o', () => {
  const [D, H] = [3, 2];
  const feeds = {
    x: fed(1, D),
    h: fed(1, H),
    c: fed(1, H),
    wIh: fed(4 * H, D),
    wHh: fed(4 * H, H),
    b: fed(4 * H),
  };
  const [x, h, c, wIh, wHh, b] = Object.entries(feeds).map(([name, { shape }]) => input(name, f32(...shape)));
  const next = lstmCell(linear(x!, wIh!, b!, 'oi'), h!, c!, wHh!);
  const gate = (k: number, j: number): number =>
    dot(feeds.wIh, k * H + j, feeds.x) + dot(feeds.wHh, k * H + j, feeds.h) + feeds.b.data[k * H + j]!;
  const wantC = [0, 1].map(
    (j) => sigma(gate(1, j)) * feeds.c.data[j]! + sigma(gate(0, j)) * Math.tanh(gate(2, j)),
  );
  close(run(next.c, feeds), wantC, 12);
  close(
    run(next.h, feeds),
    wantC.map((v, j) => sigma(gate(3, j)) * Math.tanh(v)),
    12,
  );
  const wrt = Object.fromEntries(Object.keys(feeds).map((k, i) => [k, [x, h, c, wIh, wHh, b][i]!]));
  expect(gradientError(concat([next.h, next.c], 1), wrt, feeds)).toBeLessThan(1e-7);
});

it('crossEntropy is the weighted sum of −log p, and its gradient is softmax − one-hot', () => {
  const logits = input('logits', f32(2, 3));
  const targets = input('targets', i32(2));
  const weights = input('weights', f32(2));
  const feeds = {
    logits: { shape: [2, 3], data: [1, 2, 3, 0, 0, 0] },
    targets: { shape: [2], data: [2, 1] },
    weights: { shape: [2], data: [0.25, 0.75] },
  };
  const z = Math.log(Math.E + Math.E ** 2 + Math.E ** 3);
  close(run(logProbability(logits, targets), feeds), [3 - z, -Math.log(3)], 12);
  const loss = crossEntropy(logits, targets, weights);
  close(run(loss, feeds), [0.25 * (z - 3) + 0.75 * Math.log(3)], 12);
  const p = [1, 2, 3].map((v) => Math.exp(v - z));
  close(
    run(grad(loss, [logits])[0]!, feeds),
    [0.25 * p[0]!, 0.25 * p[1]!, 0.25 * (p[2]! - 1), 0.25, -0.5, 0.25],
    12,
  );
});

it('a position of weight 0 has no part in the loss', () => {
  const logits = input('logits', f32(2, 3));
  const loss = crossEntropy(logits, input('targets', i32(2)), input('weights', f32(2)));
  const [d] = grad(loss, [logits]);
  const feeds = {
    logits: fed(2, 3),
    targets: { shape: [2], data: [0, 1] },
    weights: { shape: [2], data: [0, 1] },
  };
  expect(run(d!, feeds).slice(0, 3).map(Math.abs)).toEqual([0, 0, 0]);
});

describe('a small transformer', () => {
  const [V, D, H, F] = [11, 8, 2, 6];
  const K = D / H;
  const shapes: Record<string, number[]> = {
    table: [V, D],
    norm1: [D],
    q: [D, D],
    k: [D, D],
    v: [D, D],
    o: [D, D],
    norm2: [D],
    bias2: [D],
    gate: [F, D],
    up: [F, D],
    down: [D, F],
  };
  const w = (name: string): Node => params[name]!;
  const params: Record<string, Node> = Object.fromEntries(
    Object.entries(shapes).map(([name, s]) => [name, input(name, f32(...s), 'param')]),
  );

  /** One block and the loss at every position but the last; `B` and `T` numbers or symbols. */
  function lossOf(B: number | string, T: number | string): Node {
    const ids = input('ids', i32(B, T));
    const angles = [input('cos', f32(1, T, 1, K / 2)), input('sin', f32(1, T, 1, K / 2))] as const;
    const x = gather(w('table'), ids); // [B, T, D]
    const n = rmsNorm(x, w('norm1'), 1e-5);
    const heads = (name: string, turn: boolean): Node => {
      const y = reshape(linear(n, w(name), null, 'oi'), [B, T, H, K]);
      return transpose(turn ? rotary(y, ...angles) : y, [0, 2, 1, 3]); // [B, H, T, K]
    };
    const scores = scale(matmul(heads('q', true), heads('k', true), { transB: true }), 1 / Math.sqrt(K));
    const mixed = matmul(softmax(add(scores, input('mask', f32(1, 1, T, T)))), heads('v', false));
    const attended = add(x, linear(reshape(transpose(mixed, [0, 2, 1, 3]), [B, T, D]), w('o'), null, 'oi'));
    const m = layerNorm(attended, w('norm2'), w('bias2'), 1e-5);
    const mlp = linear(
      swiGlu(linear(m, w('gate'), null, 'oi'), linear(m, w('up'), null, 'oi')),
      w('down'),
      null,
      'oi',
    );
    const logits = matmul(add(attended, mlp), w('table'), { transB: true }); // [B, T, V]
    return crossEntropy(logits, input('targets', i32(B, T)), input('weights', f32(B, T)));
  }

  const [b, t] = [2, 3];
  const feeds: Record<string, Fed> = {
    ...Object.fromEntries(Object.entries(shapes).map(([name, s]) => [name, fed(...s)])),
    ids: { shape: [b, t], data: [1, 4, 4, 0, 10, 2] },
    targets: { shape: [b, t], data: [4, 4, 0, 10, 2, 0] },
    weights: { shape: [b, t], data: [0.25, 0.25, 0, 0.25, 0.25, 0] },
    cos: { shape: [1, t, 1, K / 2], data: [1, 1, 0.54, 0.99, -0.42, 0.98] },
    sin: { shape: [1, t, 1, K / 2], data: [0, 0, 0.84, 0.1, 0.91, 0.2] },
    mask: { shape: [1, 1, t, t], data: [0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0] },
  };

  it.each(Object.keys(shapes))('has the right gradient of %s', (name) => {
    expect(gradientError(lossOf(b, t), { [name]: w(name) }, feeds)).toBeLessThan(1e-7);
  });

  it('has the right gradient of everything together, with symbols too', () => {
    expect(gradientError(lossOf('B', 'T'), params, feeds)).toBeLessThan(1e-7);
  });

  it('does not look ahead', () => {
    const loss = lossOf(b, t);
    const first = { ...feeds, weights: { shape: [b, t], data: [1, 0, 0, 1, 0, 0] } };
    const changed = { ...first, ids: { shape: [b, t], data: [1, 7, 8, 0, 9, 3] } };
    close(run(loss, first), run(loss, changed), 12);
  });
});

it('slices and sums of a whole are the whole', () => {
  const x = input('x', f32(2, 5));
  const parts = add(sumAll(slice(x, 1, 0, 2)), sumAll(slice(x, 1, 2, 5)));
  const feeds = { x: fed(2, 5) };
  close(run(parts, feeds), run(sumAll(x), feeds), 12);
});
