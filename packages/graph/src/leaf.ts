/** Where values enter a program: named inputs and constants. */
import { type Node, type Op, apply } from './node.ts';
import { type Type, ShapeError, count, f32, numbers } from './shape.ts';

/**
 * What a named input is: `feed` comes anew with each run; `frozen` weights are bound once and never change; `param` is trained;
 * `state` is the optimizer's. Engines feed all but the frozen; the memory account tells them apart.
 */
export type InputRole = 'feed' | 'frozen' | 'param' | 'state';
export interface InputAttrs {
  readonly name: string;
  readonly role: InputRole;
  readonly type: Type;
}
const bound = (): never => {
  throw new Error('internal: an input is bound by whoever runs the program');
};
export const inputOp: Op<InputAttrs> = {
  name: 'input',
  type: (_, { type }) => type,
  vjp: () => [],
  onnx: bound,
  eval: bound,
  flops: () => 0,
};
export const input = (name: string, type: Type, role: InputRole = 'feed'): Node =>
  apply(inputOp, [], { name, role, type });
/** The attributes of an input node, null for any other. */
export const inputAttrs = (n: Node): InputAttrs | null => (n.op === inputOp ? (n.attrs as InputAttrs) : null);

export const constantOp: Op<{ readonly type: Type; readonly data: Float32Array | Int32Array }> = {
  name: 'constant',
  type(_, { type, data }) {
    if (count(numbers(type.shape)) !== data.length)
      throw new ShapeError(`constant: ${data.length} numbers for [${type.shape}]`);
    return type;
  },
  vjp: () => [],
  onnx: (e, _, __, { type, data }) => e.tensor(type, data),
  eval: (_, __, { data }) => Float64Array.from(data),
  flops: () => 0,
};
export const constant = (type: Type, data: Float32Array | Int32Array): Node =>
  apply(constantOp, [], { type, data });
const scalars = new Map<number, Node>();
/** A number as a scalar node; the same number is the same node. */
export function scalar(x: number): Node {
  const known = scalars.get(x);
  if (known) return known;
  const made = constant(f32(), Float32Array.of(x));
  scalars.set(x, made);
  return made;
}
