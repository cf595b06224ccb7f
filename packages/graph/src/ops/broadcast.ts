/** Index arithmetic of broadcasting, and the pair sumTo ⇄ broadcastTo: each is the other's gradient. */
import { type Node, type Op, apply } from '../node.ts';
import {
  type Shape,
  ShapeError,
  broadcast,
  count,
  numbers,
  sameShape,
  shape,
  show,
  sizeOf,
} from '../shape.ts';

export const stridesOf = (s: readonly number[]): number[] => {
  const out = Array<number>(s.length).fill(1);
  for (let i = s.length - 2; i >= 0; i--) out[i] = out[i + 1]! * s[i + 1]!;
  return out;
};

/** For each flat index of `dst`, the flat index in `src` that broadcasting reads. */
export function broadcastIndex(dst: Shape, src: Shape): Int32Array {
  const d = numbers(dst);
  const s = numbers(src);
  if (sameShape(d, s)) return new Int32Array(count(d)).map((_, i) => i);
  const lead = d.length - s.length;
  const strides = stridesOf(s);
  const step = d.map((_, k) => (k < lead || s[k - lead] === 1 ? 0 : strides[k - lead]!));
  const out = new Int32Array(count(d));
  const at = d.map(() => 0);
  let offset = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = offset;
    for (let k = d.length - 1; k >= 0; k--) {
      offset += step[k]!;
      if (++at[k]! < d[k]!) break;
      offset -= step[k]! * d[k]!;
      at[k] = 0;
    }
  }
  return out;
}

/** Sums over the axes that broadcasting `to` up to the input's shape would stretch. */
export const sumToOp: Op<{ readonly to: Shape }> = {
  name: 'sumTo',
  type([x], { to }) {
    if (!sameShape(broadcast('sumTo', x!.shape, to), x!.shape))
      throw new ShapeError(`sumTo: ${show(x!)} is not a stretched [${to}]`);
    return { shape: to, dtype: x!.dtype };
  },
  vjp: (g, { inputs: [x] }) => [broadcastTo(g, x!.type.shape)],
  onnx(e, [x], { inputs: [n] }, { to }) {
    const from = n!.type.shape;
    const lead = from.length - to.length;
    const axes = from.flatMap((d, i) => (i < lead || (to[i - lead] === 1 && d !== 1) ? [i] : []));
    const kept = e.node('ReduceSum', [x!, e.ints(axes)], { keepdims: lead > 0 ? 0 : 1 });
    if (lead === 0 || !to.some((d, i) => d === 1 && from[i + lead] !== 1)) return kept;
    return e.node('Reshape', [kept, e.dims(to)]);
  },
  eval([x], out) {
    const sum = new Float64Array(count(numbers(out.shape)));
    const index = broadcastIndex(x!.type.shape, out.shape);
    for (let i = 0; i < index.length; i++) sum[index[i]!]! += x!.data[i]!;
    return sum;
  },
  flops: ([x]) => count(numbers(x!.shape)),
};

/** Repeats along axes of size 1 and in front. */
export const broadcastToOp: Op<{ readonly to: Shape }> = {
  name: 'broadcastTo',
  type([x], { to }) {
    if (!sameShape(broadcast('broadcastTo', x!.shape, to), to))
      throw new ShapeError(`broadcastTo: ${show(x!)} does not stretch to [${to}]`);
    return { shape: to, dtype: x!.dtype };
  },
  vjp: (g, { inputs: [x] }) => [sumTo(g, x!.type.shape)],
  onnx: (e, [x], _, { to }) => e.node('Expand', [x!, e.dims(to)]),
  eval([x], out) {
    const index = broadcastIndex(out.shape, x!.type.shape);
    const y = new Float64Array(index.length);
    for (let i = 0; i < y.length; i++) y[i] = x!.data[index[i]!]!;
    return y;
  },
  flops: () => 0,
};

export const sumTo = (x: Node, to: Shape): Node =>
  sameShape(x.type.shape, to) ? x : apply(sumToOp, [x], { to });
export const broadcastTo = (x: Node, to: Shape): Node =>
  sameShape(x.type.shape, to) ? x : apply(broadcastToOp, [x], { to });
/** Σ over `axes`, which stay with size 1. */
export const sumOver = (x: Node, axes: readonly number[]): Node =>
  sumTo(x, shape(x.type.shape.map((d, i) => (axes.includes(i) ? 1 : d))));
/** Σ of everything, a scalar. */
export const sumAll = (x: Node): Node => (x.type.shape.length === 0 ? x : sumTo(x, shape([])));
/** Number of elements as a plain number; for shapes without symbols. */
export const elements = (s: Shape): number => Number(sizeOf(s));

export const broadcastOps = { sumTo: sumToOp, broadcastTo: broadcastToOp };
