/** What each op refuses, in its own words. An op without a line does not compile. */
import { expect, it } from 'vitest';
import * as g from '../index.ts';
import { type Node, type OpName, ShapeError, f32, i32, input, shape } from '../index.ts';

const x = (...dims: g.Dim[]): Node => input('x', f32(...dims));
const ids = (...dims: g.Dim[]): Node => input('ids', i32(...dims));
const one = (f: (x: Node) => Node): (() => Node)[] => [() => f(ids(2))];
const two = (f: (x: Node, y: Node) => Node): (() => Node)[] => [
  () => f(x(2, 3), x(2)),
  () => f(x('B', 3), x('T', 3)),
  () => f(x(2), ids(2)),
];

const refused: Record<OpName, readonly (() => Node)[]> = {
  constant: [() => g.constant(f32(2, 2), Float32Array.of(1, 2))],
  add: two(g.add),
  sub: two(g.sub),
  mul: two(g.mul),
  div: [...two(g.div), () => g.div(ids(2), ids(2))],
  minimum: two(g.minimum),
  greater: two(g.greater),
  equal: two(g.equal),
  neg: one(g.neg),
  exp: one(g.exp),
  log: one(g.log),
  sqrt: one(g.sqrt),
  reciprocal: one(g.reciprocal),
  tanh: one(g.tanh),
  sigmoid: one(g.sigmoid),
  erf: one(g.erf),
  sin: one(g.sin),
  cos: one(g.cos),
  relu: one(g.relu),
  toFloat: [() => g.toFloat(x(2))],
  detach: one(g.detach),
  matmul: [
    () => g.matmul(x(2), x(2, 3)),
    () => g.matmul(x(2, 3), x(2, 3)),
    () => g.matmul(x(3, 2), x(2, 3), { transA: true }),
    () => g.matmul(x(2, 2, 3), x(3, 3, 2)),
    () => g.matmul(x('B', 'T'), x('B', 3)),
    () => g.matmul(x(2, 3, 4), x(4, 4), { transA: true }),
    () => g.matmul(ids(2, 3), x(3, 2)),
  ],
  rmsNorm: [
    () => g.rmsNorm(x(2, 3), x(2), 1e-5),
    () => g.rmsNorm(x('T'), x('T'), 1e-5),
    () => g.rmsNorm(ids(2), x(2), 1e-5),
  ],
  layerNorm: [() => g.layerNorm(x(2, 3), x(3), x(2), 1e-5)],
  swiGlu: [() => g.swiGlu(x(2, 3), x(3))],
  rotary: [
    () => g.rotary(x(2, 3), x(2, 2), x(2, 2)),
    () => g.rotary(x(2, 4), x(2, 2), x(2, 1)),
    () => g.rotary(x(2, 4), x(3, 1, 2), x(3, 1, 2)),
  ],
  softmax: [() => g.softmax(x()), () => g.softmax(ids(2))],
  logSoftmax: [() => g.logSoftmax(x())],
  sumTo: [() => g.sumTo(x(2, 3), shape([2])), () => g.sumTo(x(3), shape([2, 3]))],
  broadcastTo: [
    () => g.broadcastTo(x(2), shape([2, 3])),
    () => g.broadcastTo(x(2, 3), shape([3])),
    () => g.broadcastTo(x('B'), shape(['B*T'])),
  ],
  reshape: [
    () => g.reshape(x(2, 3), [4]),
    () => g.reshape(x('B', 'T'), ['B+T']),
    () => g.reshape(x(2), [-2]),
  ],
  transpose: [() => g.transpose(x(2, 3), [0, 0]), () => g.transpose(x(2, 3), [1, 0, 2])],
  slice: [() => g.slice(x(2, 3), 1, 2, 4), () => g.slice(x(2, 3), 1, 2, 1), () => g.slice(x(2, 3), 2, 0, 1)],
  pad: [() => g.pad(x(2), 0, -1, 0), () => g.pad(x(2), 1, 1, 0)],
  concat: [
    () => g.concat([x(2, 3), x(2, 4)], 0),
    () => g.concat([x(2), ids(2)], 0),
    () => g.concat([x(2, 3), x(2)], 0),
    () => g.concat([x(2), x(2)], 1),
  ],
  gather: [() => g.gather(x(4, 2), x(3)), () => g.gather(x(), ids(3))],
  scatterAdd: [
    () => g.scatterAdd(x(3, 2), x(3), 4),
    () => g.scatterAdd(x(3, 2), ids(2), 4),
    () => g.scatterAdd(ids(3), ids(3), 4),
  ],
  pick: [() => g.pick(x(3, 2), ids(2)), () => g.pick(x(3, 2), x(3)), () => g.pick(ids(3, 2), ids(3))],
  spread: [() => g.spread(x(3), ids(2), 4), () => g.spread(x(3), x(3), 4), () => g.spread(ids(3), ids(3), 4)],
};

function message(build: () => Node): string {
  try {
    return `accepted: ${g.show(build().type)}`;
  } catch (error) {
    return error instanceof ShapeError ? error.message : `not a ShapeError: ${String(error)}`;
  }
}

