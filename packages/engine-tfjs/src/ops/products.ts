/** The product. TensorFlow.js broadcasts no batch axes that differ, and gives no gradient for those that it does: they are copied first. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { typeAttribute } from '../nodes/emit.ts';
import type { Kit, Rows } from './row.ts';

const f32 = typeAttribute('f32');

/** x with the batch axes of the result. */
function batched({ tf }: Kit, x: tfjs.Tensor, batch: readonly number[]): tfjs.Tensor {
  const own = x.shape.slice(0, -2);
  return own.every((d, i) => d === batch[i]) ? x : tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
}

export const products = {
  matmul: {
    portable([x, y], { attrs: { transA, transB }, shape, kit }) {
      if (x!.size === 0) return kit.tf.zeros(shape); // a sum of nothing, which wasm's kernel complains of
      const batch = shape.slice(0, -2);
      if (!kit.flipsFirst)
        return kit.tf.matMul(batched(kit, x!, batch), batched(kit, y!, batch), transA, transB);
      const left = transA ? kit.flipped(x!) : x!;
      const right = transB ? kit.flipped(y!) : y!;
      return kit.tf.matMul(batched(kit, left, batch), batched(kit, right, batch));
    },
    tensorflow(e, inputs, { type }, { transA, transB }) {
      if (type.shape.length === 2)
        return e.node('MatMul', inputs, { T: f32, transpose_a: { b: transA }, transpose_b: { b: transB } });
      return e.node('BatchMatMulV2', inputs, { T: f32, adj_x: { b: transA }, adj_y: { b: transB } });
    },
  },
} satisfies Partial<Rows>;
