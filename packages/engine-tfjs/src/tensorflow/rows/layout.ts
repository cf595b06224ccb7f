/** Ops that move elements, sums and copies along axes, reading and writing by index, and constants. */
import { type Dim, type Node, type Shape, numbers } from '@adaptbench/graph';
import { type Emit, typeAttribute } from '../emit.ts';
import type { Rows } from './row.ts';

type Layout =
  | 'constant'
  | 'sumTo'
  | 'broadcastTo'
  | 'reshape'
  | 'transpose'
  | 'slice'
  | 'pad'
  | 'concat'
  | 'gather'
  | 'scatterAdd'
  | 'pick'
  | 'spread';

const i32 = typeAttribute('i32');
const typed = ({ type }: Node) => ({ T: typeAttribute(type.dtype) });

function reshaped(e: Emit, x: string, node: Node, to: readonly Dim[]): string {
  return e.node('Reshape', [x, e.dims(to)], { ...typed(node), Tshape: i32 });
}
const axisAdded = (e: Emit, x: string, axis: number, dtype: 'f32' | 'i32'): string =>
  e.node('ExpandDims', [x, e.ints([axis], [])], { T: typeAttribute(dtype), Tdim: i32 });

/** Axes over which a sum from one shape to another goes. */
function summedAxes(from: Shape, to: Shape): number[] {
  const lead = from.length - to.length;
  return from.flatMap((d, i) => (i < lead || (to[i - lead] === 1 && d !== 1) ? [i] : []));
}

export const layout: Rows<Layout> = {
  constant: (e, _, __, { type, data }) => e.tensor(type.dtype, numbers(type.shape), data),
  sumTo(e, [x], node, { to }) {
    const axes = e.ints(summedAxes(node.inputs[0]!.type.shape, to));
    const sum = e.node('Sum', [x!, axes], { ...typed(node), Tidx: i32, keep_dims: { b: false } });
    return reshaped(e, sum, node, to);
  },
  broadcastTo: (e, [x], node, { to }) =>
    e.node('BroadcastTo', [x!, e.dims(to)], { ...typed(node), Tidx: i32 }),
  reshape: (e, [x], node, { to }) => reshaped(e, x!, node, to),
  transpose: (e, [x], node, { perm }) =>
    e.node('Transpose', [x!, e.ints(perm)], { ...typed(node), Tperm: i32 }),
  slice(e, [x], node, { axis, start }) {
    const begin = e.dims(node.type.shape.map((_d, i) => (i === axis ? start : 0)));
    return e.node('Slice', [x!, begin, e.dims(node.type.shape)], { ...typed(node), Index: i32 });
  },
  pad(e, [x], node, { axis, before, after }) {
    const edges = node.type.shape.flatMap((_d, i) => (i === axis ? [before, after] : [0, 0]));
    return e.node('Pad', [x!, e.dims(edges, [node.type.shape.length, 2])], {
      ...typed(node),
      Tpaddings: i32,
    });
  },
  concat: (e, xs, node, { axis }) =>
    e.node('ConcatV2', [...xs, e.ints([axis], [])], { ...typed(node), N: { i: xs.length }, Tidx: i32 }),
  gather: (e, [table, ids], node) =>
    e.node('GatherV2', [table!, ids!, e.ints([0], [])], {
      Tparams: typed(node).T,
      Tindices: i32,
      Taxis: i32,
    }),
  scatterAdd(e, [updates, ids], node) {
    // A single update is a list of one: the kernel knows no scalar indices.
    const single = node.inputs[1]!.type.shape.length === 0;
    const listed = (x: string, dtype: 'f32' | 'i32'): string => (single ? axisAdded(e, x, 0, dtype) : x);
    const index = axisAdded(e, listed(ids!, 'i32'), -1, 'i32');
    return e.node('ScatterNd', [index, listed(updates!, 'f32'), e.dims(node.type.shape)], {
      ...typed(node),
      Tindices: i32,
    });
  },
  // x [n, V] laid flat: element i V + id, so that one kernel does it
  pick(e, [x, ids], node) {
    const axis = node.type.shape.length;
    return e.node('GatherV2', [x!, ids!, e.ints([axis], [])], {
      Tparams: typed(node).T,
      Tindices: i32,
      Taxis: i32,
      batch_dims: { i: axis },
    });
  },
  spread(e, [g, ids], node) {
    const size = e.dims([node.type.shape.at(-1)!], []);
    const ones = e.node('OneHot', [ids!, size, e.float(1), e.float(0)], {
      ...typed(node),
      TI: i32,
      axis: { i: -1 },
    });
    return e.typed('Mul', [axisAdded(e, g!, -1, 'f32'), ones], 'f32');
  },
};
