/** Ops on each element; TensorFlow.js broadcasts as the graph does. */
import {
  type Tensor,
  cast,
  clone,
  add,
  cos,
  div,
  equal,
  erf,
  exp,
  greater,
  log,
  minimum,
  mul,
  neg,
  reciprocal,
  relu,
  sigmoid,
  sin,
  sqrt,
  sub,
  tanh,
} from '@tensorflow/tfjs-core';
import type { Lowerings } from './call.ts';

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

const unary =
  (f: (x: Tensor) => Tensor) =>
  ([x]: readonly Tensor[]): Tensor =>
    f(x!);
const binary =
  (f: (x: Tensor, y: Tensor) => Tensor) =>
  ([x, y]: readonly Tensor[]): Tensor =>
    f(x!, y!);
const floats = (x: Tensor): Tensor => cast(x, 'float32');

export const elementwise: Lowerings<Elementwise> = {
  add: binary(add),
  sub: binary(sub),
  mul: binary(mul),
  div: binary(div),
  minimum: binary(minimum),
  greater: binary((x, y) => floats(greater(x, y))),
  equal: binary((x, y) => floats(equal(x, y))),
  neg: unary(neg),
  exp: unary(exp),
  log: unary(log),
  sqrt: unary(sqrt),
  reciprocal: unary(reciprocal),
  tanh: unary(tanh),
  sigmoid: unary(sigmoid),
  erf: unary(erf),
  sin: unary(sin),
  cos: unary(cos),
  relu: unary(relu),
  toFloat: unary(floats),
  detach: unary(clone),
};
