/**
 * What an op is in TensorFlow.js: a call of it on a portable backend, and nodes of TensorFlow's graph. One row an op; TensorFlow.js itself
 * is handed in, for TensorFlow's library does without it.
 */
import type { Node, OpName, Type, ops } from '@adaptbench/graph';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Emit } from '../nodes/emit.ts';

/** What lowerings may ask of the run that they are part of. */
export interface Kit {
  readonly tf: typeof tfjs;
  /** The last two axes exchanged, of a frozen weight once and for all. */
  flipped(x: tfjs.Tensor): tfjs.Tensor;
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
export type Lowering<A> = {
  lower(inputs: readonly tfjs.Tensor[], call: Call<A>): tfjs.Tensor;
}['lower'];
/** Writes the op; `inputs` are the names of the node's inputs; gives back the result's name. */
export type Writer<A> = {
  write(emit: Emit, inputs: readonly string[], node: Node, attrs: A): string;
}['write'];

export interface Row<A> {
  readonly portable: Lowering<A>;
  readonly tensorflow: Writer<A>;
}
type AttrsOf<O> = O extends { vjp(g: Node, out: Node, attrs: infer A): unknown } ? A : never;
/** Typed by the attributes of each op. */
export type Rows = { readonly [N in OpName]: Row<AttrsOf<(typeof ops)[N]>> };
