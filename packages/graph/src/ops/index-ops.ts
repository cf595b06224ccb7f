/** Reading and writing by index: gather ⇄ scatterAdd over rows, pick ⇄ spread along the last axis. */
import type { Dim } from '../dim.ts';
import { type Node, type Op, apply } from '../node.ts';
import { type Type, ShapeError, count, numbers, sameShape, shape, show } from '../shape.ts';

const integers = (op: string, ids: Type): void => {
  if (ids.dtype !== 'i32') throw new ShapeError(`${op}: indices must be i32, got ${show(ids)}`);
};
const floats = (op: string, x: Type): void => {
  if (x.dtype !== 'f32') throw new ShapeError(`${op}: expected f32, got ${show(x)}`);
};
function inRange(op: string, i: number, n: number): number {
  if (!(i >= 0 && i < n)) throw new RangeError(`${op}: index ${i} is outside 0..${n - 1}`);
  return i;
}

/** table [N, ..R], ids [..I] → [..I, ..R]: rows of the table. No gradient flows to ids. */
export const gatherOp: Op<null> = {
  name: 'gather',
  moves: true,
  type([table, ids]) {
    integers('gather', ids!);
    if (table!.shape.length === 0)
      throw new ShapeError(`gather: expected a table of rows, got ${show(table!)}`);
    return { shape: shape([...ids!.shape, ...table!.shape.slice(1)]), dtype: table!.dtype };
  },
  vjp: (g, { inputs: [table, ids] }) => [scatterAdd(g, ids!, table!.type.shape[0]!), null],
  onnx: (e, inputs) => e.node('Gather', inputs, { axis: 0 }),
  eval([table, ids], out) {
    const row = count(numbers(table!.type.shape).slice(1));
    const y = new Float64Array(count(numbers(out.shape)));
    ids!.data.forEach((id, i) => {
      const at = inRange('gather', id, Number(table!.type.shape[0])) * row;
      y.set(table!.data.subarray(at, at + row), i * row);
    });
    return y;
  },
  flops: () => 0,
};
export const gather = (table: Node, ids: Node): Node => apply(gatherOp, [table, ids], null);

/** updates [..I, ..R], ids [..I] → [N, ..R]: zeros with each update added to its row. Adjoint of gather. */
export const scatterAddOp: Op<{ readonly rows: Dim }> = {
  name: 'scatterAdd',
  type([updates, ids], { rows }) {
    integers('scatterAdd', ids!);
    floats('scatterAdd', updates!);
    const rank = ids!.shape.length;
    if (!sameShape(updates!.shape.slice(0, rank), ids!.shape))
      throw new ShapeError(`scatterAdd: ${show(updates!)} must begin with the shape of ${show(ids!)}`);
    return { shape: shape([rows, ...updates!.shape.slice(rank)]), dtype: 'f32' };
  },
  vjp: (g, { inputs: [, ids] }) => [gather(g, ids!), null],
  onnx(e, [updates, ids], node) {
    const zeros = e.node('ConstantOfShape', [e.dims(node.type.shape)]);
    const index = e.node('Cast', [e.node('Unsqueeze', [ids!, e.ints([-1])])], { to: 7 }); // 7: INT64, which ScatterND wants
    return e.node('ScatterND', [zeros, index, updates!], { reduction: 'add' });
  },
  eval([updates, ids], out) {
    const row = count(numbers(out.shape).slice(1));
    const y = new Float64Array(count(numbers(out.shape)));
    ids!.data.forEach((id, i) => {
      const at = inRange('scatterAdd', id, numbers(out.shape)[0]!) * row;
      for (let k = 0; k < row; k++) y[at + k]! += updates!.data[i * row + k]!;
    });
    return y;
  },
  flops: ([updates]) => count(numbers(updates!.shape)),
};
export const scatterAdd = (updates: Node, ids: Node, rows: Dim): Node =>
  apply(scatterAddOp, [updates, ids], { rows });

/** x [.., V], ids [..] → [..]: one element of each last-axis vector. */
export const pickOp: Op<null> = {
  name: 'pick',
  type([x, ids]) {
    integers('pick', ids!);
    floats('pick', x!);
    if (!sameShape(x!.shape.slice(0, -1), ids!.shape))
      throw new ShapeError(`pick: expected x [.., V] and ids [..], got ${show(x!)} and ${show(ids!)}`);
    return { shape: ids!.shape, dtype: 'f32' };
  },
  vjp: (g, { inputs: [x, ids] }) => [spread(g, ids!, x!.type.shape.at(-1)!), null],
  onnx(e, [x, ids], { inputs: [xs] }) {
    const index = e.node('Unsqueeze', [ids!, e.ints([-1])]);
    const picked = e.node('GatherElements', [x!, index], { axis: xs!.type.shape.length - 1 });
    return e.node('Squeeze', [picked, e.ints([-1])]);
  },
  eval([x, ids]) {
    const v = Number(x!.type.shape.at(-1));
    return Float64Array.from(ids!.data, (id, i) => x!.data[i * v + inRange('pick', id, v)]!);
  },
  flops: () => 0,
};
export const pick = (x: Node, ids: Node): Node => apply(pickOp, [x, ids], null);

/** g [..], ids [..] → [.., V]: each g at its index, zeros elsewhere. Adjoint of pick. */
export const spreadOp: Op<{ readonly size: Dim }> = {
  name: 'spread',
  type([g, ids], { size }) {
    integers('spread', ids!);
    floats('spread', g!);
    if (!sameShape(g!.shape, ids!.shape))
      throw new ShapeError(`spread: expected one number an index, got ${show(g!)} and ${show(ids!)}`);
    return { shape: shape([...g!.shape, size]), dtype: 'f32' };
  },
  vjp: (g, { inputs: [, ids] }) => [pick(g, ids!), null],
  onnx(e, [g, ids], node) {
    const zeros = e.node('ConstantOfShape', [e.dims(node.type.shape)]);
    const last = e.ints([-1]);
    const [index, update] = [ids!, g!].map((x) => e.node('Unsqueeze', [x, last]));
    return e.node('ScatterElements', [zeros, index!, update!], { axis: node.type.shape.length - 1 });
  },
  eval([g, ids], out) {
    const v = Number(out.shape.at(-1));
    const y = new Float64Array(count(numbers(out.shape)));
    ids!.data.forEach((id, i) => {
      y[i * v + inRange('spread', id, v)] = g!.data[i]!;
    });
    return y;
  },
  flops: () => 0,
};
export const spread = (g: Node, ids: Node, size: Dim): Node => apply(spreadOp, [g, ids], { size });

export const indexOps = { gather: gatherOp, scatterAdd: scatterAddOp, pick: pickOp, spread: spreadOp };
