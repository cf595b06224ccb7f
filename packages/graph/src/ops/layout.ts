/** Ops that move elements without arithmetic; each stands beside its adjoint. */
import { type Dim, addDims, resolve, subDims } from '../dim.ts';
import { type Node, type Op, apply } from '../node.ts';
import {
  type Shape,
  type Type,
  ShapeError,
  count,
  numbers,
  sameShape,
  shape,
  show,
  sizeOf,
} from '../shape.ts';
import { stridesOf } from './broadcast.ts';

/** The same elements in another shape; its own adjoint. */
export const reshapeOp: Op<{ readonly to: Shape }> = {
  name: 'reshape',
  view: true,
  type([x], { to }) {
    if (sizeOf(x!.shape) !== sizeOf(to))
      throw new ShapeError(
        `reshape: ${show(x!)} has ${sizeOf(x!.shape)} elements, [${to}] has ${sizeOf(to)}.`,
      );
    return { shape: to, dtype: x!.dtype };
  },
  vjp: (g, { inputs: [x] }) => [reshape(g, x!.type.shape)],
  onnx(e, [x], _, { to }) {
    const symbolic = to.filter((d) => typeof d === 'string').length;
    // One unknown dimension follows from the others: ONNX writes it as -1.
    const target = symbolic <= 1 ? e.ints(to.map((d) => (typeof d === 'string' ? -1 : d))) : e.dims(to);
    return e.node('Reshape', [x!, target], { allowzero: 1 }); // a past may be empty
  },
  eval: ([x]) => x!.data,
  flops: () => 0,
};
export const reshape = (x: Node, dims: readonly Dim[]): Node => {
  const to = shape(dims);
  return sameShape(x.type.shape, to) ? x : apply(reshapeOp, [x], { to });
};

/** Axis i of the result is axis perm[i] of x; adjoint: the inverse permutation. */
export const transposeOp: Op<{ readonly perm: readonly number[] }> = {
  name: 'transpose',
  type([x], { perm }) {
    if (
      !sameShape(
        perm.toSorted((a, b) => a - b),
        x!.shape.map((_, i) => i),
      )
    )
      throw new ShapeError(`transpose: [${perm}] does not permute the axes of ${show(x!)}`);
    return { shape: shape(perm.map((p) => x!.shape[p]!)), dtype: x!.dtype };
  },
  vjp: (g, _, { perm }) => [
    transpose(
      g,
      perm.map((_p, i) => perm.indexOf(i)),
    ),
  ],
  onnx: (e, inputs, _, { perm }) => e.node('Transpose', inputs, { perm }),
  eval([x], out, { perm }) {
    const from = stridesOf(numbers(x!.type.shape));
    return gatherStrided(
      x!.data,
      numbers(out.shape),
      perm.map((p) => from[p]!),
      0,
    );
  },
  flops: () => 0,
};
export const transpose = (x: Node, perm: readonly number[]): Node =>
  perm.every((p, i) => p === i) ? x : apply(transposeOp, [x], { perm });

/** Size of an axis. */
function onAxis(op: string, x: Type, axis: number): Dim {
  const d = x.shape[axis];
  if (d === undefined) throw new ShapeError(`${op}: ${show(x)} has no axis ${axis}`);
  return d;
}

/** Elements start..end of one axis; adjoint: pad. */
export const sliceOp: Op<{ readonly axis: number; readonly start: Dim; readonly end: Dim }> = {
  name: 'slice',
  type([x], { axis, start, end }) {
    const size = onAxis('slice', x!, axis);
    const length = subDims(end, start);
    const inside = [start, end, size].every((d) => typeof d === 'number')
      ? Number(start) >= 0 && Number(end) <= Number(size) && Number(length) >= 0
      : true;
    if (!inside) throw new ShapeError(`slice: ${start}..${end} of axis ${axis} is not within ${show(x!)}`);
    return { shape: shape(x!.shape.with(axis, length)), dtype: x!.dtype };
  },
  vjp(g, { inputs: [x] }, { axis, start, end }) {
    return [pad(g, axis, start, subDims(x!.type.shape[axis]!, end))];
  },
  onnx: (e, [x], _, { axis, start, end }) =>
    e.node('Slice', [x!, e.dims([start]), e.dims([end]), e.ints([axis])]),
  eval([x], out, { axis, start }) {
    const from = stridesOf(numbers(x!.type.shape));
    return gatherStrided(x!.data, numbers(out.shape), from, Number(start) * from[axis]!);
  },
  flops: () => 0,
  bind: ({ axis, start, end }, env) => ({ axis, start: resolve(start, env), end: resolve(end, env) }),
};
export const slice = (x: Node, axis: number, start: Dim, end: Dim): Node =>
  start === 0 && end === x.type.shape[axis] ? x : apply(sliceOp, [x], { axis, start, end });

