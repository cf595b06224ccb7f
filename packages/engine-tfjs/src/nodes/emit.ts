/** Writing TensorFlow nodes. Equal numbers are written once; dimensions that only a run knows are inputs of the graph. */
import { type DType, type Dim, type Type } from '@adaptbench/graph';
import { type Attribute, type NodeDef, type ShapeProto, dataTypes } from './proto.ts';

/** An i32 input that tells a run's sizes. */
export interface SizeInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dims: readonly Dim[];
}

export interface Emit {
  /** Adds a node and gives back its (first) output's name. */
  node(op: string, inputs: readonly string[], attr: Readonly<Record<string, Attribute>>): string;
  /** A node whose only attribute is its number type. */
  typed(op: string, inputs: readonly string[], dtype: DType): string;
  /** An i32 tensor; a vector unless told. */
  ints(values: readonly number[], shape?: readonly number[]): string;
  /** The run's values of dimensions as an i32 tensor; a vector unless told. */
  dims(dims: readonly Dim[], shape?: readonly number[]): string;
  /** A number. */
  float(x: number): string;
  tensor(type: DType, shape: readonly number[], data: Float32Array | Int32Array): string;
}

export interface Emitter extends Emit {
  readonly nodes: NodeDef[];
  readonly sizes: SizeInput[];
  /** Names of the nodes that follow begin with `name`, so that an error leads back to the program's own node. */
  enter(name: string): void;
}

export const typeAttribute = (dtype: keyof typeof dataTypes): Attribute => ({ type: dataTypes[dtype] });
const shapeProto = (dims: readonly Dim[]): ShapeProto => ({
  dim: dims.map((d) => ({ size: typeof d === 'number' ? d : -1 })),
});
export const placeholder = (name: string, { dtype, shape }: Type): NodeDef => ({
  name,
  op: 'Placeholder',
  input: [],
  attr: { dtype: typeAttribute(dtype), shape: { shape: shapeProto(shape) } },
});

export function emitter(): Emitter {
  const nodes: NodeDef[] = [];
  const sizes: SizeInput[] = [];
  const written = new Map<string, string>();
  let scope = 'n';
  let inScope = 0;
  const once = (key: string, write: () => string): string => {
    const name = written.get(key) ?? write();
    written.set(key, name);
    return name;
  };
  const node: Emit['node'] = (op, input, attr) => {
    const name = inScope === 0 ? scope : `${scope}.${inScope}`;
    inScope++;
    nodes.push({ name, op, input, attr });
    return name;
  };
  const tensor: Emit['tensor'] = (dtype, shape, data) => {
    const name = `c${nodes.length}`;
    const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const value = { dtype: dataTypes[dtype], shape: shapeProto(shape), content };
    nodes.push({
      name,
      op: 'Const',
      input: [],
      attr: { dtype: typeAttribute(dtype), value: { tensor: value } },
    });
    return name;
  };
  const ints: Emit['ints'] = (values, shape = [values.length]) =>
    once(`ints [${shape}] ${values}`, () => tensor('i32', shape, Int32Array.from(values)));
  return {
    nodes,
    sizes,
    node,
    tensor,
    ints,
    typed: (op, inputs, dtype) => node(op, inputs, { T: typeAttribute(dtype) }),
    float: (x) => once(`float ${x}`, () => tensor('f32', [], Float32Array.of(x))),
    dims(dims, shape = [dims.length]) {
      if (dims.every((d) => typeof d === 'number')) return ints(dims, shape);
      return once(`dims [${shape}] ${dims.join()}`, () => {
        const name = `d${sizes.length}`;
        sizes.push({ name, shape, dims });
        nodes.push({
          name,
          op: 'Placeholder',
          input: [],
          attr: { dtype: typeAttribute('i32'), shape: { shape: shapeProto(shape) } },
        });
        return name;
      });
    },
    enter(name) {
      scope = name;
      inScope = 0;
    },
  };
}
