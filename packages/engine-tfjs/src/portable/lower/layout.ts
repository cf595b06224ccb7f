/** Ops that move elements, sums and copies along axes, and constants. */
import { type Dim, numbers } from '@adaptbench/graph';
import {
  broadcastTo,
  concat,
  pad,
  reshape,
  slice,
  sum,
  tensor,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { dtypes } from '../dtypes.ts';
import type { Lowerings } from './call.ts';

type Layout = 'constant' | 'sumTo' | 'broadcastTo' | 'reshape' | 'transpose' | 'slice' | 'pad' | 'concat';

/** Axes over which a sum from one shape to another goes. */
function summedAxes(from: readonly number[], to: readonly Dim[]): number[] {
  const lead = from.length - to.length;
  return from.flatMap((d, i) => (i < lead || (to[i - lead] === 1 && d !== 1) ? [i] : []));
}

export const layout: Lowerings<Layout> = {
  constant: (_, { attrs: { type, data } }) => tensor(data, [...numbers(type.shape)], dtypes[type.dtype]),
  // A sum of nothing is whatever lies in wasm's memory.
  sumTo: ([x], { shape }) =>
    x!.size === 0 ? zeros(shape, x!.dtype) : reshape(sum(x!, summedAxes(x!.shape, shape)), shape),
  broadcastTo: ([x], { shape }) => broadcastTo(x!, shape),
  reshape: ([x], { shape }) => reshape(x!, shape),
  transpose: ([x], { attrs: { perm } }) => transpose(x!, [...perm]),
  slice([x], { attrs: { axis, start }, shape }) {
    const begin = shape.map((_d, i) => (i === axis ? Number(start) : 0));
    return slice(x!, begin, shape);
  },
  pad([x], { attrs: { axis, before, after }, shape }) {
    if (x!.size === 0) return zeros(shape, x!.dtype);
    const edges = x!.shape.map((_d, i): [number, number] =>
      i === axis ? [Number(before), Number(after)] : [0, 0],
    );
    return pad(x!, edges);
  },
  concat: (xs, { attrs: { axis } }) => concat([...xs], axis),
};
