/** Cases of elementwise ops. */
import * as g from '../../index.ts';
import { scalar } from '../../leaf.ts';
import type { Node } from '../../node.ts';
import * as e from '../../ops/elementwise.ts';
import { f32, i32 } from '../../shape.ts';
import {
  type Case,
  type CaseInput,
  type Row,
  below,
  example,
  given,
  indices,
  normal,
  positive,
  steps,
  symbolic,
  variant,
  vector,
} from '../case.ts';
import { type Refusal, ids, refuses, refusesOne, refusesTwo, x } from '../refusal.ts';

type Make = (...dims: (number | string)[]) => CaseInput;
type Two = (x: Node, y: Node) => Node;
const runs = [
  { B: 2, T: 3 },
  { B: 3, T: 1 },
  { B: 1, T: 5 },
];

/** What broadcasting can do, for an op of two. */
const broadcasts = (f: Two, x: Make, y: Make, constant: readonly number[] = [2]): Case[] => [
  variant('scalars', [x(), y()], f, { constant }),
  variant('[2,3] with [3]', [x(2, 3), y(3)], f, { constant }),
  variant('[3] with [2,1]', [x(3), y(2, 1)], f, { constant }),
  variant('[2,1,3,1] with [5,1,7]', [x(2, 1, 3, 1), y(5, 1, 7)], f, { constant }),
  variant('an empty axis', [x(2, 0, 3), y(3)], f, { constant }),
  variant('both sides the same', [x(4)], (a) => f(a, a), { constant }),
  symbolic('[B,T,2] with [T,1]', [x('B', 'T', 2), y('T', 1)], () => f, runs, { constant }),
  symbolic('[B*T] with []', [x('B*T'), y(), x('B', 'T')], () => f, runs, { constant }),
];
/** Shapes, for an op of one. */
const shapes = (f: (x: Node) => Node, x: Make): Case[] => [
  variant('a scalar', [x()], f),
  variant('[3,1,5,7]', [x(3, 1, 5, 7)], f),
  variant('an empty axis', [x(0, 3)], f),
  symbolic('[B,T]', [x('B', 'T')], () => f, runs),
];
/** Comparisons have no gradient: to be run with one, their result weighs the first operand. */
const weighs =
  (f: Two): Two =>
  (x, y) =>
    e.mul(f(x, y), x);
const low: Make = (...dims) => steps(0, ...dims);
const high: Make = (...dims) => steps(0.125, ...dims);

