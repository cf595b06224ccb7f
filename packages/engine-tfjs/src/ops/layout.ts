/** Ops that move elements, sums and copies along axes, and constants. */
import { type Dim, numbers } from '@adaptbench/graph';
import { dtypes } from '../dtypes.ts';
import { i32, reshaped, typed } from '../nodes/shaping.ts';
import type { Rows } from './row.ts';

/** Axes over which a sum from one shape to another goes. */
function summedAxes(from: readonly Dim[], to: readonly Dim[]): number[] {
  const lead = from.length - to.length;
  return from.flatMap((d, i) => (i < lead || (to[i - lead] === 1 && d !== 1) ? [i] : []));
}

export const layout = {
  constant: {
    portable: (_, { attrs: { type, data }, kit: { tf } }) =>
      tf.tensor(data, [...numbers(type.shape)], dtypes[type.dtype]),
    tensorflow: (e, _, __, { type, data }) => e.tensor(type.dtype, numbers(type.shape), data),
  },
  sumTo: {
    // A sum of nothing is whatever lies in wasm's memory.
    portable: ([x], { shape, kit: { tf } }) =>
      x!.size === 0 ? tf.zeros(shape, x!.dtype) : tf.reshape(tf.sum(x!, summedAxes(x!.shape, shape)), shape),
    tensorflow(e, [x], node, { to }) {
      const axes = e.ints(summedAxes(node.inputs[0]!.type.shape, to));
      const sum = e.node('Sum', [x!, axes], { ...typed(node), Tidx: i32, keep_dims: { b: false } });
      return reshaped(e, sum, node, to);
    },
  },
  broadcastTo: {
    portable: ([x], { shape, kit: { tf } }) => tf.broadcastTo(x!, shape),
    tensorflow: (e, [x], node, { to }) =>
      e.node('BroadcastTo', [x!, e.dims(to)], { ...typed(node), Tidx: i32 }),
  },
  reshape: {
    portable: ([x], { shape, kit: { tf } }) => tf.reshape(x!, shape),
    tensorflow: (e, [x], node, { to }) => reshaped(e, x!, node, to),
  },
  transpose: {
    portable: ([x], { attrs: { perm }, kit: { tf } }) => tf.transpose(x!, [...perm]),
    tensorflow: (e, [x], node, { perm }) =>
      e.node('Transpose', [x!, e.ints(perm)], { ...typed(node), Tperm: i32 }),
  },
  slice: {
    portable([x], { attrs: { axis, start }, shape, kit: { tf } }) {
      const begin = shape.map((_d, i) => (i === axis ? Number(start) : 0));
      return tf.slice(x!, begin, shape);
    },
    tensorflow(e, [x], node, { axis, start }) {
      const begin = e.dims(node.type.shape.map((_d, i) => (i === axis ? start : 0)));
      return e.node('Slice', [x!, begin, e.dims(node.type.shape)], { ...typed(node), Index: i32 });
    },
  },
  pad: {
    portable([x], { attrs: { axis, before, after }, shape, kit: { tf } }) {
      if (x!.size === 0) return tf.zeros(shape, x!.dtype);
      const edges = x!.shape.map((_d, i): [number, number] =>
        i === axis ? [Number(before), Number(after)] : [0, 0],
      );
      return tf.pad(x!, edges);
    },
    tensorflow(e, [x], node, { axis, before, after }) {
      const edges = node.type.shape.flatMap((_d, i) => (i === axis ? [before, after] : [0, 0]));
      return e.node('Pad', [x!, e.dims(edges, [node.type.shape.length, 2])], {
        ...typed(node),
        Tpaddings: i32,
      });
    },
  },
  concat: {
    portable: (xs, { attrs: { axis }, kit: { tf } }) => tf.concat([...xs], axis),
    tensorflow: (e, xs, node, { axis }) =>
      e.node('ConcatV2', [...xs, e.ints([axis], [])], { ...typed(node), N: { i: xs.length }, Tidx: i32 }),
  },
} satisfies Partial<Rows>;
