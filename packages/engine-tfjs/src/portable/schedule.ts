/** A program as a list of calls, with what dies after each: nothing is held longer than its last user needs it. */
import { type InputAttrs, type Node, type Program, inputAttrs } from '@adaptbench/graph';
import { rowOf } from '../ops/index.ts';
import type { Lowering } from '../ops/row.ts';

/** A value of a run; its number is its place among the program's nodes. */
export interface Step {
  readonly node: Node;
  readonly at: number;
  readonly inputs: readonly number[];
  readonly lower: Lowering<unknown>;
  /** Whether its type or attributes hold symbols, which each run resolves. */
  readonly symbolic: boolean;
  /** Values without a user after this step. */
  readonly dying: readonly number[];
}

export interface Schedule {
  readonly size: number;
  readonly inputs: readonly { readonly at: number; readonly attrs: InputAttrs }[];
  /** Nodes without inputs that are no inputs of the program: constants, made once. */
  readonly constants: readonly Step[];
  readonly steps: readonly Step[];
  /** Fed values that no step uses. */
  readonly unused: readonly number[];
  readonly outputs: readonly { readonly name: string; readonly node: Node; readonly at: number }[];
}

export function schedule(p: Program): Schedule {
  const place = new Map(p.nodes.map((n, i) => [n, i]));
  const outputs = [...p.outputs].map(([name, node]) => ({ name, node, at: place.get(node)! }));
  const lasting = new Set(outputs.map(({ at }) => at));
  const lastUse = new Map<number, number>();
  p.nodes.forEach((n, i) => n.inputs.forEach((x) => lastUse.set(place.get(x)!, i)));
  const dying = new Map<number, number[]>();
  for (const [value, user] of lastUse)
    if (!lasting.has(value)) dying.set(user, [...(dying.get(user) ?? []), value]);
  const step = (node: Node, at: number): Step => ({
    node,
    at,
    inputs: node.inputs.map((x) => place.get(x)!),
    lower: rowOf(node.op.name).portable,
    symbolic: node.op.bind !== undefined || node.type.shape.some((d) => typeof d === 'string'),
    dying: dying.get(at) ?? [],
  });
  const inputs: { at: number; attrs: InputAttrs }[] = [];
  const constants: Step[] = [];
  const steps: Step[] = [];
  p.nodes.forEach((n, at) => {
    const attrs = inputAttrs(n);
    if (attrs) inputs.push({ at, attrs });
    else (n.inputs.length === 0 ? constants : steps).push(step(n, at));
  });
  return {
    size: p.nodes.length,
    inputs,
    constants,
    steps,
    unused: inputs.flatMap(({ at }) => (lastUse.has(at) || lasting.has(at) ? [] : [at])),
    outputs,
  };
}
