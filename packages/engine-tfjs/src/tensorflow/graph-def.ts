/** A program as a TensorFlow graph: what one call of the library runs, with the order, the fusions and the memory left to it. */
import { type Node, type Program, inputAttrs } from '@adaptbench/graph';
import { type SizeInput, emitter, placeholder, typeAttribute } from '../nodes/emit.ts';
import type { NodeDef } from '../nodes/proto.ts';
import { rowOf } from '../ops/index.ts';

export interface GraphDef {
  readonly nodes: readonly NodeDef[];
  /** The node of each named input. */
  readonly inputs: readonly { readonly name: string; readonly node: string }[];
  readonly sizes: readonly SizeInput[];
  readonly outputs: readonly { readonly name: string; readonly node: string }[];
}

/** Nodes are called by number and op: `n12.mul` is line `%12 = mul(…)` of the printed program. */
export function graphDef(p: Program): GraphDef {
  const emit = emitter();
  const names = new Map<Node, string>();
  const inputs: { name: string; node: string }[] = [];
  p.nodes.forEach((n, i) => {
    emit.enter(`n${i}.${n.op.name}`);
    const attrs = inputAttrs(n);
    if (attrs) {
      const node = `i${inputs.length}`;
      inputs.push({ name: attrs.name, node });
      emit.nodes.push(placeholder(node, attrs.type));
      names.set(n, node);
    } else {
      const args = n.inputs.map((x) => names.get(x)!);
      names.set(n, rowOf(n.op.name).tensorflow(emit, args, n, n.attrs));
    }
  });
  const outputs = [...p.outputs].map(([name, n], i) => {
    const attr = { T: typeAttribute(n.type.dtype) };
    emit.nodes.push({ name: `o${i}`, op: 'Identity', input: [names.get(n)!], attr });
    return { name, node: `o${i}` };
  });
  return { nodes: emit.nodes, inputs, sizes: emit.sizes, outputs };
}
