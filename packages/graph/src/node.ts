/** Nodes of a program and what an op is. Nothing outside an op's own literal asks which op a node is. */
import type { Dim, Env } from './dim.ts';
import type { Type } from './shape.ts';

/** A dense row-major value with a resolved type, as the reference interpreter sees it. */
export interface Value {
  readonly type: Type;
  readonly data: Float64Array;
}

export type OnnxAttribute = number | readonly number[] | string;

/** What an op may ask of the code that writes ONNX. */
export interface Emit {
  /** Adds a node of the default or the `com.microsoft` domain and gives back its outputs' names (one unless told). */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** An int64 vector. */
  ints(values: readonly number[]): string;
  /** An int64 vector with the run-time values of dimensions. */
  dims(dims: readonly Dim[]): string;
  /** An f32 or i32 tensor. */
  tensor(type: Type, data: Float32Array | Int32Array): string;
}

export interface Op<A = unknown> {
  readonly name: string;
  /** Result type; throws ShapeError when the inputs do not fit. */
  type(inputs: readonly Type[], attrs: A): Type;
  /** Gradients of a scalar with respect to each input, `null` where there is none. `g` has the type of `out`. */
  vjp(g: Node, out: Node, attrs: A): readonly (Node | null)[];
  /** Writes the op as ONNX (opset 21) nodes; `inputs` are the names of the node's inputs. Gives back the result's name. */
  onnx(emit: Emit, inputs: readonly string[], node: Node, attrs: A): string;
  /** Slow, obvious float64 semantics: the oracle of every engine. `out` is resolved. */
  eval(inputs: readonly Value[], out: Type, attrs: A): Float64Array;
  /** Floating-point operations, a multiply-add counted as two; data movement as none. Types are resolved. */
  flops(inputs: readonly Type[], out: Type, attrs: A): number;
  /** Attributes with their symbolic dimensions replaced by numbers; only for ops whose `eval` reads such attributes. */
  bind?(attrs: A, env: Env): unknown;
  /** The result shares its input's memory on engines (reshape). */
  readonly view?: true;
  /** Its ONNX form only moves elements of the first input, of whatever type they are. */
  readonly moves?: true;
}

export interface Node {
  readonly op: Op;
  readonly attrs: unknown;
  readonly inputs: readonly Node[];
  readonly type: Type;
}

export function apply<A>(op: Op<A>, inputs: readonly Node[], attrs: A): Node {
  const type = op.type(
    inputs.map((n) => n.type),
    attrs,
  );
  return { op, attrs, inputs, type };
}

/** Nodes reachable from `roots`, inputs before users, in the order in which they were built where that is free. */
export function toposort(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  // An explicit stack: a model's graph is deeper than the call stack allows.
  const stack = roots.toReversed();
  while (stack.length > 0) {
    const n = stack.at(-1)!;
    if (state.get(n) === undefined) {
      state.set(n, 'open');
      for (let i = n.inputs.length - 1; i >= 0; i--) if (!state.has(n.inputs[i]!)) stack.push(n.inputs[i]!);
      continue;
    }
    stack.pop();
    if (state.get(n) === 'done') continue;
    state.set(n, 'done');
    order.push(n);
  }
  return order;
}
