/** Frozen weights on a device: each is brought there once, however many programs of an engine use it, and let go with the last. */
import type { FrozenSource } from '@adaptbench/graph';

export interface HeldWeight<W> {
  readonly value: W;
  /** Each user calls it once. */
  release(): void;
}
export interface HeldWeights<W> {
  take(source: FrozenSource, shape: readonly number[]): HeldWeight<W>;
}

/** `bring` makes a weight on the device, `free` ends it. */
export function heldWeights<W>(
  bring: (source: FrozenSource, shape: readonly number[]) => W,
  free: (weight: W) => void,
): HeldWeights<W> {
  const held = new Map<string, { users: number; readonly value: W }>();
  const arrays = new WeakMap<Float32Array, number>();
  let numbered = 0;
  const placeOf = (source: FrozenSource): string => {
    if (!('data' in source)) return `${source.offset} ${source.bytes} ${source.file}`;
    const number = arrays.get(source.data) ?? numbered++;
    arrays.set(source.data, number);
    return `array ${number}`;
  };
  return {
    take(source, shape) {
      const key = `[${shape}] ${placeOf(source)}`;
      const weight = held.get(key) ?? { users: 0, value: bring(source, shape) };
      held.set(key, weight);
      weight.users++;
      return {
        value: weight.value,
        release() {
          if (--weight.users > 0) return;
          held.delete(key);
          free(weight.value);
        },
      };
    },
  };
}
