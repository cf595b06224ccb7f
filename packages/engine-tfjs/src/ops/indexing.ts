/** Reading and writing by index. Kernels differ in what they do with an index out of range (wasm writes elsewhere), so each is looked at. */
import { count } from '@adaptbench/graph';
import type * as tfjs from '@tensorflow/tfjs-core';
import { axisAdded, i32, typed } from '../nodes/shaping.ts';
import type { Kit, Rows } from './row.ts';

type Tf = Kit['tf'];
type Tensor = tfjs.Tensor;

/** Throws RangeError unless all are 0 to n − 1. */
function within(op: string, ids: Tensor, n: number): Tensor {
  for (const id of ids.dataSync())
    if (!(id >= 0 && id < n)) throw new RangeError(`${op}: index ${id} is outside 0..${n - 1}`);
  return ids;
}

/** 0, step, 2 step … as i32, one for each of n rows. */
const rowStarts = (tf: Tf, n: number, step: number): Tensor => tf.range(0, n * step, step, 'int32');

export const indexing = {
  gather: {
    portable: ([table, ids], { kit: { tf } }) => tf.gather(table!, within('gather', ids!, table!.shape[0])),
    tensorflow: (e, [table, ids], node) =>
      e.node('GatherV2', [table!, ids!, e.ints([0], [])], {
        Tparams: typed(node).T,
        Tindices: i32,
        Taxis: i32,
      }),
  },
  scatterAdd: {
    portable([updates, ids], { shape, kit: { tf } }) {
      if (updates!.size === 0) return tf.zeros(shape);
      const row = shape.slice(1);
      const index = tf.reshape(within('scatterAdd', ids!, shape[0]!), [ids!.size, 1]);
      return tf.scatterND(index, tf.reshape(updates!, [ids!.size, ...row]), shape);
    },
    tensorflow(e, [updates, ids], node) {
      // A single update is a list of one: the kernel knows no scalar indices.
      const single = node.inputs[1]!.type.shape.length === 0;
      const listed = (x: string, dtype: 'f32' | 'i32'): string => (single ? axisAdded(e, x, 0, dtype) : x);
      const index = axisAdded(e, listed(ids!, 'i32'), -1, 'i32');
      return e.node('ScatterNd', [index, listed(updates!, 'f32'), e.dims(node.type.shape)], {
        ...typed(node),
        Tindices: i32,
      });
    },
  },
  pick: {
    // x [n, V] laid flat: element i V + id
    portable([x, ids], { shape, kit: { tf } }) {
      const n = count(shape);
      const v = x!.shape.at(-1)!;
      const at = tf.add(tf.reshape(within('pick', ids!, v), [n]), rowStarts(tf, n, v));
      return tf.reshape(tf.gather(tf.reshape(x!, [n * v]), at), shape);
    },
    tensorflow(e, [x, ids], node) {
      const axis = node.type.shape.length;
      return e.node('GatherV2', [x!, ids!, e.ints([axis], [])], {
        Tparams: typed(node).T,
        Tindices: i32,
        Taxis: i32,
        batch_dims: { i: axis },
      });
    },
  },
  spread: {
    portable([g, ids], { shape, kit: { tf } }) {
      const n = g!.size;
      const v = shape.at(-1)!;
      const index = tf.stack([rowStarts(tf, n, 1), tf.reshape(within('spread', ids!, v), [n])], 1);
      return tf.reshape(tf.scatterND(index, tf.reshape(g!, [n]), [n, v]), shape);
    },
    tensorflow(e, [g, ids], node) {
      const size = e.dims([node.type.shape.at(-1)!], []);
      const ones = e.node('OneHot', [ids!, size, e.float(1), e.float(0)], {
        ...typed(node),
        TI: i32,
        axis: { i: -1 },
      });
      return e.typed('Mul', [axisAdded(e, g!, -1, 'f32'), ones], 'f32');
    },
  },
} satisfies Partial<Rows>;