export const elementwiseCases = {
  add: [
    example([vector(1, 2), vector(10, 20)], e.add, [11, 22]),
    ...broadcasts(e.add, normal, normal),
    variant('whole numbers', [below(9, 3), below(9, 1)], e.add),
  ],
  sub: [
    example([vector(1, 2), vector(10, 20)], e.sub, [-9, -18]),
    ...broadcasts(e.sub, normal, normal),
    variant('whole numbers', [below(9, 3), below(9, 1)], e.sub),
  ],
  mul: [
    example([vector(1, 2), vector(10, 20)], e.mul, [10, 40]),
    ...broadcasts(e.mul, normal, normal),
    variant('whole numbers', [below(9, 3), below(9, 1)], e.mul),
  ],
  div: [example([vector(1, -3), vector(4, 2)], e.div, [0.25, -1.5]), ...broadcasts(e.div, normal, positive)],
  minimum: [
    example([vector(1, 2), vector(3, 0)], e.minimum, [1, 0]),
    ...broadcasts(e.minimum, low, high).filter(({ name }) => name !== 'both sides the same'),
    variant('against a number', [high(3, 3)], (x) => e.minimum(x, scalar(0))),
  ],
  greater: [
    example([vector(1, 2, 3), vector(2, 2, 2)], e.greater, [0, 0, 1], { constant: [0, 1] }),
    ...broadcasts(weighs(e.greater), low, high, [1, 2]),
    variant('whole numbers', [indices(1, 2), indices(2, 1)], e.greater),
  ],
  equal: [
    example([vector(1, 2, 3), vector(2, 2, 2)], e.equal, [0, 1, 0], { constant: [0, 1] }),
    ...broadcasts(weighs(e.equal), low, low).filter(({ inputs }) => inputs.length === 1),
    variant('whole numbers', [given(i32(2, 2), [1, 2, 3, 4]), indices(1, 4)], e.equal),
    symbolic('a mask of padding', [below(3, 'B', 'T')], () => (ids) => e.equal(ids, ids), runs),
  ],
  neg: [example([vector(1, -2, 0)], e.neg, [-1, 2, -0]), ...shapes(e.neg, normal)],
  exp: [example([vector(0, 1)], e.exp, [1, Math.E]), ...shapes(e.exp, normal)],
  log: [example([vector(1, 2)], e.log, [0, Math.LN2]), ...shapes(e.log, positive)],
  sqrt: [example([vector(4, 2.25)], e.sqrt, [2, 1.5]), ...shapes(e.sqrt, positive)],
  reciprocal: [example([vector(4, -0.5)], e.reciprocal, [0.25, -2]), ...shapes(e.reciprocal, positive)],
  tanh: [
    example([vector(0, 1, -9)], e.tanh, [0, 0.7615941559557649, -0.999999969540041]),
    ...shapes(e.tanh, normal),
  ],
  sigmoid: [
    example([vector(0, 2, -100)], e.sigmoid, [0.5, 0.8807970779778823, 3.720075976020836e-44]),
    ...shapes(e.sigmoid, normal),
  ],
  // Values to 16 digits from Abramowitz & Stegun's definition, computed with mpmath.
  erf: [
    example(
      [vector(0, 0.5, -1, 3, 4)],
      e.erf,
      [0, 0.5204998778130465, -0.8427007929497149, 0.9999779095030014, 0.9999999845827421],
    ),
    ...shapes(e.erf, normal),
  ],
  sin: [example([vector(0, 1)], e.sin, [0, 0.8414709848078965]), ...shapes(e.sin, normal)],
  cos: [example([vector(0, 1)], e.cos, [1, 0.5403023058681398]), ...shapes(e.cos, normal)],
  relu: [example([vector(-1, 2)], e.relu, [0, 2]), ...shapes(e.relu, high)],
  toFloat: [
    example([indices(3, -1)], e.toFloat, [3, -1]),
    variant('[2,0]', [given(i32(2, 0), [])], e.toFloat),
    variant('times a scalar', [below(50, 2, 3), given(f32(), [0.5])], (i, x) => e.mul(e.toFloat(i), x)),
    symbolic('[B,T]', [below(50, 'B', 'T')], () => e.toFloat, runs),
  ],
  detach: [
    example([vector(1, -2)], e.detach, [1, -2], { constant: [0] }),
    variant('times another', [normal(2, 3), normal(3)], (x, y) => e.mul(e.detach(x), y), { constant: [0] }),
    symbolic(
      '[B,T] times another',
      [normal('B', 'T'), normal('B', 1)],
      () => (x, y) => e.mul(e.detach(x), y),
      runs,
      {
        constant: [0],
      },
    ),
  ],
} satisfies Record<string, Row>;

/** What each of them refuses. */
export const elementwiseRefusals: Record<keyof typeof elementwiseCases, readonly Refusal[]> = {
  add: refusesTwo('add', g.add),
  sub: refusesTwo('sub', g.sub),
  mul: refusesTwo('mul', g.mul),
  div: [...refusesTwo('div', g.div), refuses(() => g.div(ids(2), ids(2)), 'div: expected f32, got i32[2]')],
  minimum: refusesTwo('minimum', g.minimum),
  greater: refusesTwo('greater', g.greater),
  equal: refusesTwo('equal', g.equal),
  neg: refusesOne('neg', g.neg),
  exp: refusesOne('exp', g.exp),
  log: refusesOne('log', g.log),
  sqrt: refusesOne('sqrt', g.sqrt),
  reciprocal: refusesOne('reciprocal', g.reciprocal),
  tanh: refusesOne('tanh', g.tanh),
  sigmoid: refusesOne('sigmoid', g.sigmoid),
  erf: refusesOne('erf', g.erf),
  sin: refusesOne('sin', g.sin),
  cos: refusesOne('cos', g.cos),
  relu: refusesOne('relu', g.relu),
  toFloat: [refuses(() => g.toFloat(x(2)), 'toFloat: expected i32, got f32[2]')],
  detach: refusesOne('detach', g.detach),
};
