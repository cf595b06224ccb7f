/**
 * What products take in with them. Gemm scales its result and adds to it as it writes it, and onnxruntime's FusedMatMul reads a side with
 * its last two axes swapped; as nodes of their own, scales, sums and swaps pass over memory once more each. onnxruntime's own rewriting
 * merges a swap with the transposition of heads before it, and moves single numbers then (240 µs instead of 20 for 320 × 160).
 */
import { type Shape, sameShape } from '@adaptbench/graph';
import { needed } from './needed.ts';
import { type AttributeProto, type NodeProto, type TensorProto, dataTypes } from './proto.ts';

export interface Nodes {
  /** In an order in which they can run. */
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
  /** Of values whose shapes are known, by name. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Values that are wanted by name. */
  readonly kept: ReadonlySet<string>;
}

/** The nodes that give the `kept` values, fewer than before. `swaps`: whether the device has FusedMatMul. */
export function fused(all: Nodes, swaps: boolean): NodeProto[] {
  const passes = [...(swaps ? [swapsIntoProducts] : []), scalesAfter, scalesBefore, sums, squares, reshapes];
  return passes.reduce(
    (nodes, pass) => needed(pass({ ...all, nodes }), [...all.kept], new Set()),
    [...all.nodes],
  );
}

/** Nodes by the values that they write and read. */
function indexed(nodes: readonly NodeProto[]) {
  const writer = new Map<string, number>();
  const readers = new Map<string, number[]>();
  nodes.forEach(({ input, output }, i) => {
    for (const y of output) writer.set(y, i);
    for (const x of input) {
      const before = readers.get(x);
      if (before) before.push(i);
      else readers.set(x, [i]);
    }
  });
  return { writer, readers: (value: string): readonly number[] => readers.get(value) ?? [] };
}

const attribute = (n: NodeProto, name: string): AttributeProto | undefined =>
  n.attribute.find((a) => a.name === name);
const isGemm = (n: NodeProto): boolean => n.op_type === 'Gemm';
/** One that nothing is added to yet. */
const isBare = (n: NodeProto): boolean => isGemm(n) && n.input.length === 2;

/** MatMul of swapped sides → FusedMatMul of the sides as they lie. */
function swapsIntoProducts({ nodes }: Nodes): NodeProto[] {
  const { writer } = indexed(nodes);
  const unswapped = (value: string): string | null => {
    const n = nodes[writer.get(value) ?? -1];
    return n?.op_type === 'Transpose' && swapsLast(attribute(n, 'perm')?.ints ?? []) ? n.input[0]! : null;
  };
  return nodes.map((n) => {
    if (n.op_type !== 'MatMul') return n;
    const sides = n.input.map(unswapped);
    if (sides.every((side) => side === null)) return n;
    const [transA, transB] = sides.map((side) => Number(side !== null)) as [number, number];
    return {
      ...n,
      op_type: 'FusedMatMul',
      domain: 'com.microsoft',
      input: n.input.map((x, k) => sides[k] ?? x),
      attribute: [
        { name: 'transA', type: 2, i: transA },
        { name: 'transB', type: 2, i: transB },
      ],
    };
  });
}

const swapsLast = (perm: readonly number[]): boolean =>
  perm.length >= 2 &&
  perm.slice(0, -2).every((p, i) => p === i) &&
  perm.at(-1) === perm.length - 2 &&
  perm.at(-2) === perm.length - 1;

/** The constant factor of a Mul and what it scales; null for any other node. */
function scaled(
  n: NodeProto,
  scalars: ReadonlyMap<string, number>,
): { readonly factor: number; readonly value: string } | null {
  if (n.op_type !== 'Mul') return null;
  const at = n.input.findIndex((x) => scalars.has(x));
  return at < 0 ? null : { factor: scalars.get(n.input[at]!)!, value: n.input[1 - at]! };
}

