/** Cases of constants, products, softmax, the fused layers, and of reading and writing by index. */
import * as g from '../../index.ts';
import { constant } from '../../leaf.ts';
import { mul } from '../../ops/elementwise.ts';
import { rotary, swiGlu } from '../../ops/fused.ts';
import { gather, pick, scatterAdd, spread } from '../../ops/index-ops.ts';
import { matmul } from '../../ops/matmul.ts';
import { logSoftmax, softmax } from '../../ops/softmax.ts';
import { f32, i32 } from '../../shape.ts';
import { type Row, below, example, given, indices, normal, symbolic, variant, vector } from '../case.ts';
import { type Refusal, ids, refuses, x } from '../refusal.ts';

const runs = [
  { B: 2, T: 3, P: 4 },
  { B: 1, T: 2, P: 1 },
  { B: 3, T: 1, P: 2 },
];
const square = given(f32(2, 2), [1, 2, 3, 4]);
const log2 = Math.fround(Math.LN2);

export const productCases = {
  constant: [
    example([], () => constant(f32(2), Float32Array.of(1.5, -2)), [1.5, -2]),
    variant('whole numbers', [], () => constant(i32(2, 1), Int32Array.of(7, -7))),
    variant('empty', [], () => constant(f32(0, 3), new Float32Array())),
    variant('times an input', [normal(2)], (x) => mul(x, constant(f32(2, 1), Float32Array.of(1.5, -2)))),
  ],
  matmul: [
    example([square, given(f32(2, 2), [5, 6, 7, 8])], (x, y) => matmul(x, y), [19, 22, 43, 50]),
    variant('[2,3] @ [3,5]', [normal(2, 3), normal(3, 5)], (x, y) => matmul(x, y)),
    variant('[3,2]ᵀ @ [3,5]', [normal(3, 2), normal(3, 5)], (x, y) => matmul(x, y, { transA: true })),
    variant('[2,3] @ [5,3]ᵀ', [normal(2, 3), normal(5, 3)], (x, y) => matmul(x, y, { transB: true })),
    variant('[3,2]ᵀ @ [5,3]ᵀ', [normal(3, 2), normal(5, 3)], (x, y) =>
      matmul(x, y, { transA: true, transB: true }),
    ),
    variant('[2,1,3,5] @ [1,4,7,5]ᵀ', [normal(2, 1, 3, 5), normal(1, 4, 7, 5)], (x, y) =>
      matmul(x, y, { transB: true }),
    ),
    variant('[2,5,3]ᵀ @ [1,5,7]', [normal(2, 5, 3), normal(1, 5, 7)], (x, y) =>
      matmul(x, y, { transA: true }),
    ),
    variant('leading axes folded', [normal(2, 3, 5), normal(7, 5)], (x, y) => matmul(x, y, { transB: true })),
    variant('with itself', [normal(3, 2)], (x) => matmul(x, x, { transB: true })),
    variant('a sum of nothing', [normal(2, 0), normal(0, 3)], (x, y) => matmul(x, y)),
    variant('no rows', [normal(0, 2), normal(2, 3)], (x, y) => matmul(x, y)),
    symbolic(
      'folded [B,T,3] @ [5,3]ᵀ',
      [normal('B', 'T', 3), normal(5, 3)],
      () => (x, w) => matmul(x, w, { transB: true }),
      runs,
    ),
    symbolic(
      'scores [B,2,T,3] @ [B,2,P+T,3]ᵀ',
      [normal('B', 2, 'T', 3), normal('B', 2, 'P+T', 3), normal('P')],
      () => (q, k) => matmul(q, k, { transB: true }),
      runs,
      { constant: [2] },
    ),
  ],
  swiGlu: [
    example([vector(0, 2), vector(5, 3)], swiGlu, [0, 2 * 3 * 0.8807970779778823]),
    variant('[2,3,5]', [normal(2, 3, 5), normal(2, 3, 5)], swiGlu),
    variant('with itself', [normal(4)], (x) => swiGlu(x, x)),
    symbolic('[B,T,3]', [normal('B', 'T', 3), normal('B', 'T', 3)], () => swiGlu, runs),
  ],
  rotary: [
    // (1, 3) and (2, 4) turned by angles with (cos, sin) = (0.6, 0.8) and (0, 1)
    example([vector(1, 2, 3, 4), vector(0.5, 0), vector(0.75, 1)], rotary, [-1.75, -4, 2.25, 2], {
      constant: [1, 2],
    }),
    symbolic(
      '[B,T,3,4] with [B,T,1,2], as models turn heads',
      [normal('B', 'T', 3, 4), normal('B', 'T', 1, 2), normal('B', 'T', 1, 2)],
      () => rotary,
      runs,
      { constant: [1, 2] },
    ),
    variant('[2,3,5,4] with [5,2]', [normal(2, 3, 5, 4), normal(5, 2), normal(5, 2)], rotary, {
      constant: [1, 2],
    }),
    variant(
      'heads [2,3,5,4] with [2,3,1,2]',
      [normal(2, 3, 5, 4), normal(2, 3, 1, 2), normal(2, 3, 1, 2)],
      rotary,
      { constant: [1, 2] },
    ),
    symbolic(
      'heads [B,T,3,4] with [B,T,1,2]',
      [normal('B', 'T', 3, 4), normal('B', 'T', 1, 2), normal('B', 'T', 1, 2)],
      () => rotary,
      runs,
      { constant: [1, 2] },
    ),
    symbolic(
      '[B,3,T,4] with [B,1,T,2]',
      [normal('B', 3, 'T', 4), normal('B', 1, 'T', 2), normal('B', 1, 'T', 2)],
      () => rotary,
      runs,
      { constant: [1, 2] },
    ),
  ],
  softmax: [
    example([vector(0, log2, 0)], softmax, [0.25, 0.5, 0.25]),
    variant('[2,3,5]', [normal(2, 3, 5)], softmax),
    variant('one element', [normal(3, 1)], softmax),
    variant('large numbers', [vector(1000, 1001, -1e30)], softmax),
    variant('no rows', [normal(0, 3)], softmax),
    symbolic('[B,T,P+T]', [normal('B', 'T', 'P+T'), normal('P')], () => (x) => softmax(x), runs, {
      constant: [1],
    }),
  ],
  logSoftmax: [
    example([vector(0, log2, 0)], logSoftmax, [-2 * log2, -log2, -2 * log2]),
    variant('[2,3,5]', [normal(2, 3, 5)], logSoftmax),
    variant('large numbers', [vector(1000, 1001, 0)], logSoftmax),
    symbolic('[B,T,7]', [normal('B', 'T', 7)], () => logSoftmax, runs),
  ],
  gather: [
    example([given(f32(3, 2), [1, 2, 3, 4, 5, 6]), indices(2, 0, 2)], gather, [5, 6, 1, 2, 5, 6]),
    variant('[7,3] by [2,5]', [normal(7, 3), below(7, 2, 5)], gather),
    variant('numbers of a vector', [normal(7), below(7, 4)], gather),
    variant('one row', [normal(7, 3), below(7)], gather),
    variant('no rows', [normal(7, 3), below(7, 0)], gather),
    variant('whole numbers', [below(9, 4, 2), below(4, 3)], gather),
    symbolic('[B*T,3] by [P]', [normal('B*T', 3), below('B*T', 'P'), normal('B', 'T')], () => gather, runs, {
      constant: [2],
    }),
  ],
  scatterAdd: [
    example([given(f32(3, 1), [1, 2, 4]), indices(1, 0, 1)], (x, i) => scatterAdd(x, i, 3), [2, 5, 0]),
    variant('[2,5,3] to 7 rows', [normal(2, 5, 3), below(7, 2, 5)], (x, i) => scatterAdd(x, i, 7)),
    variant('numbers', [normal(4), below(3, 4)], (x, i) => scatterAdd(x, i, 3)),
    variant('no updates', [normal(0, 3), below(3, 0)], (x, i) => scatterAdd(x, i, 3)),
    symbolic(
      '[B,T,3] to P rows',
      [normal('B', 'T', 3), below('P', 'B', 'T'), normal('P')],
      (at) => (x, i) => scatterAdd(x, i, at('P')),
      runs,
      {
        constant: [2],
      },
    ),
  ],
  pick: [
    example([square, indices(1, 0)], pick, [2, 3]),
    variant('[2,3,5]', [normal(2, 3, 5), below(5, 2, 3)], pick),
    variant('a scalar', [normal(5), below(5)], pick),
    symbolic('[B,T,7]', [normal('B', 'T', 7), below(7, 'B', 'T')], () => pick, runs),
  ],
  spread: [
    example([vector(2, 3), indices(1, 0)], (g, i) => spread(g, i, 2), [0, 2, 3, 0]),
    variant('[2,3] to 5', [normal(2, 3), below(5, 2, 3)], (g, i) => spread(g, i, 5)),
    variant('a scalar', [normal(), below(5)], (g, i) => spread(g, i, 5)),
    symbolic(
      '[B,T] to P',
      [normal('B', 'T'), below('P', 'B', 'T'), normal('P')],
      (at) => (g, i) => spread(g, i, at('P')),
      runs,
      {
        constant: [2],
      },
    ),
  ],
} satisfies Record<string, Row>;

