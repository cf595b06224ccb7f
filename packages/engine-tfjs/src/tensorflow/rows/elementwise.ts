/** Ops on each element; TensorFlow broadcasts as the graph does. */
import { typeAttribute } from '../emit.ts';
import type { Row, Rows } from './row.ts';

type Elementwise =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'minimum'
  | 'greater'
  | 'equal'
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'sin'
  | 'cos'
  | 'relu'
  | 'toFloat'
  | 'detach';

const same =
  (op: string): Row<null> =>
  (e, inputs, node) =>
    e.typed(op, inputs, node.type.dtype);
const comparison =
  (op: string): Row<null> =>
  (e, inputs, { inputs: [x] }) =>
    e.node('Cast', [e.typed(op, inputs, x!.type.dtype)], {
      SrcT: typeAttribute('bool'),
      DstT: typeAttribute('f32'),
    });

export const elementwise: Rows<Elementwise> = {
  add: same('AddV2'),
  sub: same('Sub'),
  mul: same('Mul'),
  div: same('RealDiv'),
  minimum: same('Minimum'),
  greater: comparison('Greater'),
  equal: comparison('Equal'),
  neg: same('Neg'),
  exp: same('Exp'),
  log: same('Log'),
  sqrt: same('Sqrt'),
  reciprocal: same('Reciprocal'),
  tanh: same('Tanh'),
  sigmoid: same('Sigmoid'),
  erf: same('Erf'),
  sin: same('Sin'),
  cos: same('Cos'),
  relu: same('Relu'),
  toFloat: (e, inputs) => e.node('Cast', inputs, { SrcT: typeAttribute('i32'), DstT: typeAttribute('f32') }),
  detach: same('Identity'),
};
