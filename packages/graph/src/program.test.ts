import { expect, it } from 'vitest';
import {
  bindSymbols,
  constant,
  f32,
  gather,
  grad,
  i32,
  input,
  interpret,
  matmul,
  mul,
  print,
  program,
  scale,
  shape,
  slice,
  sumAll,
} from './index.ts';

const ids = input('ids', i32('B', 'T'));
const table = input('table', f32(7, 2), 'frozen');
const w = input('w', f32(2, 3), 'param');
const y = slice(matmul(gather(table, ids), w), 2, 0, 2);
const loss = sumAll(mul(scale(y, 0.5), constant(f32(2), Float32Array.of(1, -1))));
const step = program({ loss, dw: grad(loss, [w])[0]! });

it('prints one line a node', () => {
  expect(print(step)).toMatchInlineSnapshot(`
    "frozen table: f32[7,2]
    ids: i32[B,T]
    %2 = gather(table, ids): f32[B,T,2]
    %3 = reshape(%2) {to: [B*T,2]}: f32[B*T,2]
    param w: f32[2,3]
    %5 = matmul(%3, w): f32[B*T,3]
    %6 = reshape(%5) {to: [B,T,3]}: f32[B,T,3]
    %7 = slice(%6) {axis: 2, start: 0, end: 2}: f32[B,T,2]
    %8 = constant() {data: [0.5]}: f32[]
    %9 = mul(%7, %8): f32[B,T,2]
    %10 = constant() {data: [1,-1]}: f32[2]
    %11 = mul(%9, %10): f32[B,T,2]
    %12 = sumTo(%11) {to: []}: f32[]
    %13 = constant() {data: [1]}: f32[]
    %14 = broadcastTo(%13) {to: [B,T,2]}: f32[B,T,2]
    %15 = mul(%14, %10): f32[B,T,2]
    %16 = mul(%15, %8): f32[B,T,2]
    %17 = pad(%16) {axis: 2, before: 0, after: 1}: f32[B,T,3]
    %18 = reshape(%17) {to: [B*T,3]}: f32[B*T,3]
    %19 = matmul(%3, %18) {transA: true}: f32[2,3]
    return loss = %12, dw = %19"
  `);
});

it('reads symbols off what is fed', () => {
  expect(bindSymbols(step, (name) => ({ ids: [2, 3], w: [2, 3] })[name])).toEqual({ B: 2, T: 3 });
  expect(() => bindSymbols(step, () => undefined)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: ids: not fed; expected i32[B,T]]`,
  );
  expect(() => bindSymbols(step, () => [2])).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: table: fed [2]; expected f32[7,2] with {}]`,
  );
  const square = program({ y: mul(input('a', f32('N', 'N')), input('b', f32('N'))) });
  expect(() =>
    bindSymbols(square, (name) => (name === 'a' ? [2, 2] : [3])),
  ).toThrowErrorMatchingInlineSnapshot(`[ShapeError: b: fed [3]; expected f32[N] with {"N":2}]`);
});

it('keeps a node that is used twice once, and inputs before users', () => {
  const x = input('x', f32(2));
  const twice = mul(x, x);
  const p = program({ a: mul(twice, twice), b: twice });
  expect(p.nodes.map((n) => n.op.name)).toEqual(['input', 'mul', 'mul']);
  expect([...p.inputs.keys()]).toEqual(['x']);
  expect(p.inputs.get('x')!.type.shape).toEqual(shape([2]));
});

it('runs a graph that is deeper than the call stack', () => {
  let x = input('x', f32());
  for (let i = 0; i < 20_000; i++) x = scale(x, -1);
  const out = interpret(program({ x }), { x: { shape: [], data: [3] } });
  expect([...out.get('x')!.data]).toEqual([3]);
});
