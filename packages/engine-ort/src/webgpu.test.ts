/**
 * WebGPU against the CPU: ops, and a training step of a small transformer. On a machine without a GPU this needs SwiftShader
 * (Debian: `apt-get install chromium libvulkan1`).
 */
import {
  type Engine,
  type Node,
  type Tensor,
  adamW,
  adamWDefaults,
  add,
  clip,
  cos,
  crossEntropy,
  f32,
  gather,
  grad,
  i32,
  input,
  linear,
  matmul,
  mul,
  program,
  reshape,
  rmsNorm,
  rotary,
  scalar,
  scale,
  sin,
  softmax,
  swiGlu,
  toFloat,
  transpose,
} from '@adaptbench/graph';
import { normalNumber, seeded } from '@adaptbench/graph/testing';
import { describe, expect, it } from 'vitest';
import { disagreement, opChecks } from '@adaptbench/testing';
import { createOrtEngine } from './index.ts';
import { webgpu } from './__fixtures__/webgpu.ts';

const cpu = await createOrtEngine({ device: 'cpu', threads: 1 });

const [B, T, V, D, H] = [2, 8, 32, 16, 2];
const K = D / H;
const shapes = {
  table: [V, D],
  norm: [D],
  q: [D, D],
  k: [D, D],
  v: [D, D],
  o: [D, D],
  gate: [24, D],
  up: [24, D],
  down: [D, 24],
};

const heads = (y: Node): Node => transpose(y, [0, 2, 1, 3]); // [B, H, T, K]
const tensor = (shape: number[], f: (i: number) => number): Tensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => f(i)),
});

/** Loss, and the next value of every parameter and moment, of one AdamW step. */
function trainStep() {
  const w = new Map(Object.entries(shapes).map(([name, s]) => [name, input(name, f32(...s), 'param')]));
  const weight = (name: keyof typeof shapes): Node => w.get(name)!;
  const x = gather(weight('table'), input('ids', i32(B, T)));
  const n = rmsNorm(x, weight('norm'), 1e-5);
  const angles = mul(
    reshape(toFloat(input('positions', i32(B, T))), [B, T, 1, 1]),
    input('frequencies', f32(K / 2)),
  );
  const project = (name: keyof typeof shapes): Node =>
    reshape(linear(n, weight(name), null, 'oi'), [B, T, H, K]);
  const turn = (y: Node): Node => heads(rotary(y, cos(angles), sin(angles)));
  const scores = scale(matmul(turn(project('q')), turn(project('k')), { transB: true }), 1 / Math.sqrt(K));
  const mixed = heads(matmul(softmax(add(scores, input('mask', f32(T, T)))), heads(project('v'))));
  const attended = add(x, linear(reshape(mixed, [B, T, D]), weight('o'), null, 'oi'));
  const inner = swiGlu(
    linear(attended, weight('gate'), null, 'oi'),
    linear(attended, weight('up'), null, 'oi'),
  );
  const logits = matmul(add(attended, linear(inner, weight('down'), null, 'oi')), weight('table'), {
    transB: true,
  });
  const loss = crossEntropy(logits, input('targets', i32(B, T)), scalarWeights());
  const names = [...w.keys()];
  const gradients = grad(loss, [...w.values()]).map((g) => g!);
  const { factor } = clip(gradients, 1);
  const slots = names.map((name, i) => {
    const param = w.get(name)!;
    const state = (kind: string): Node => input(`${kind}.${name}`, param.type, 'state');
    return { param, grad: gradients[i]!, m: state('m'), v: state('v'), weightDecay: 0.01, rate: 1 };
  });
  const next = adamW(
    slots,
    { learningRate: scalar(0.01), step: input('step', f32()), factor },
    adamWDefaults,
  );
  const outputs = next.flatMap(
    (u, i) =>
      [
        [names[i]!, u.param],
        [`m.${names[i]}`, u.m],
        [`v.${names[i]}`, u.v],
      ] as const,
  );
  return program({ loss, ...Object.fromEntries(outputs) });
}
const scalarWeights = (): Node => mul(input('weights', f32(B, T)), scalar(1 / (B * T)));

async function losses(engine: Engine): Promise<number[]> {
  const step = await engine.compile(trainStep(), { frozen: () => ({ data: new Float32Array() }) });
  const random = seeded(2);
  let state: Record<string, Tensor> = {};
  for (const [name, s] of Object.entries(shapes)) {
    state[name] = tensor(s, () => (name === 'norm' ? 1 : 0.3 * normalNumber(random)));
    for (const kind of ['m', 'v']) state[`${kind}.${name}`] = tensor(s, () => 0);
  }
  const ids = Int32Array.from({ length: B * T }, () => Math.floor(random() * V));
  const feeds = {
    ids: { shape: [B, T], data: ids },
    targets: { shape: [B, T], data: ids.map((i) => (i * 7 + 3) % V) },
    // positions of a long text, at which WGSL's own sine is noise
    positions: { shape: [B, T], data: ids.map((_, i) => 1000 + (i % T)) },
    frequencies: tensor([K / 2], (i) => 10 ** -i),
    mask: tensor([T, T], (i) => (i % T <= Math.floor(i / T) ? 0 : -1e9)),
    weights: tensor([B, T], () => 1),
  };
  const all: number[] = [];
  for (let i = 1; i <= 6; i++) {
    const { loss, ...next } = await step.run({ ...feeds, ...state, step: tensor([], () => i) });
    all.push(loss!.data[0]!);
    state = next;
  }
  await step.dispose();
  return all;
}

describe('WebGPU', () => {
  it('trains as the CPU does', async ({ skip }) => {
    if (webgpu instanceof Error) {
      skip(webgpu.message);
      return;
    }
    const [onGpu, onCpu] = [await losses(webgpu), await losses(cpu)];
    expect(onCpu.at(-1)!).toBeLessThan(onCpu[0]! - 0.5);
    onCpu.forEach((loss, i) => expect(Math.abs(onGpu[i]! / loss - 1)).toBeLessThan(1e-4));
  });

  const known = opChecks().filter(({ name }) => name.includes('known values'));
  it.for(known)('$name', async (check, { skip }) => {
    if (webgpu instanceof Error) {
      skip(webgpu.message);
      return;
    }
    expect(await disagreement(webgpu, check)).toBeLessThan(1e-5);
  });
});
