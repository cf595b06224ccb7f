/** Ops on each element; TensorFlow.js and TensorFlow broadcast as the graph does. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { typeAttribute } from '../nodes/emit.ts';
import type { Kit, Row, Rows, Writer } from './row.ts';

type Tf = Kit['tf'];
type Tensor = tfjs.Tensor;

const same =
  (op: string): Writer<null> =>
  (e, inputs, node) =>
    e.typed(op, inputs, node.type.dtype);
const floats = (tf: Tf, x: Tensor): Tensor => tf.cast(x, 'float32');

const unary = (f: (tf: Tf, x: Tensor) => Tensor, op: string): Row<null> => ({
  portable: ([x], { kit }) => f(kit.tf, x!),
  tensorflow: same(op),
});
const binary = (f: (tf: Tf, x: Tensor, y: Tensor) => Tensor, op: string): Row<null> => ({
  portable: ([x, y], { kit }) => f(kit.tf, x!, y!),
  tensorflow: same(op),
});
const comparison = (f: (tf: Tf, x: Tensor, y: Tensor) => Tensor, op: string): Row<null> => ({
  portable: ([x, y], { kit }) => floats(kit.tf, f(kit.tf, x!, y!)),
  tensorflow: (e, inputs, { inputs: [x] }) =>
    e.node('Cast', [e.typed(op, inputs, x!.type.dtype)], {
      SrcT: typeAttribute('bool'),
      DstT: typeAttribute('f32'),
    }),
});

export const elementwise = {
  add: binary((tf, x, y) => tf.add(x, y), 'AddV2'),
  sub: binary((tf, x, y) => tf.sub(x, y), 'Sub'),
  mul: binary((tf, x, y) => tf.mul(x, y), 'Mul'),
  div: binary((tf, x, y) => tf.div(x, y), 'RealDiv'),
  minimum: binary((tf, x, y) => tf.minimum(x, y), 'Minimum'),
  greater: comparison((tf, x, y) => tf.greater(x, y), 'Greater'),
  equal: comparison((tf, x, y) => tf.equal(x, y), 'Equal'),
  neg: unary((tf, x) => tf.neg(x), 'Neg'),
  exp: unary((tf, x) => tf.exp(x), 'Exp'),
  log: unary((tf, x) => tf.log(x), 'Log'),
  sqrt: unary((tf, x) => tf.sqrt(x), 'Sqrt'),
  reciprocal: unary((tf, x) => tf.reciprocal(x), 'Reciprocal'),
  tanh: unary((tf, x) => tf.tanh(x), 'Tanh'),
  sigmoid: unary((tf, x) => tf.sigmoid(x), 'Sigmoid'),
  erf: unary((tf, x) => tf.erf(x), 'Erf'),
  sin: unary((tf, x) => tf.sin(x), 'Sin'),
  cos: unary((tf, x) => tf.cos(x), 'Cos'),
  relu: unary((tf, x) => tf.relu(x), 'Relu'),
  toFloat: {
    portable: ([x], { kit }) => floats(kit.tf, x!),
    tensorflow: (e, inputs) =>
      e.node('Cast', inputs, { SrcT: typeAttribute('i32'), DstT: typeAttribute('f32') }),
  },
  detach: unary((tf, x) => tf.clone(x), 'Identity'),
} satisfies Partial<Rows>;
