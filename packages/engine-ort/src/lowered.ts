/** Node types that a device leaves to the processor, in types that it has: each would cost a copy to the host and one back. */
import { type Emit, type OnnxAttribute, shape } from '@adaptbench/graph';
import type { OrtDevice } from './settings.ts';

/** Writes one node of a type as several of others; gives back the result's name. */
type Lowering = (
  e: Emit,
  inputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>>,
) => string;
export type Lowerings = ReadonlyMap<string, Lowering>;

const webgpu: Lowerings = new Map<string, Lowering>([
  [
    'LogSoftmax',
    // x − m − log Σ exp(x − m), m the largest of the last axis
    (e, [x]) => {
      const last = e.ints([-1]);
      const below = e.node('Sub', [x!, e.node('ReduceMax', [x!, last], { keepdims: 1 })]);
      const sum = e.node('ReduceSum', [e.node('Exp', [below]), last], { keepdims: 1 });
      return e.node('Sub', [below, e.node('Log', [sum])]);
    },
  ],
  [
    'ConstantOfShape',
    (e, [dims]) =>
      e.node('Expand', [e.tensor({ shape: shape([]), dtype: 'f32' }, Float32Array.of(0)), dims!]),
  ],
]);

/** What programs for a device are written with. */
export interface Dialect {
  readonly lowerings: Lowerings;
  /** Whether the device has `com.microsoft.FusedMatMul`. CUDA has, but no card of ours has run it. */
  readonly fusedMatMul: boolean;
}
const plain: Lowerings = new Map();
export const dialects: Readonly<Record<OrtDevice, Dialect>> = {
  cpu: { lowerings: plain, fusedMatMul: true },
  cuda: { lowerings: plain, fusedMatMul: false },
  webgpu: { lowerings: webgpu, fusedMatMul: false },
};
