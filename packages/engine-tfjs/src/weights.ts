/** Frozen weights on a backend: each is brought there once, however many programs of the engine use it, and let go with the last. */
import { type FrozenSource, floats } from '@adaptbench/graph';
import { type Tensor, keep, tensor, transpose } from '@tensorflow/tfjs-core';

export interface Weight {
  readonly value: Tensor;
  /** The last two axes exchanged; made when it is first asked for. */
  flipped(): Tensor;
  release(): void;
}

export interface Weights {
  take(source: FrozenSource, shape: readonly number[]): Weight;
}

interface Held {
  users: number;
  readonly weight: Weight;
}

export function weights(): Weights {
  const files = new Map<string, Held>();
  const arrays = new Map<Float32Array, Held>();
  const make = (source: FrozenSource, shape: readonly number[], forget: () => void): Held => {
    const value = keep(tensor(floats(source), [...shape], 'float32'));
    let flip: Tensor | null = null;
    const held: Held = {
      users: 0,
      weight: {
        value,
        flipped: () => (flip ??= keep(exchanged(value))),
        release() {
          if (--held.users > 0) return;
          forget();
          value.dispose();
          flip?.dispose();
        },
      },
    };
    return held;
  };
  const used = (held: Held): Weight => {
    held.users++;
    return held.weight;
  };
  return {
    take(source, shape) {
      if ('data' in source) {
        const known = arrays.get(source.data);
        // A weight in memory may be asked for in one shape only; an empty one in many.
        if (known && sameShape(known.weight.value.shape, shape)) return used(known);
        const made = make(
          source,
          shape,
          () => arrays.get(source.data) === made && arrays.delete(source.data),
        );
        arrays.set(source.data, made);
        return used(made);
      }
      const key = `${source.offset} ${source.bytes} [${shape}] ${source.file}`;
      const known = files.get(key) ?? make(source, shape, () => files.delete(key));
      files.set(key, known);
      return used(known);
    },
  };
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** x with its last two axes exchanged. */
export const exchanged = (x: Tensor): Tensor => {
  const axes = x.shape.map((_d, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
};