const scalarsOf = (constants: readonly TensorProto[]): ReadonlyMap<string, number> =>
  new Map(
    constants.flatMap(({ name, dims, data_type: type, raw_data: raw }) =>
      dims.length === 0 && type === dataTypes.f32 && raw
        ? [[name, new DataView(raw.buffer, raw.byteOffset).getFloat32(0, true)]]
        : [],
    ),
  );

const withAlpha = (n: NodeProto, factor: number): NodeProto => ({
  ...n,
  attribute: [
    ...n.attribute.filter(({ name }) => name !== 'alpha'),
    { name: 'alpha', type: 1, f: (attribute(n, 'alpha')?.f ?? 1) * factor },
  ],
});

/** k · (x y) → the product with α = k. */
function scalesAfter({ nodes, constants, kept }: Nodes): NodeProto[] {
  const scalars = scalarsOf(constants);
  const { writer, readers } = indexed(nodes);
  const list = [...nodes];
  nodes.forEach((n, i) => {
    const s = scaled(n, scalars);
    const product = s && list[writer.get(s.value) ?? -1];
    if (!product || !isBare(product) || kept.has(s.value) || readers(s.value).length !== 1) return;
    list[i] = { ...withAlpha(product, s.factor), output: n.output };
  });
  return list;
}

/** (k · x) y → the product with α = k, where nothing but products reads what was scaled. */
function scalesBefore({ nodes, constants, kept }: Nodes): NodeProto[] {
  const scalars = scalarsOf(constants);
  const { readers } = indexed(nodes);
  const list = [...nodes];
  for (const n of nodes) {
    const s = scaled(n, scalars);
    const y = n.output[0]!;
    if (!s || kept.has(y) || !readers(y).every((i) => isBare(nodes[i]!))) continue;
    for (const i of readers(y)) {
      const at = list[i]!.input.indexOf(y);
      list[i] = { ...withAlpha(list[i]!, s.factor), input: list[i]!.input.with(at, s.value) };
    }
  }
  return list;
}

/** x y + c → Gemm(x, y, c). */
function sums({ nodes, shapes, kept }: Nodes): NodeProto[] {
  const { writer, readers } = indexed(nodes);
  const list = [...nodes];
  nodes.forEach((n, i) => {
    const shape = shapes.get(n.output[0]!);
    if (n.op_type !== 'Add' || shape?.length !== 2) return;
    const at = n.input.findIndex((x, k) => {
      const product = list[writer.get(x) ?? -1];
      const own = shapes.get(x);
      const other = shapes.get(n.input[1 - k]!);
      return (
        product !== undefined &&
        isBare(product) &&
        !kept.has(x) &&
        readers(x).length === 1 &&
        own !== undefined &&
        sameShape(own, shape) &&
        other !== undefined
      );
    });
    if (at < 0) return;
    const product = list[writer.get(n.input[at]!)!]!;
    list[i] = { ...product, input: [...product.input, n.input[1 - at]!], output: n.output };
  });
  return list;
}

/** A reshape of a reshape → the last one. */
function reshapes({ nodes }: Nodes): NodeProto[] {
  const { writer } = indexed(nodes);
  const list = [...nodes];
  nodes.forEach((n, i) => {
    if (n.op_type !== 'Reshape') return;
    const before = list[writer.get(n.input[0]!) ?? -1];
    if (before?.op_type === 'Reshape') list[i] = { ...n, input: [before.input[0]!, n.input[1]!] };
  });
  return list;
}

/** Σ x · x → ReduceSumSquare. */
function squares({ nodes, kept }: Nodes): NodeProto[] {
  const { writer, readers } = indexed(nodes);
  return nodes.map((n) => {
    const [x] = n.input;
    const square = nodes[writer.get(x ?? '') ?? -1];
    const isSquare = square?.op_type === 'Mul' && square.input[0] === square.input[1];
    if (n.op_type !== 'ReduceSum' || !isSquare || kept.has(x!) || readers(x!).length !== 1) return n;
    return { ...n, op_type: 'ReduceSumSquare', input: [square.input[0]!, ...n.input.slice(1)] };
  });
}
