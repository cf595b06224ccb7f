/** Nodes and attributes that several ops write. */
import type { Dim, Node } from '@adaptbench/graph';
import { type Emit, typeAttribute } from './emit.ts';

export const i32 = typeAttribute('i32');
export const typed = ({ type }: Node) => ({ T: typeAttribute(type.dtype) });

export function reshaped(e: Emit, x: string, node: Node, to: readonly Dim[]): string {
  return e.node('Reshape', [x, e.dims(to)], { ...typed(node), Tshape: i32 });
}
export const axisAdded = (e: Emit, x: string, axis: number, dtype: 'f32' | 'i32'): string =>
  e.node('ExpandDims', [x, e.ints([axis], [])], { T: typeAttribute(dtype), Tdim: i32 });
