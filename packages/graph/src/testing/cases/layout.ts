/** Cases of ops that move elements, and of broadcasting as an op. */
import * as g from '../../index.ts';
import type { Node } from '../../node.ts';
import { broadcastTo, sumAll, sumOver, sumTo } from '../../ops/broadcast.ts';
import { concat, pad, reshape, slice, transpose } from '../../ops/layout.ts';
import { f32, i32, shape } from '../../shape.ts';
import { type Row, below, example, given, normal, symbolic, variant, vector } from '../case.ts';
import { type Refusal, ids, refuses, x } from '../refusal.ts';

const matrix = given(f32(2, 3), [1, 2, 3, 4, 5, 6]);
const runs = [
  { B: 2, T: 3, P: 4 },
  { B: 1, T: 2, P: 0 },
  { B: 3, T: 1, P: 2 },
];

export const layoutCases = {
  sumTo: [
    example([matrix], (x) => sumTo(x, shape([3])), [5, 7, 9]),
    variant('[2,3] to [2,1]', [normal(2, 3)], (x) => sumTo(x, shape([2, 1]))),
    variant('[2,3,5,7] to [3,1,7]', [normal(2, 3, 5, 7)], (x) => sumTo(x, shape([3, 1, 7]))),
    variant('[2,3] to [1]', [normal(2, 3)], (x) => sumTo(x, shape([1]))),
    variant('[1,1,3] to [1,3]', [normal(1, 1, 3)], (x) => sumTo(x, shape([1, 3]))),
    variant('everything', [normal(2, 1, 3)], sumAll),
    variant('an empty axis', [normal(2, 0)], (x) => sumTo(x, shape([2, 1]))),
    variant('whole numbers', [below(9, 2, 3)], (x) => sumTo(x, shape([3]))),
    symbolic('[B,T,2] over T', [normal('B', 'T', 2)], () => (x) => sumOver(x, [1]), runs),
    symbolic('[B,T,2] to [T,1]', [normal('B', 'T', 2)], (at) => (x) => sumTo(x, shape([at('T'), 1])), runs),
  ],
  broadcastTo: [
    example([vector(1, 2)], (x) => broadcastTo(x, shape([2, 2])), [1, 2, 1, 2]),
    variant('a scalar to [2,3]', [normal()], (x) => broadcastTo(x, shape([2, 3]))),
    variant('[3,1] to [2,3,5]', [normal(3, 1)], (x) => broadcastTo(x, shape([2, 3, 5]))),
    variant('[1] to an empty axis', [normal(1)], (x) => broadcastTo(x, shape([2, 0]))),
    variant('whole numbers', [below(9, 1, 3)], (x) => broadcastTo(x, shape([2, 3]))),
    symbolic(
      '[T,1] to [B,T,P+T]',
      [normal('T', 1), normal('B'), normal('P')],
      (at) => (x) => broadcastTo(x, shape([at('B'), at('T'), at('P+T')])),
      runs,
      { constant: [1, 2] },
    ),
  ],
  reshape: [
    example([matrix], (x) => reshape(x, [3, 2]), [1, 2, 3, 4, 5, 6]),
    variant('to a scalar', [normal(1, 1)], (x) => reshape(x, [])),
    variant('an empty axis', [normal(2, 0, 3)], (x) => reshape(x, [0, 7])),
    variant('whole numbers', [below(9, 4)], (x) => reshape(x, [2, 2])),
    symbolic('[B,T,2] to [B*T,2]', [normal('B', 'T', 2)], (at) => (x) => reshape(x, [at('B*T'), 2]), runs),
    symbolic(
      '[B,T,6] to [B,T,2,3]',
      [normal('B', 'T', 6)],
      (at) => (x) => reshape(x, [at('B'), at('T'), 2, 3]),
      runs,
    ),
  ],
  transpose: [
    example([matrix], (x) => transpose(x, [1, 0]), [1, 4, 2, 5, 3, 6]),
    variant('[2,3,5,7] by [2,0,3,1]', [normal(2, 3, 5, 7)], (x) => transpose(x, [2, 0, 3, 1])),
    variant('an empty axis', [normal(2, 0, 3)], (x) => transpose(x, [2, 1, 0])),
    variant('whole numbers', [below(9, 2, 3)], (x) => transpose(x, [1, 0])),
    symbolic('[B,T,2] by [1,0,2]', [normal('B', 'T', 2)], () => (x) => transpose(x, [1, 0, 2]), runs),
  ],
  slice: [
    example([matrix], (x) => slice(x, 1, 1, 3), [2, 3, 5, 6]),
    variant('[2,3,5] 1..2 of axis 1', [normal(2, 3, 5)], (x) => slice(x, 1, 1, 2)),
    variant('nothing', [normal(3, 2)], (x) => slice(x, 0, 2, 2)),
    variant('whole numbers', [below(9, 5)], (x) => slice(x, 0, 1, 4)),
    symbolic(
      '[B,T] the last column',
      [normal('B', 'T')],
      (at) => (x) => slice(x, 1, at('T+-1'), at('T')),
      runs,
    ),
    symbolic(
      '[P+T] behind P',
      [normal('P+T'), normal('P'), normal('T')],
      (at) => (x) => slice(x, 0, at('P'), at('P+T')),
      runs.filter(({ P }) => P > 0),
      {
        constant: [1, 2],
      },
    ),
  ],
  pad: [
    example([vector(1, 2)], (x) => pad(x, 0, 1, 2), [0, 1, 2, 0, 0]),
    variant('[2,3,5] axis 1', [normal(2, 3, 5)], (x) => pad(x, 1, 2, 0)),
    variant('an empty axis', [normal(0, 2)], (x) => pad(x, 0, 1, 1)),
    symbolic(
      '[B,T] before by P',
      [normal('B', 'T'), normal('P')],
      (at) => (x) => pad(x, 1, at('P'), 1),
      runs,
      {
        constant: [1],
      },
    ),
  ],
  concat: [
    example([vector(1, 2), vector(3)], (x, y) => concat([x, y], 0), [1, 2, 3]),
    variant('[2,1,3], [2,4,3], [2,2,3]', [normal(2, 1, 3), normal(2, 4, 3), normal(2, 2, 3)], (x, y, z) =>
      concat([x, y, z], 1),
    ),
    variant('one of them empty', [normal(2, 0), normal(2, 3)], (x, y) => concat([x, y], 1)),
    variant('with itself', [normal(2, 3)], (x: Node) => concat([x, x], 0)),
    variant('whole numbers', [below(9, 2), given(i32(1), [5])], (x, y) => concat([x, y], 0)),
    symbolic(
      'a cache [B,P,2] and [B,T,2]',
      [normal('B', 'P', 2), normal('B', 'T', 2)],
      () => (x, y) => concat([x, y], 1),
      runs,
    ),
  ],
} satisfies Record<string, Row>;

