/** What a lowering is given and gives. */
import type { Node, OpName, Type, ops } from '@adaptbench/graph';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What lowerings may ask of the run that they are part of. */
export interface Kit {
  /** The last two axes exchanged, of a frozen weight once and for all. */
  flipped(x: Tensor): Tensor;
  /** Whether the backend is fast at products of operands as they lie only. */
  readonly flipsFirst: boolean;
}

/** What a lowering is given beside the values of the inputs. */
interface Call<A> {
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