it('says what does not fit, with both sides', () => {
  expect(
    Object.values(refused)
      .flatMap((builds) => builds.map(message))
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "constant: 2 numbers for [2,2]
    add: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    add: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    add: f32[2] with i32[2]: dtypes differ
    sub: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    sub: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    sub: f32[2] with i32[2]: dtypes differ
    mul: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    mul: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    mul: f32[2] with i32[2]: dtypes differ
    div: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    div: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    div: f32[2] with i32[2]: dtypes differ
    div: expected f32, got i32[2]
    minimum: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    minimum: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    minimum: f32[2] with i32[2]: dtypes differ
    greater: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    greater: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    greater: f32[2] with i32[2]: dtypes differ
    equal: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    equal: cannot broadcast [B,3] with [T,3]: axis 0 has B and T. Reshape one side so that the axis matches or is 1.
    equal: f32[2] with i32[2]: dtypes differ
    neg: expected f32, got i32[2]
    exp: expected f32, got i32[2]
    log: expected f32, got i32[2]
    sqrt: expected f32, got i32[2]
    reciprocal: expected f32, got i32[2]
    tanh: expected f32, got i32[2]
    sigmoid: expected f32, got i32[2]
    erf: expected f32, got i32[2]
    sin: expected f32, got i32[2]
    cos: expected f32, got i32[2]
    relu: expected f32, got i32[2]
    toFloat: expected i32, got f32[2]
    detach: expected f32, got i32[2]
    matmul: expected two tensors of one rank, 2 or more, got f32[2] @ f32[2,3].
    matmul: expected [.., m, k] @ [.., k, n], got f32[2,3] @ f32[2,3]. Transpose or reshape one side.
    matmul: expected [.., m, k] @ [.., k, n], got f32[3,2]ᵀ @ f32[2,3]. Transpose or reshape one side.
    matmul: cannot broadcast [2] with [3]: axis 0 has 2 and 3. Reshape one side so that the axis matches or is 1.
    matmul: expected [.., m, k] @ [.., k, n], got f32[B,T] @ f32[B,3]. Transpose or reshape one side.
    matmul: f32[2,3,4]ᵀ @ f32[4,4]: a folded operand cannot be transposed
    matmul: expected f32, got i32[2,3] @ f32[3,2].
    rmsNorm: expected f32[3] to scale f32[2,3], got f32[2]
    expected f32[.., D] with D known, got f32[T]
    expected f32[.., D] with D known, got i32[2]
    layerNorm: expected f32[3] to scale f32[2,3], got f32[2]
    swiGlu: expected two f32 tensors of one shape, got f32[2,3] and f32[3]
    rotary: expected x [.., K] with K even and angles [.., K/2], got f32[2,3], f32[2,2] and f32[2,2]
    rotary: expected x [.., K] with K even and angles [.., K/2], got f32[2,4], f32[2,2] and f32[2,1]
    rotary: angles f32[3,1,2] do not stretch to f32[2,4]
    softmax: expected f32[.., n], got f32[]
    softmax: expected f32[.., n], got i32[2]
    logSoftmax: expected f32[.., n], got f32[]
    sumTo: cannot broadcast [2,3] with [2]: axis 1 has 3 and 2. Reshape one side so that the axis matches or is 1.
    sumTo: f32[3] is not a stretched [2,3]
    broadcastTo: cannot broadcast [2] with [2,3]: axis 1 has 2 and 3. Reshape one side so that the axis matches or is 1.
    broadcastTo: f32[2,3] does not stretch to [3]
    broadcastTo: cannot broadcast [B] with [B*T]: axis 0 has B and B*T. Reshape one side so that the axis matches or is 1.
    reshape: f32[2,3] has 6 elements, [4] has 4.
    reshape: f32[B,T] has B*T elements, [B+T] has B+T.
    dimension 0 is -2: expected an integer of 0 or more, or symbols, in [-2]
    transpose: [0,0] does not permute the axes of f32[2,3]
    transpose: [1,0,2] does not permute the axes of f32[2,3]
    slice: 2..4 of axis 1 is not within f32[2,3]
    slice: 2..1 of axis 1 is not within f32[2,3]
    slice: f32[2,3] has no axis 2
    pad: -1 and 0 of axis 0: expected 0 or more; slice removes.
    pad: f32[2] has no axis 1
    concat: f32[2,3], f32[2,4] must agree except on axis 0
    concat: f32[2], i32[2] must agree except on axis 0
    concat: f32[2,3], f32[2] must agree except on axis 0
    concat: f32[2] has no axis 1
    gather: indices must be i32, got f32[3]
    gather: expected a table of rows, got f32[]
    scatterAdd: indices must be i32, got f32[3]
    scatterAdd: f32[3,2] must begin with the shape of i32[2]
    scatterAdd: expected f32, got i32[3]
    pick: expected x [.., V] and ids [..], got f32[3,2] and i32[2]
    pick: indices must be i32, got f32[3]
    pick: expected f32, got i32[3,2]
    spread: expected one number an index, got f32[3] and i32[2]
    spread: indices must be i32, got f32[3]
    spread: expected f32, got i32[3]"
  `);
});

it('says so of whole programs too', () => {
  expect(
    [
      message(() => g.grad(x(2), [x(2)])[0]!),
      message(() => g.program({ y: g.add(input('w', f32(2)), input('w', f32(2))) }).nodes[0]!),
      message(() => x(1.5)),
      message(() => x('T-1')),
      message(() => x('')),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "grad: expected a scalar loss, got f32[2]
    internal: two inputs are named "w"
    dimension 0 is 1.5: expected an integer of 0 or more, or symbols, in [1.5]
    dimension 0 is T-1: expected an integer of 0 or more, or symbols, in [T-1]
    dimension 0 is : expected an integer of 0 or more, or symbols, in []"
  `);
});
