/** Reading and writing by index. Kernels differ in what they do with an index out of range (wasm writes elsewhere), so each is looked at. */
import { count } from '@adaptbench/graph';
import { type Tensor, add, gather, range, reshape, scatterND, stack, zeros } from '@tensorflow/tfjs-core';
import type { Lowerings } from './call.ts';

/** Throws RangeError unless all are 0 to n − 1. */
function within(op: string, ids: Tensor, n: number): Tensor {
  for (const id of ids.dataSync())
    if (!(id >= 0 && id < n)) throw new RangeError(`${op}: index ${id} is outside 0..${n - 1}`);
  return ids;
}

/** 0, step, 2 step … as i32, one for each of n rows. */
const rowStarts = (n: number, step: number): Tensor => range(0, n * step, step, 'int32');

export const indexing: Lowerings<'gather' | 'scatterAdd' | 'pick' | 'spread'> = {
  gather: ([table, ids]) => gather(table!, within('gather', ids!, table!.shape[0])),
  scatterAdd([updates, ids], { shape }) {
    if (updates!.size === 0) return zeros(shape);
    const row = shape.slice(1);
    const index = reshape(within('scatterAdd', ids!, shape[0]!), [ids!.size, 1]);
    return scatterND(index, reshape(updates!, [ids!.size, ...row]), shape);
  },
  // x [n, V] laid flat: element i V + id
  pick([x, ids], { shape }) {
    const n = count(shape);
    const v = x!.shape.at(-1)!;
    const at = add(reshape(within('pick', ids!, v), [n]), rowStarts(n, v));
    return reshape(gather(reshape(x!, [n * v]), at), shape);
  },
  spread([g, ids], { shape }) {
    const n = g!.size;
    const v = shape.at(-1)!;
    const index = stack([rowStarts(n, 1), reshape(within('spread', ids!, v), [n])], 1);
    return reshape(scatterND(index, reshape(g!, [n]), [n, v]), shape);
  },
};
