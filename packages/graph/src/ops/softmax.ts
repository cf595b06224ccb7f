/** Normalisation along the last axis; ops of their own because engines have them fast and safe from overflow. */
import { type Node, type Op, apply } from '../node.ts';
import { type Type, ShapeError, count, numbers, show } from '../shape.ts';
import { sumOver } from './broadcast.ts';
import { exp, mul, sub } from './elementwise.ts';

const vectors = (name: string, x: Type): Type => {
  if (x.shape.length === 0 || x.dtype !== 'f32')
    throw new ShapeError(`${name}: expected f32[.., n], got ${show(x)}`);
  return x;
};
function lastAxis(x: Float64Array, n: number, f: (row: Float64Array) => Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += n) y.set(f(x.subarray(i, i + n)), i);
  return y;
}
const logSumExp = (row: Float64Array): number => {
  const max = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return max + Math.log(row.reduce((s, v) => s + Math.exp(v - max), 0));
};

/** p_i = e^{x_i} / Σ_j e^{x_j}. */
export const softmaxOp: Op<null> = {
  name: 'softmax',
  type: ([x]) => vectors('softmax', x!),
  // dx = p ⊙ (g − Σ g p)
  vjp(g, p) {
    const gp = mul(g, p);
    return [sub(gp, mul(p, sumOver(gp, [p.type.shape.length - 1])))];
  },
  onnx: (e, inputs) => e.node('Softmax', inputs, { axis: -1 }),
  eval: ([x]) =>
    lastAxis(x!.data, Number(x!.type.shape.at(-1)), (row) => {
      const z = logSumExp(row);
      return row.map((v) => Math.exp(v - z));
    }),
  flops: ([x]) => 4 * count(numbers(x!.shape)), // subtract, exponential, sum, divide
};
export const softmax = (x: Node): Node => apply(softmaxOp, [x], null);

/** x_i − log Σ_j e^{x_j}. */
export const logSoftmaxOp: Op<null> = {
  name: 'logSoftmax',
  type: ([x]) => vectors('logSoftmax', x!),
  // dx = g − softmax(x) Σ g
  vjp: (g, out) => [sub(g, mul(exp(out), sumOver(g, [out.type.shape.length - 1])))],
  onnx: (e, inputs) => e.node('LogSoftmax', inputs, { axis: -1 }),
  eval: ([x]) =>
    lastAxis(x!.data, Number(x!.type.shape.at(-1)), (row) => {
      const z = logSumExp(row);
      return row.map((v) => v - z);
    }),
  flops: ([x]) => 4 * count(numbers(x!.shape)),
};
export const logSoftmax = (x: Node): Node => apply(logSoftmaxOp, [x], null);

export const softmaxOps = { softmax: softmaxOp, logSoftmax: logSoftmaxOp };
