import { expect, it } from 'vitest';
import { apply } from './node.ts';
import {
  type Node,
  type Op,
  add,
  f32,
  grad,
  input,
  interpret,
  linear,
  matmul,
  minimum,
  mul,
  program,
  relu,
  slice,
  sumAll,
  tanh,
  vjp,
} from './index.ts';

const frozen = (k: string): Node => input(k, f32(3, 3), 'frozen');
/** `below` frozen layers, a trained one, and `above` frozen layers. */
function tower(below: number, above: number): { loss: Node; trained: Node } {
  const trained = input('trained', f32(3, 3), 'param');
  let x = input('x', f32(2, 3));
  for (let i = 0; i < below; i++) x = tanh(linear(x, frozen(`below${i}`), null, 'oi'));
  x = tanh(linear(x, trained, null, 'oi'));
  for (let i = 0; i < above; i++) x = tanh(linear(x, frozen(`above${i}`), null, 'oi'));
  return { loss: sumAll(x), trained };
}
/** Nodes that the gradient adds to the forward pass, by op. */
function added(below: number, above: number): string[] {
  const { loss, trained } = tower(below, above);
  const forward = new Set(program({ loss }).nodes);
  const [d] = grad(loss, [trained]);
  return program({ d: d! })
    .nodes.filter((n) => !forward.has(n))
    .map((n) => n.op.name);
}

it('costs nothing below the lowest trained tensor, and no gradient of frozen weights above it', () => {
  expect(added(0, 0).length).toBe(added(9, 0).length);
  const products = (below: number, above: number): number =>
    added(below, above).filter((name) => name === 'matmul').length;
  expect(products(5, 0)).toBe(1); // of the trained weight itself
  expect(products(5, 3)).toBe(1 + 3); // and one a layer to come down
});

it('gives null for what the output does not depend on', () => {
  const [x, y] = [input('x', f32(2)), input('y', f32(2))];
  expect(grad(sumAll(x), [y])).toEqual([null]);
});

it('adds up the gradients of a node that is used several times', () => {
  const x = input('x', f32(2));
  const [d] = grad(sumAll(add(mul(x, x), add(x, x))), [x]);
  const out = interpret(program({ d: d! }), { x: { shape: [2], data: [3, -1] } });
  expect([...out.get('d')!.data]).toEqual([8, 0]); // 2x + 2
});

it.each([0, 2])('refuses a rule that gives %i gradients for one input', (n) => {
  const x = input('x', f32(2));
  const odd: Op = { ...tanh(x).op, vjp: (g) => Array.from({ length: n }, () => g) };
  expect(() => grad(sumAll(apply(odd, [x], tanh(x).attrs)), [x])).toThrow(
    `internal: the gradient of tanh gives ${n} gradients for 1 inputs`,
  );
});

it('gives the gradient of an output with respect to itself', () => {
  const x = input('x', f32(2));
  const g = input('g', f32(2));
  expect(vjp(x, g, [x])).toEqual([g]);
});

it('takes one side at a kink: relu none at 0, minimum y at a tie', () => {
  const [x, y] = [input('x', f32(1)), input('y', f32(1))];
  const at = (out: Node, feeds: Record<string, number>): number[] => {
    const ds = grad(sumAll(out), [x, y]).map((d) => d ?? x);
    const fed = Object.fromEntries(Object.entries(feeds).map(([k, v]) => [k, { shape: [1], data: [v] }]));
    return ds.map((d) => interpret(program({ d, x, y }), fed).get('d')!.data[0]!);
  };
  expect(at(add(relu(x), y), { x: 0, y: 5 })).toEqual([0, 1]);
  expect(at(minimum(x, y), { x: 2, y: 2 })).toEqual([0, 1]);
});

it('flows through both readings of one weight', () => {
  const w = input('w', f32(2, 2));
  const [d] = grad(sumAll(matmul(w, w, { transB: true })), [w]);
  const out = interpret(program({ d: d! }), { w: { shape: [2, 2], data: [1, 2, 3, 4] } });
  expect([...out.get('d')!.data]).toEqual([8, 12, 8, 12]); // 2 · 1 (column sums of w)
});

it('joins the gradients of pieces that make up the whole, and only of those', () => {
  const x = input('x', f32(2, 3));
  const piece = (start: number, end: number): Node => slice(x, 1, start, end);
  const slope = (y: Node): { ops: string[]; values: number[] } => {
    const [d] = grad(sumAll(y), [x]);
    const p = program({ d: d! });
    const out = interpret(p, { x: { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] } });
    return { ops: p.nodes.map((n) => n.op.name), values: [...out.get('d')!.data] };
  };
  const [low, high] = [piece(0, 1), piece(1, 3)];
  const square = (y: Node): Node => sumAll(mul(y, y));
  const whole = slope(add(square(high), square(low)));
  expect(whole.values).toEqual([2, 4, 6, 8, 10, 12]); // 2x
  expect(whole.ops).toContain('concat');
  expect(whole.ops).not.toContain('pad');
  // What is used whole besides is added.
  expect(slope(add(add(square(high), square(low)), sumAll(x))).values).toEqual([3, 5, 7, 9, 11, 13]);
  // A gap, an overlap, the other axis too.
  expect(slope(square(high)).values).toEqual([0, 4, 6, 0, 10, 12]);
  expect(slope(add(square(high), square(piece(0, 2)))).values).toEqual([2, 8, 6, 8, 20, 12]);
  const row = slice(x, 0, 0, 1);
  expect(slope(add(add(square(high), square(low)), square(row))).values).toEqual([4, 8, 12, 8, 10, 12]);
});
