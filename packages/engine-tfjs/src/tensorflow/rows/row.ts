/** What writes an op as TensorFlow nodes. */
import type { Node, OpName, ops } from '@adaptbench/graph';
import type { Emit } from '../emit.ts';

/** `inputs` are the names of the node's inputs; gives back the result's name. */
export type Row<A> = { write(emit: Emit, inputs: readonly string[], node: Node, attrs: A): string }['write'];
type AttrsOf<O> = O extends { vjp(g: Node, out: Node, attrs: infer A): unknown } ? A : never;
/** Rows of some ops, typed by the attributes of each. */
export type Rows<K extends OpName> = { readonly [N in K]: Row<AttrsOf<(typeof ops)[N]>> };