/** What each of them refuses. */
export const productRefusals: Record<keyof typeof productCases, readonly Refusal[]> = {
  constant: [refuses(() => g.constant(g.f32(2, 2), Float32Array.of(1, 2)), 'constant: 2 numbers for [2,2]')],
  matmul: [
    refuses(
      () => g.matmul(x(2), x(2, 3)),
      'matmul: expected two tensors of one rank, 2 or more, got f32[2] @ f32[2,3].',
    ),
    refuses(
      () => g.matmul(x(2, 3), x(2, 3)),
      'matmul: expected [.., m, k] @ [.., k, n], got f32[2,3] @ f32[2,3]. Transpose or reshape one side.',
    ),
    refuses(
      () => g.matmul(x(3, 2), x(2, 3), { transA: true }),
      'matmul: expected [.., m, k] @ [.., k, n], got f32[3,2]ᵀ @ f32[2,3]. Transpose or reshape one side.',
    ),
    refuses(
      () => g.matmul(x(2, 2, 3), x(3, 3, 2)),
      'matmul: cannot broadcast [2] with [3]: axis 0 has 2 and 3. Reshape one side so that the axis matches or is 1.',
    ),
    refuses(
      () => g.matmul(x('B', 'T'), x('B', 3)),
      'matmul: expected [.., m, k] @ [.., k, n], got f32[B,T] @ f32[B,3]. Transpose or reshape one side.',
    ),
    refuses(
      () => g.matmul(x(2, 3, 4), x(4, 4), { transA: true }),
      'matmul: f32[2,3,4]ᵀ @ f32[4,4]: a folded operand cannot be transposed',
    ),
    refuses(() => g.matmul(ids(2, 3), x(3, 2)), 'matmul: expected f32, got i32[2,3] @ f32[3,2].'),
  ],
  swiGlu: [
    refuses(
      () => g.swiGlu(x(2, 3), x(3)),
      'swiGlu: expected two f32 tensors of one shape, got f32[2,3] and f32[3]',
    ),
  ],
  rotary: [
    refuses(
      () => g.rotary(x(2, 3), x(2, 2), x(2, 2)),
      'rotary: expected x [.., K] with K even and angles [.., K/2], got f32[2,3], f32[2,2] and f32[2,2]',
    ),
    refuses(
      () => g.rotary(x(2, 4), x(2, 2), x(2, 1)),
      'rotary: expected x [.., K] with K even and angles [.., K/2], got f32[2,4], f32[2,2] and f32[2,1]',
    ),
    refuses(
      () => g.rotary(x(2, 4), x(3, 1, 2), x(3, 1, 2)),
      'rotary: angles f32[3,1,2] do not stretch to f32[2,4]',
    ),
  ],
  softmax: [
    refuses(() => g.softmax(x()), 'softmax: expected f32[.., n], got f32[]'),
    refuses(() => g.softmax(ids(2)), 'softmax: expected f32[.., n], got i32[2]'),
  ],
  logSoftmax: [refuses(() => g.logSoftmax(x()), 'logSoftmax: expected f32[.., n], got f32[]')],
  gather: [
    refuses(() => g.gather(x(4, 2), x(3)), 'gather: indices must be i32, got f32[3]'),
    refuses(() => g.gather(x(), ids(3)), 'gather: expected a table of rows, got f32[]'),
  ],
  scatterAdd: [
    refuses(() => g.scatterAdd(x(3, 2), x(3), 4), 'scatterAdd: indices must be i32, got f32[3]'),
    refuses(
      () => g.scatterAdd(x(3, 2), ids(2), 4),
      'scatterAdd: f32[3,2] must begin with the shape of i32[2]',
    ),
    refuses(() => g.scatterAdd(ids(3), ids(3), 4), 'scatterAdd: expected f32, got i32[3]'),
  ],
  pick: [
    refuses(() => g.pick(x(3, 2), ids(2)), 'pick: expected x [.., V] and ids [..], got f32[3,2] and i32[2]'),
    refuses(() => g.pick(x(3, 2), x(3)), 'pick: indices must be i32, got f32[3]'),
    refuses(() => g.pick(ids(3, 2), ids(3)), 'pick: expected f32, got i32[3,2]'),
  ],
  spread: [
    refuses(() => g.spread(x(3), ids(2), 4), 'spread: expected one number an index, got f32[3] and i32[2]'),
    refuses(() => g.spread(x(3), x(3), 4), 'spread: indices must be i32, got f32[3]'),
    refuses(() => g.spread(ids(3), ids(3), 4), 'spread: expected f32, got i32[3]'),
  ],
};