/** What each of them refuses. */
export const layoutRefusals: Record<keyof typeof layoutCases, readonly Refusal[]> = {
  sumTo: [
    refuses(
      () => g.sumTo(x(2, 3), shape([2])),
      'sumTo: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.',
    ),
    refuses(() => g.sumTo(x(3), shape([2, 3])), 'sumTo: f32[3] is not a stretched [2,3]'),
  ],
  broadcastTo: [
    refuses(
      () => g.broadcastTo(x(2), shape([2, 3])),
      'broadcastTo: cannot broadcast [2] with [2,3]: axis 1 has 2 and 3. Reshape one side so that the axis matches or is 1.',
    ),
    refuses(() => g.broadcastTo(x(2, 3), shape([3])), 'broadcastTo: f32[2,3] does not stretch to [3]'),
    refuses(
      () => g.broadcastTo(x('B'), shape(['B*T'])),
      'broadcastTo: cannot broadcast [B] with [B*T]: axis 0 has B and B*T. Reshape one side so that the axis matches or is 1.',
    ),
  ],
  reshape: [
    refuses(() => g.reshape(x(2, 3), [4]), 'reshape: f32[2,3] has 6 elements, [4] has 4.'),
    refuses(() => g.reshape(x('B', 'T'), ['B+T']), 'reshape: f32[B,T] has B*T elements, [B+T] has B+T.'),
    refuses(
      () => g.reshape(x(2), [-2]),
      'dimension 0 is -2: expected an integer of 0 or more, or symbols, in [-2]',
    ),
  ],
  transpose: [
    refuses(() => g.transpose(x(2, 3), [0, 0]), 'transpose: [0,0] does not permute the axes of f32[2,3]'),
    refuses(
      () => g.transpose(x(2, 3), [1, 0, 2]),
      'transpose: [1,0,2] does not permute the axes of f32[2,3]',
    ),
  ],
  slice: [
    refuses(() => g.slice(x(2, 3), 1, 2, 4), 'slice: 2..4 of axis 1 is not within f32[2,3]'),
    refuses(() => g.slice(x(2, 3), 1, 2, 1), 'slice: 2..1 of axis 1 is not within f32[2,3]'),
    refuses(() => g.slice(x(2, 3), 2, 0, 1), 'slice: f32[2,3] has no axis 2'),
  ],
  pad: [
    refuses(() => g.pad(x(2), 0, -1, 0), 'pad: -1 and 0 of axis 0: expected 0 or more; slice removes.'),
    refuses(() => g.pad(x(2), 1, 1, 0), 'pad: f32[2] has no axis 1'),
  ],
  concat: [
    refuses(() => g.concat([x(2, 3), x(2, 4)], 0), 'concat: f32[2,3], f32[2,4] must agree except on axis 0'),
    refuses(() => g.concat([x(2), ids(2)], 0), 'concat: f32[2], i32[2] must agree except on axis 0'),
    refuses(() => g.concat([x(2, 3), x(2)], 0), 'concat: f32[2,3], f32[2] must agree except on axis 0'),
    refuses(() => g.concat([x(2), x(2)], 1), 'concat: f32[2] has no axis 1'),
  ],
};
