/** Writing ONNX nodes: what an op's `onnx` may call. Equal numbers, dimensions and constants are written once. */
import { type Dim, type Emit, type OnnxAttribute, EngineError, numbers, terms } from '@adaptbench/graph';
import type { Lowerings } from './lowered.ts';
import { type AttributeProto, type NodeProto, type TensorProto, dataTypes } from './proto.ts';

/** Where a symbol's value is read at run time: axis `axis` of graph input `input`. */
export interface SymbolSource {
  readonly input: string;
  readonly axis: number;
}

export interface Emitter extends Emit {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  /** Names of the nodes that follow begin with `name`, so that an error leads back to the program's own node. */
  enter(name: string): void;
}

/** Attributes that ONNX declares as float: a whole number alone does not tell. */
const floats: ReadonlySet<string> = new Set(['alpha', 'beta', 'epsilon', 'gamma', 'scale', 'softcap']);
/** Longest constant that is compared by its content; longer ones are the same when they are the same array. */
const COMPARED_BYTES = 1024;

/** `lowerings`: node types that are written as others. */
export function emitter(symbols: ReadonlyMap<string, SymbolSource>, lowerings: Lowerings): Emitter {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const written = new Map<string, string>();
  const arrays = new Map<ArrayBufferView, string>();
  let scope = '%';
  let inScope = 0;

  const once = (key: string, write: () => string): string => {
    const known = written.get(key);
    if (known !== undefined) return known;
    const name = write();
    written.set(key, name);
    return name;
  };
  const initializer = (dims: readonly number[], dataType: number, raw: Uint8Array): string => {
    const name = `#${initializers.length}`;
    initializers.push({ name, dims, data_type: dataType, raw_data: raw });
    return name;
  };

  const node: Emit['node'] = (opType, inputs, attributes = {}) => {
    const lowered = lowerings.get(opType);
    if (lowered) return lowered(emit, inputs, attributes);
    const name = inScope === 0 ? scope : `${scope}.${inScope}`;
    inScope++;
    const [domain, type] = opType.includes(':') ? (opType.split(':') as [string, string]) : ['', opType];
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    nodes.push({ name, op_type: type, domain, input: inputs, output: [name], attribute });
    return name;
  };
  const ints: Emit['ints'] = (values) =>
    once(`ints ${values}`, () =>
      initializer([values.length], dataTypes.i64, bytesOf(BigInt64Array.from(values, BigInt))),
    );
  const symbol = (s: string): string =>
    once(`symbol ${s}`, () => {
      const source = symbols.get(s);
      if (!source)
        throw new EngineError(
          `dimension "${s}" cannot be read at run time: no fed input has an axis that is ${s} alone. Known are ${[...symbols.keys()].join(', ') || 'none'}; feed a tensor of that shape.`,
        );
      return node('Shape', [source.input], { start: source.axis, end: source.axis + 1 });
    });
  // A dimension is a polynomial: a sum of products, each an int64 vector of one element.
  const dim = (d: Dim): string =>
    typeof d === 'number'
      ? ints([d])
      : once(`dim ${d}`, () =>
          terms(d)
            .map(({ symbols: factors, coefficient }) =>
              [
                ...(coefficient === 1 && factors.length > 0 ? [] : [ints([coefficient])]),
                ...factors.map(symbol),
              ].reduce((a, b) => node('Mul', [a, b])),
            )
            .reduce((a, b) => node('Add', [a, b])),
        );
  const dims: Emit['dims'] = (ds) => {
    if (ds.every((d) => typeof d === 'number')) return ints(ds);
    return once(`dims ${ds.join()}`, () =>
      ds.length === 1 ? dim(ds[0]!) : node('Concat', ds.map(dim), { axis: 0 }),
    );
  };
  const tensor: Emit['tensor'] = (type, data) => {
    const shape = numbers(type.shape);
    const raw = bytesOf(data);
    const write = (): string => initializer(shape, dataTypes[type.dtype], raw);
    if (raw.byteLength <= COMPARED_BYTES)
      return once(`${type.dtype} [${shape}] ${Buffer.from(raw).toString('base64')}`, write);
    const known = arrays.get(data) ?? write();
    arrays.set(data, known);
    return known;
  };
  const emit: Emitter = {
    nodes,
    initializers,
    node,
    ints,
    dims,
    tensor,
    enter(name) {
      scope = name;
      inScope = 0;
    },
  };
  return emit;
}

const bytesOf = (v: ArrayBufferView): Uint8Array => new Uint8Array(v.buffer, v.byteOffset, v.byteLength);

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  if (typeof value !== 'number') return { name, type: 7, ints: value };
  return floats.has(name) || !Number.isInteger(value)
    ? { name, type: 1, f: value }
    : { name, type: 2, i: value };
}
