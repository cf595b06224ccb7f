/** Frozen weights as tensors of TensorFlow.js. */
import { floats } from '@adaptbench/graph';
import { type Tensor, keep, tensor, transpose } from '@tensorflow/tfjs-core';
import { type HeldWeights, heldWeights } from '../held-weights.ts';

export interface Weight {
  readonly tensor: Tensor;
  /** The last two axes exchanged; made when it is first asked for. */
  flipped(): Tensor;
  dispose(): void;
}

export const tensorWeights = (): HeldWeights<Weight> =>
  heldWeights(
    (source, shape) => {
      const value = keep(tensor(floats(source), [...shape], 'float32'));
      let flip: Tensor | null = null;
      return {
        tensor: value,
        flipped: () => (flip ??= keep(exchanged(value))),
        dispose() {
          value.dispose();
          flip?.dispose();
        },
      };
    },
    (weight) => weight.dispose(),
  );

/** x with its last two axes exchanged. */
export const exchanged = (x: Tensor): Tensor => {
  const axes = x.shape.map((_d, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
};
