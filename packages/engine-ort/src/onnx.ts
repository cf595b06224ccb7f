/** A program as an ONNX model (opset 21). Node `%12.add` of the model is line `%12 = add(…)` of the printed program. */
import { type Dim, type Node, type Program, type Type, inputAttrs } from '@adaptbench/graph';
import { type Emitter, type SymbolSource, emitter } from './emit.ts';
import { fused } from './fused.ts';
import type { Dialect } from './lowered.ts';
import {
  type DimensionProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  dataTypes,
} from './proto.ts';

/** The name of a program's output in the model; inputs keep their own names, and a train step's outputs are called like its inputs. */
export const outputName = (name: string): string => `out:${name}`;

/** `frozen` are the initializers of the frozen inputs. */
export function onnxModel(p: Program, frozen: readonly TensorProto[], dialect: Dialect): ModelProto {
  const emit = emitter(symbolSources(p), dialect.lowerings);
  const names = new Map<Node, string>();
  const halves = new Set(frozen.flatMap(({ name, data_type: t }) => (t === dataTypes.f16 ? [name] : [])));
  p.nodes.forEach((n, i) => {
    emit.enter(`%${i}.${n.op.name}`);
    const attrs = inputAttrs(n);
    if (attrs) {
      names.set(n, attrs.name);
      return;
    }
    const given = n.inputs.map((x) => names.get(x)!);
    const isHalf = given.map((name) => halves.has(name));
    // A cast for each use: one for several would keep a float32 copy of the weight alive between them.
    const cast = (name: string): string => emit.node('Cast', [name], { to: dataTypes.f32 });
    const movesHalves = n.op.moves === true && isHalf[0]!;
    const beside = given.findIndex((_, k) => !isHalf[k]);
    const late = (name: string, k: number): string =>
      beside < 0 ? name : after(emit, name, n.inputs[k]!.type.shape, given[beside]!);
    const taken = movesHalves ? given : given.map((name, k) => (isHalf[k] ? cast(late(name, k)) : name));
    const result = n.op.onnx(emit, taken, n, n.attrs);
    names.set(n, movesHalves ? cast(result) : result);
  });
  const outputs = new Map([...p.outputs].map(([name, n]) => [name, names.get(n)!]));
  const merged = fused(
    {
      nodes: emit.nodes,
      constants: emit.initializers,
      shapes: new Map([...names].map(([n, name]) => [name, n.type.shape])),
      kept: new Set(outputs.values()),
    },
    dialect.fusedMatMul,
  );
  const nodes = named(merged, outputs);
  return {
    ir_version: 10,
    producer_name: 'adaptbench',
    opset_import: [
      { domain: '', version: 21 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'program',
      node: nodes,
      initializer: [...frozen, ...emit.initializers],
      input: [...p.inputs.values()]
        .filter(({ role }) => role !== 'frozen')
        .map(({ name, type }) => valueInfo(name, type)),
      output: [...p.outputs].map(([name, n]) => valueInfo(outputName(name), n.type)),
      value_info: between(nodes, names),
    },
  };
}

/**
 * From so many nodes on shapes are told. Of fewer the search takes less than 0.1 s, and a step of the embedded model's 678 is 2 to 4 %
 * slower with them: buffers that are kept for one shape take more of the cache than memory that is given out anew.
 */
const MANY = 1000;

/**
 * Shapes of what nodes write. onnxruntime gives a buffer to a later value of the same shape, and without shapes it compares each value in
 * vain with all buffers that are free: of a training step with 30 layers for three seconds.
 */
function between(nodes: readonly NodeProto[], names: ReadonlyMap<Node, string>): ValueInfoProto[] {
  if (nodes.length < MANY) return [];
  const types = new Map([...names].map(([n, name]) => [name, n.type]));
  return nodes.flatMap(({ output }) =>
    output.flatMap((name) => {
      const type = types.get(name);
      return type === undefined ? [] : [valueInfo(name, type)];
    }),
  );
}

/** The tensor `name`, to be read only once `other` is there: its shape depends on it in form, through a zero. */
function after(emit: Emitter, name: string, shape: readonly Dim[], other: string): string {
  const rows = emit.node('Shape', [other], { start: 0, end: 1 });
  const zero = emit.node('Sub', [rows, rows]);
  return emit.node('Reshape', [name, emit.node('Add', [emit.dims(shape), zero])]);
}

/** Symbols that stand alone as an axis of something fed. */
function symbolSources(p: Program): ReadonlyMap<string, SymbolSource> {
  const sources = new Map<string, SymbolSource>();
  for (const { name, role, type } of p.inputs.values())
    if (role !== 'frozen')
      type.shape.forEach((d, axis) => {
        if (typeof d === 'string' && !/[*+]/.test(d) && !sources.has(d))
          sources.set(d, { input: name, axis });
      });
  return sources;
}

/**
 * Gives outputs their names by renaming what the last node writes: an Identity would copy. Only a value that no node writes (an
 * input, a constant) or that is already an output gets one.
 */
function named(nodes: readonly NodeProto[], outputs: ReadonlyMap<string, string>): NodeProto[] {
  const written = new Set(nodes.flatMap((n) => n.output));
  const renamed = new Map<string, string>();
  const copies: NodeProto[] = [];
  for (const [name, value] of outputs) {
    const output = outputName(name);
    if (written.has(value) && !renamed.has(value)) renamed.set(value, output);
    else
      copies.push({
        name: output,
        op_type: 'Identity',
        domain: '',
        input: [value],
        output: [output],
        attribute: [],
      });
  }
  const rename = (values: readonly string[]): string[] => values.map((x) => renamed.get(x) ?? x);
  return [...nodes, ...copies].map((n) => ({ ...n, input: rename(n.input), output: rename(n.output) }));
}

const dimension = (d: Dim): DimensionProto => (typeof d === 'number' ? { dim_value: d } : { dim_param: d });
const valueInfo = (name: string, { dtype, shape }: Type): ValueInfoProto => ({
  name,
  type: { tensor_type: { elem_type: dataTypes[dtype], shape: { dim: shape.map(dimension) } } },
});
