import {
  type Node,
  add,
  f32,
  input,
  matmul,
  mul,
  program,
  reshape,
  scale,
  sumOver,
  transpose,
} from '@adaptbench/graph';
import { feed, normal, seeded } from '@adaptbench/graph/testing';
import { disagreement } from '@adaptbench/testing';
import { expect, it } from 'vitest';
import { createOrtEngine } from './index.ts';
import { dialects } from './lowered.ts';
import { onnxModel } from './onnx.ts';

const engine = await createOrtEngine({ device: 'cpu', threads: 1 });
const x = input('x', f32('N', 4));
const w = input('w', f32(3, 4));
const c = input('c', f32('N', 3));
const product = matmul(x, w, { transB: true }); // [N, 3]
const q = input('q', f32(2, 'N', 4));
const k = input('k', f32(2, 'M', 4));

/** Types of the nodes that a program is written as; it is checked against the interpreter. */
async function written(outputs: Readonly<Record<string, Node>>, dialect = dialects.cpu): Promise<string[]> {
  const p = program(outputs);
  const random = seeded(1);
  const feeds = Object.fromEntries(
    [...p.inputs.values()].map(({ name, type }) => [
      name,
      feed(normal(...type.shape), { N: 5, M: 6 }, random),
    ]),
  );
  expect(await disagreement(engine, { name: 'fused', program: p, runs: [feeds] })).toBeLessThan(1e-6);
  return onnxModel(p, [], dialect).graph.node.map(({ op_type: type }) => type);
}

it('adds what is added to a product as the product is written', async () => {
  const bias = input('b', f32(3));
  expect(await written({ y: add(product, c) })).toEqual(['Gemm']);
  expect(await written({ y: add(bias, product) })).toEqual(['Gemm']);
  expect(await written({ y: add(add(product, c), matmul(x, w, { transB: true })) })).toEqual([
    'Gemm',
    'Gemm',
  ]);
});

it('scales within the product, on whichever side of it the scale stands', async () => {
  expect(await written({ y: scale(product, 0.3) })).toEqual(['Gemm']);
  expect(await written({ y: matmul(scale(x, 0.3), w, { transB: true }) })).toEqual(['Gemm']);
  expect(
    await written({ y: add(scale(matmul(scale(x, 0.3), scale(w, 2), { transB: true }), 5), c) }),
  ).toEqual(['Gemm']);
  const s = scale(x, 0.3);
  expect(await written({ y: matmul(s, s, { transB: true }) })).toEqual(['Gemm']);
});

it('leaves what something else reads, and what does not fit', async () => {
  expect(await written({ y: add(product, c), product })).toEqual(['Gemm', 'Add']);
  expect(await written({ y: add(product, product) })).toEqual(['Gemm', 'Add']);
  expect(await written({ y: scale(product, 0.3), product })).toEqual(['Gemm', 'Mul']);
  const s = scale(x, 0.3);
  expect(await written({ y: matmul(s, w, { transB: true }), s })).toEqual(['Mul', 'Gemm']);
  expect(await written({ y: add(matmul(s, w, { transB: true }), sumOver(s, [1])) })).toEqual([
    'Mul',
    'ReduceSum',
    'Gemm',
  ]);
  // [1, 3] + [N, 3]: the product is what is stretched.
  const row = matmul(input('r', f32(1, 4)), w, { transB: true });
  expect(await written({ y: add(row, c) })).toEqual(['Gemm', 'Add']);
});

it('reads sides with their last axes swapped where the device can', async () => {
  const scores = { y: matmul(q, k, { transB: true }) };
  expect(await written(scores)).toEqual(['FusedMatMul']);
  expect(await written(scores, dialects.webgpu)).toEqual(['Transpose', 'MatMul']);
  expect(await written({ y: matmul(q, q, { transA: true }) })).toEqual(['FusedMatMul']);
  const heads = transpose(input('t', f32('N', 2, 4)), [1, 0, 2]);
  expect(await written({ y: matmul(heads, k, { transB: true }) })).toEqual(['Transpose', 'FusedMatMul']);
});

it('squares and sums in one, and reshapes once', async () => {
  expect(await written({ y: sumOver(mul(x, x), [1]) })).toEqual(['ReduceSumSquare']);
  expect(await written({ y: reshape(reshape(x, ['N', 2, 2]), ['N', 4, 1]) })).toEqual(['Reshape']);
  const between = reshape(x, ['N', 2, 2]);
  expect(await written({ y: reshape(between, ['N', 4, 1]), between })).toEqual(['Reshape', 'Reshape']);
});
