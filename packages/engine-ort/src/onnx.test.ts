import {
  type Node,
  add,
  f32,
  input,
  matmul,
  mul,
  program,
  softmax,
  sumOver,
  transpose,
} from '@adaptbench/graph';
import { expect, it } from 'vitest';
import { cutBefore } from './before.ts';
import { dialects } from './lowered.ts';
import { onnxModel } from './onnx.ts';

const x = input('x', f32('N', 4), 'state');
const w = input('w', f32(3, 4));
const attention = softmax(matmul(x, transpose(w, [1, 0]))); // [N, 3]

/** A program of more nodes than `rounds`. */
function long(rounds: number) {
  let y: Node = attention;
  for (let i = 0; i < rounds; i++) y = add(mul(y, attention), attention);
  return program({ y: sumOver(y, [1]) });
}

it('tells the shape of what each of many nodes writes, by which onnxruntime finds a free buffer', () => {
  const { graph } = onnxModel(long(1000), [], dialects.cpu);
  const told = new Map([...graph.value_info, ...graph.output].map(({ name, type }) => [name, type]));
  const written = graph.node.flatMap(({ output }) => output);
  expect(written.filter((name) => !told.has(name))).toEqual([]);
  expect(told.size).toBe(written.length);
  const between = written.find((name) => name.endsWith('softmax'))!;
  expect(told.get(between)!.tensor_type.shape).toEqual({ dim: [{ dim_param: 'N' }, { dim_value: 3 }] });
});

it('tells it in the part alone that writes the value', () => {
  const model = onnxModel(long(1000), [], dialects.cpu);
  const { before, main } = cutBefore(model, new Set(['Softmax']), new Set(['x', 'w']));
  for (const part of [before!, main]) {
    const written = new Set(part.graph.node.flatMap(({ output }) => output));
    expect(part.graph.value_info.filter(({ name }) => !written.has(name))).toEqual([]);
    expect(part.graph.value_info.length).toBeGreaterThan(0);
  }
});

it('leaves small programs to onnxruntime, which then uses the caches better', () => {
  expect(onnxModel(long(10), [], dialects.cpu).graph.value_info).toEqual([]);
});