interface PadAttrs {
  readonly axis: number;
  readonly before: Dim;
  readonly after: Dim;
}
/** Zeros before and after along one axis; adjoint: slice. */
export const padOp: Op<PadAttrs> = {
  name: 'pad',
  type([x], { axis, before, after }) {
    const size = onAxis('pad', x!, axis);
    if (Number(before) < 0 || Number(after) < 0)
      throw new ShapeError(`pad: ${before} and ${after} of axis ${axis}: expected 0 or more; slice removes.`);
    return { shape: shape(x!.shape.with(axis, addDims(before, size, after))), dtype: x!.dtype };
  },
  vjp: (g, { inputs: [x] }, { axis, before }) => [
    slice(g, axis, before, addDims(before, x!.type.shape[axis]!)),
  ],
  onnx: (e, [x], { inputs: [n] }, { axis, before, after }) => {
    const edge = (d: Dim): Dim[] => n!.type.shape.map((_, i) => (i === axis ? d : 0));
    return e.node('Pad', [x!, e.dims([...edge(before), ...edge(after)])]);
  },
  eval([x], out, { axis, before }) {
    const y = new Float64Array(count(numbers(out.shape)));
    const to = stridesOf(numbers(out.shape));
    scatterStrided(x!.data, y, numbers(x!.type.shape), to, Number(before) * to[axis]!);
    return y;
  },
  flops: () => 0,
  bind: ({ axis, before, after }, env) => ({
    axis,
    before: resolve(before, env),
    after: resolve(after, env),
  }),
};
/**
 * Terms of a sum, in which pads that fill an axis without a gap or an overlap have become one concatenation: the gradient of something
 * that was cut into pieces.
 */
export function joinPads(terms: readonly Node[]): readonly Node[] {
  const pieces = terms.flatMap((node) => {
    if (node.op !== padOp) return [];
    const { axis, before } = node.attrs as PadAttrs;
    const [inner] = node.inputs as readonly [Node];
    const size = inner.type.shape[axis];
    return typeof before === 'number' && typeof size === 'number'
      ? [{ node, inner, axis, start: before, end: before + size }]
      : [];
  });
  const [first] = pieces;
  if (!first || pieces.length < 2) return terms;
  const { axis, node } = first;
  const inOrder = pieces.toSorted((a, b) => a.start - b.start);
  const fits = inOrder.every(
    (piece, i) =>
      piece.axis === axis && piece.start === (inOrder[i - 1]?.end ?? 0) && piece.start < piece.end,
  );
  if (!fits || inOrder.at(-1)!.end !== node.type.shape[axis]) return terms;
  const joined = new Set(pieces.map((piece) => piece.node));
  const whole = concat(
    inOrder.map(({ inner }) => inner),
    axis,
  );
  return [whole, ...terms.filter((term) => !joined.has(term))];
}
export const pad = (x: Node, axis: number, before: Dim, after: Dim): Node =>
  before === 0 && after === 0 ? x : apply(padOp, [x], { axis, before, after });

/** Tensors one after the other along one axis; adjoint: slices. */
export const concatOp: Op<{ readonly axis: number }> = {
  name: 'concat',
  type(xs, { axis }) {
    const [first] = xs;
    for (const x of xs) onAxis('concat', x, axis);
    for (const x of xs)
      if (x.dtype !== first!.dtype || !sameShape(x.shape.with(axis, 1), first!.shape.with(axis, 1)))
        throw new ShapeError(`concat: ${xs.map(show).join(', ')} must agree except on axis ${axis}`);
    return {
      shape: shape(first!.shape.with(axis, addDims(...xs.map((x) => x.shape[axis]!)))),
      dtype: first!.dtype,
    };
  },
  vjp(g, { inputs }, { axis }) {
    let end: Dim = 0;
    return inputs.map((x) => {
      const start = end;
      end = addDims(end, x.type.shape[axis]!);
      return slice(g, axis, start, end);
    });
  },
  onnx: (e, inputs, _, { axis }) => e.node('Concat', inputs, { axis }),
  eval(xs, out, { axis }) {
    const y = new Float64Array(count(numbers(out.shape)));
    const to = stridesOf(numbers(out.shape));
    let start = 0;
    for (const x of xs) {
      scatterStrided(x.data, y, numbers(x.type.shape), to, start * to[axis]!);
      start += numbers(x.type.shape)[axis]!;
    }
    return y;
  },
  flops: () => 0,
};
export const concat = (xs: readonly Node[], axis: number): Node =>
  xs.length === 1 ? xs[0]! : apply(concatOp, xs, { axis });

function walk(
  dims: readonly number[],
  strides: readonly number[],
  start: number,
  visit: (offset: number, i: number) => void,
): void {
  const total = count(dims);
  const at = dims.map(() => 0);
  let offset = start;
  for (let i = 0; i < total; i++) {
    visit(offset, i);
    for (let k = dims.length - 1; k >= 0; k--) {
      offset += strides[k]!;
      if (++at[k]! < dims[k]!) break;
      offset -= strides[k]! * dims[k]!;
      at[k] = 0;
    }
  }
}
function gatherStrided(
  src: Float64Array,
  dims: readonly number[],
  strides: readonly number[],
  start: number,
): Float64Array {
  const out = new Float64Array(count(dims));
  walk(dims, strides, start, (offset, i) => {
    out[i] = src[offset]!;
  });
  return out;
}
function scatterStrided(
  src: Float64Array,
  dst: Float64Array,
  dims: readonly number[],
  strides: readonly number[],
  start: number,
): void {
  walk(dims, strides, start, (offset, i) => {
    dst[offset] = src[i]!;
  });
}

export const layoutOps = {
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  pad: padOp,
  concat: concatOp,
};
