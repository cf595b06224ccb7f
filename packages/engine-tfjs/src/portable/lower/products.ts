/** The product. TensorFlow.js broadcasts no batch axes that differ, and gives no gradient for those that it does: they are copied first. */
import { type Tensor, broadcastTo, matMul, zeros } from '@tensorflow/tfjs-core';
import type { Lowerings } from './call.ts';

/** x with the batch axes of the result. */
function batched(x: Tensor, batch: readonly number[]): Tensor {
  const own = x.shape.slice(0, -2);
  return own.every((d, i) => d === batch[i]) ? x : broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
}

export const products: Lowerings<'matmul'> = {
  matmul([x, y], { attrs: { transA, transB }, shape, kit }) {
    if (x!.size === 0) return zeros(shape); // a sum of nothing, which wasm's kernel complains of
    const batch = shape.slice(0, -2);
    if (!kit.flipsFirst) return matMul(batched(x!, batch), batched(y!, batch), transA, transB);
    const left = transA ? kit.flipped(x!) : x!;
    const right = transB ? kit.flipped(y!) : y!;
    return matMul(batched(left, batch), batched(right, batch));
  },
};
