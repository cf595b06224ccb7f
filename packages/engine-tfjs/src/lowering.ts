/** What an op becomes on a portable backend: a call of TensorFlow.js or a few. One row an op: an op without one does not compile. */
import { type Node, type OpName, type Type, EngineError, type ops } from '@adaptbench/graph';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementwise } from './lower/elementwise.ts';
import { indexing } from './lower/indexing.ts';
import { layout } from './lower/layout.ts';
import { norms } from './lower/norms.ts';
import { products } from './lower/products.ts';

/** What lowerings may ask of the run that they are part of. */
export interface Kit {
  /** The last two axes exchanged, of a frozen weight once and for all. */
  flipped(x: Tensor): Tensor;
  /** Whether the backend is fast at products of operands as they lie only. */
  readonly flipsFirst: boolean;
}

/** What a lowering is given beside the values of the inputs. */
export interface Call<A> {
  readonly node: Node;
  /** With symbols resolved. */
  readonly attrs: A;
  readonly out: Type;
  readonly shape: number[];
  readonly kit: Kit;
}
/** Gives a new tensor, or its input's memory under a new handle; whatever else it made is released by the caller. */
export type Lowering<A> = { lower(inputs: readonly Tensor[], call: Call<A>): Tensor }['lower'];
type AttrsOf<O> = O extends { vjp(g: Node, out: Node, attrs: infer A): unknown } ? A : never;
/** Lowerings of some ops, typed by the attributes of each. */
export type Lowerings<K extends OpName> = { readonly [N in K]: Lowering<AttrsOf<(typeof ops)[N]>> };

export const lowerings: Lowerings<OpName> = {
  ...elementwise,
  ...indexing,
  ...layout,
  ...norms,
  ...products,
};

const byName: ReadonlyMap<string, Lowering<unknown>> = new Map(Object.entries(lowerings));

export function loweringOf(name: string): Lowering<unknown> {
  const found = byName.get(name);
  if (!found) throw new EngineError(`internal: engine-tfjs has no lowering for "${name}"`);
  return found;
}
