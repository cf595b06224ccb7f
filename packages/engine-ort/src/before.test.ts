import { add, cos, f32, i32, input, mul, program, sin, toFloat } from '@adaptbench/graph';
import { expect, it } from 'vitest';
import { cutBefore } from './before.ts';
import { dialects } from './lowered.ts';
import { onnxModel } from './onnx.ts';

const rough = new Set(['Sin', 'Cos']);
const x = input('x', f32('N'), 'state');
const positions = toFloat(input('positions', i32('N')));

function cut(p: Parameters<typeof onnxModel>[0]) {
  const model = onnxModel(p, [], dialects.cpu);
  const constants = model.graph.initializer.map(({ name }) => name);
  const { before, main } = cutBefore(model, rough, new Set(['positions', ...constants]));
  const told = ({ graph }: typeof model) =>
    `${graph.input.map(({ name }) => name)} → ${graph.node.map((n) => n.op_type)} → ${graph.output.map(({ name }) => name)}`;
  return [before && told(before), told(main)];
}

it('cuts off what follows from feeds alone, and leaves out what only that read', () => {
  expect(cut(program({ y: mul(x, add(cos(positions), sin(positions))) }))).toEqual([
    'positions → Cast,Cos,Sin → %3.cos,%4.sin',
    'x,%3.cos,%4.sin → Add,Mul → out:y',
  ]);
});

it('leaves what is computed on the device, and what is a result', () => {
  expect(cut(program({ y: sin(x) }))).toEqual([null, 'x → Sin → out:y']);
  expect(cut(program({ y: sin(positions) }))).toEqual([null, 'positions → Cast,Sin → out:y']);
});

it('cuts once where one follows from another', () => {
  expect(cut(program({ y: mul(x, sin(cos(positions))) }))).toEqual([
    'positions → Cast,Cos,Sin → %4.sin',
    'x,%4.sin → Mul → out:y',
  ]);
});
