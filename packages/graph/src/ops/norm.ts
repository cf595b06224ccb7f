/**
 * Normalisation over the last axis as ops: engines have them in one pass, and the backward pass computes the statistics again rather
 * than keeping the intermediate products (composed: 7 passes forward, and 5 % of the time of decoding a 135M model).
 */
import { scalar } from '../leaf.ts';
import { type Node, type Op, apply } from '../node.ts';
import { type Type, ShapeError, count, numbers, show } from '../shape.ts';
import { sumOver, sumTo } from './broadcast.ts';
import { add, div, mul, reciprocal, scale, sqrt, sub } from './elementwise.ts';

const width = (x: Type): number => {
  const d = x.shape.at(-1);
  if (typeof d !== 'number' || x.dtype !== 'f32')
    throw new ShapeError(`expected f32[.., D] with D known, got ${show(x)}`);
  return d;
};
const meanLast = (x: Node): Node => scale(sumOver(x, [x.type.shape.length - 1]), 1 / width(x.type));
/** 1 / √(mean(x²) + ε), last axis kept. */
const inverseRoot = (x: Node, eps: number): Node => reciprocal(sqrt(add(meanLast(mul(x, x)), scalar(eps))));

function checked(name: string, x: Type, vectors: readonly Type[]): Type {
  const d = width(x);
  for (const v of vectors)
    if (v.shape.length !== 1 || v.shape[0] !== d)
      throw new ShapeError(`${name}: expected f32[${d}] to scale ${show(x)}, got ${show(v)}`);
  return x;
}
function eachRow(x: Float64Array, d: number, f: (row: Float64Array) => Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += d) y.set(f(x.subarray(i, i + d)), i);
  return y;
}
const meanOf = (row: Float64Array): number => row.reduce((a, b) => a + b, 0) / row.length;

/** w ⊙ x / √(mean(x²) + ε)   (Zhang & Sennrich 2019). */
export const rmsNormOp: Op<{ readonly eps: number }> = {
  name: 'rmsNorm',
  type: ([x, w]) => checked('rmsNorm', x!, [w!]),
  // z = Σ x² + D ε,  r = √(D/z):  dx = r (g w − x Σ(g w x)/z),  dw = Σ g x r
  vjp(g, { inputs: [x, w] }, { eps }) {
    const d = width(x!.type);
    const last = [x!.type.shape.length - 1];
    const z = add(sumOver(mul(x!, x!), last), scalar(d * eps));
    const r = sqrt(div(scalar(d), z));
    const gw = mul(g, w!);
    const along = div(sumOver(mul(gw, x!), last), z);
    return [mul(r, sub(gw, mul(x!, along))), sumTo(mul(g, mul(x!, r)), w!.type.shape)];
  },
  onnx: (e, inputs, _, { eps }) => e.node('SimplifiedLayerNormalization', inputs, { axis: -1, epsilon: eps }),
  eval: ([x, w], _, { eps }) =>
    eachRow(x!.data, w!.data.length, (row) => {
      const r = 1 / Math.sqrt(meanOf(row.map((v) => v * v)) + eps);
      return row.map((v, i) => v * r * w!.data[i]!);
    }),
  flops: ([x]) => 4 * count(numbers(x!.shape)),
};
export const rmsNorm = (x: Node, w: Node, eps: number): Node => apply(rmsNormOp, [x, w], { eps });

/** w ⊙ (x − μ) / √(σ² + ε) + b   (Ba et al. 2016). */
export const layerNormOp: Op<{ readonly eps: number }> = {
  name: 'layerNorm',
  type: ([x, w, b]) => checked('layerNorm', x!, [w!, b!]),
  // x̂ = (x − μ) r:  dx = r (g w − mean(g w) − x̂ mean(g w x̂)),  dw = Σ g x̂,  db = Σ g
  vjp(g, { inputs: [x, w, b] }, { eps }) {
    const centred = sub(x!, meanLast(x!));
    const r = inverseRoot(centred, eps);
    const unit = mul(centred, r);
    const gw = mul(g, w!);
    const dx = mul(r, sub(sub(gw, meanLast(gw)), mul(unit, meanLast(mul(gw, unit)))));
    return [dx, sumTo(mul(g, unit), w!.type.shape), sumTo(g, b!.type.shape)];
  },
  onnx: (e, inputs, _, { eps }) => e.node('LayerNormalization', inputs, { axis: -1, epsilon: eps }),
  eval: ([x, w, b], _, { eps }) =>
    eachRow(x!.data, w!.data.length, (row) => {
      const mean = meanOf(row);
      const r = 1 / Math.sqrt(meanOf(row.map((v) => (v - mean) ** 2)) + eps);
      return row.map((v, i) => (v - mean) * r * w!.data[i]! + b!.data[i]!);
    }),
  flops: ([x]) => 7 * count(numbers(x!.shape)),
};
export const layerNorm = (x: Node, w: Node, b: Node, eps: number): Node =>
  apply(layerNormOp, [x, w, b], { eps });

export const normOps = { rmsNorm: rmsNormOp, layerNorm: layerNormOp };
