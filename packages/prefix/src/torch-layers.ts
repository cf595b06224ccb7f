/** PyTorch's layers as PEFT's encoders use them: parameters by PyTorch's names, drawn from PyTorch's distributions. */
import type { Param, Random } from '@adaptbench/core';
import { type Node, linear } from '@adaptbench/graph';

const filled = (shape: readonly number[], draw: (random: Random) => number) => (random: Random) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw(random));

/** N(0, std²): torch.nn.Embedding with std 1. */
export const normalParam = (name: string, shape: readonly number[], std = 1): Param => ({
  name,
  shape,
  init: filled(shape, (random) => std * random.normal()),
});
/** U(−bound, bound). */
export const uniformParam = (name: string, shape: readonly number[], bound: number): Param => ({
  name,
  shape,
  init: filled(shape, (random) => (2 * random.uniform() - 1) * bound),
});
export const zeroParam = (name: string, shape: readonly number[]): Param => ({
  name,
  shape,
  init: filled(shape, () => 0),
});

/** torch.nn.Linear: `<name>.weight` [dOut, dIn] and `<name>.bias` [dOut], both U(±1/√dIn) (Kaiming-uniform with a = √5). */
export function linearParams(name: string, dIn: number, dOut: number): Param[] {
  const bound = 1 / Math.sqrt(dIn);
  return [uniformParam(`${name}.weight`, [dOut, dIn], bound), uniformParam(`${name}.bias`, [dOut], bound)];
}

/** x [n, dIn] → [n, dOut]. */
export const applyLinear = (param: (name: string) => Node, name: string, x: Node): Node =>
  linear(x, param(`${name}.weight`), param(`${name}.bias`), 'oi');
