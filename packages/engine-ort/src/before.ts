/**
 * What a device computes too roughly, of what is fed alone (cosines and sines of positions), is cut off a model: the processor computes
 * it before a run, and the device is fed with the results. Within the run it would cost a copy to the host, a wait and a copy back.
 */
import { needed } from './needed.ts';
import { type ModelProto, type NodeProto, type ValueInfoProto, dataTypes } from './proto.ts';

export interface CutModel {
  /** For the processor; null where nothing was cut off. */
  readonly before: ModelProto | null;
  /** For the device: the results of `before` are among its inputs. */
  readonly main: ModelProto;
}

/** `rough`: types of nodes that give f32; `given`: inputs that every run brings from the processor's memory, and constants. */
export function cutBefore(
  model: ModelProto,
  rough: ReadonlySet<string>,
  given: ReadonlySet<string>,
): CutModel {
  const { graph } = model;
  const outputs = graph.output.map(({ name }) => name);
  const cuttable = cuttableValues(graph.node, rough, given, new Set(outputs));
  if (cuttable.size === 0) return { before: null, main: model };
  const main = needed(graph.node, outputs, cuttable);
  const read = inputsOf(main);
  const cut = [...cuttable].filter((value) => read.has(value));
  const before = needed(graph.node, cut, new Set());
  const values = cut.map((name): ValueInfoProto => ({
    name,
    type: { tensor_type: { elem_type: dataTypes.f32 } },
  }));
  return {
    before: part(model, before, graph.input, values),
    main: part(model, main, [...graph.input, ...values], graph.output),
  };
}

const inputsOf = (nodes: readonly NodeProto[]): ReadonlySet<string> => new Set(nodes.flatMap((n) => n.input));

/** Values of rough nodes that follow from `given` alone. An output of the program stays where it is. */
function cuttableValues(
  nodes: readonly NodeProto[],
  rough: ReadonlySet<string>,
  given: ReadonlySet<string>,
  outputs: ReadonlySet<string>,
): Set<string> {
  const follows = new Set(given);
  const cuttable = new Set<string>();
  for (const { op_type: type, input, output } of nodes) {
    if (!input.every((x) => follows.has(x))) continue;
    for (const y of output) {
      follows.add(y);
      if (rough.has(type) && !outputs.has(y)) cuttable.add(y);
    }
  }
  return cuttable;
}

/** Only inputs and constants that the nodes read, or that are outputs themselves. */
function part(
  model: ModelProto,
  node: readonly NodeProto[],
  input: readonly ValueInfoProto[],
  output: readonly ValueInfoProto[],
): ModelProto {
  const read = inputsOf(node);
  const written = new Set(node.flatMap((n) => n.output));
  return {
    ...model,
    graph: {
      ...model.graph,
      node,
      input: input.filter(({ name }) => read.has(name)),
      initializer: model.graph.initializer.filter(({ name }) => read.has(name)),
      output,
      value_info: model.graph.value_info.filter(({ name }) => written.has(name)),
    },
  };
}
