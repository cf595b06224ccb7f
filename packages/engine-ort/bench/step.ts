/**
 * What the settings are measured on: a LoRA step (rank 8 on q and v) and the decoding of one token. The model is Llama-shaped, 6 layers
 * with SmolLM2-135M's sizes; a step has 8 texts of 64 tokens, loss at the last one. Weights are random and lie in a file.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  type CompileOptions,
  type Node,
  type Program,
  type Tensor,
  adamW,
  adamWDefaults,
  add,
  clip,
  count,
  crossEntropy,
  f32,
  gather,
  grad,
  i32,
  input,
  linear,
  matmul,
  numbers,
  program,
  reshape,
  rmsNorm,
  rotary,
  scale,
  softmax,
  swiGlu,
  transpose,
} from '@adaptbench/graph';

const [LAYERS, V, D, H, F, R] = [6, 49_152, 576, 9, 1536, 8];
const K = D / H;
export const tokens = { B: 8, T: 64 };

const weight = (name: string, ...dims: number[]): Node => input(name, f32(...dims), 'frozen');

function forward(lora: ReadonlyMap<string, Node>): Node {
  const table = weight('table', V, D);
  const angles = [input('cos', f32('B', 'T', 1, K / 2)), input('sin', f32('B', 'T', 1, K / 2))] as const;
  const mask = input('mask', f32('T', 'T'));
  let x = gather(table, reshape(input('ids', i32('B', 'T')), ['B*T'])); // [B·T, D]
  for (let l = 0; l < LAYERS; l++) {
    const n = rmsNorm(x, weight(`${l}.norm`, D), 1e-5);
    const project = (role: string): Node => {
      const y = linear(n, weight(`${l}.${role}`, D, D), null, 'oi');
      const a = lora.get(`${l}.${role}.a`);
      const b = lora.get(`${l}.${role}.b`);
      return reshape(a && b ? add(y, linear(linear(n, a, null, 'oi'), b, null, 'oi')) : y, ['B', 'T', H, K]);
    };
    const [q, k, v] = [rotary(project('q'), ...angles), rotary(project('k'), ...angles), project('v')].map(
      heads,
    );
    const scores = add(scale(matmul(q!, k!, { transB: true }), 1 / Math.sqrt(K)), mask); // [B, H, T, T]
    const mixed = reshape(heads(matmul(softmax(scores), v!)), ['B*T', D]);
    x = add(x, linear(mixed, weight(`${l}.o`, D, D), null, 'oi'));
    const m = rmsNorm(x, weight(`${l}.norm2`, D), 1e-5);
    const inner = swiGlu(
      ...((['gate', 'up'] as const).map((r) => linear(m, weight(`${l}.${r}`, F, D), null, 'oi')) as [
        Node,
        Node,
      ]),
    );
    x = add(x, linear(inner, weight(`${l}.down`, D, F), null, 'oi'));
  }
  return linear(gather(x, input('last', i32('B'))), table, null, 'oi'); // [B, V]
}
const heads = (y: Node): Node => transpose(y, [0, 2, 1, 3]);

export const inference = (): Program => program({ logits: forward(new Map()) });

export function trainStep(): Program {
  const params = Array.from({ length: LAYERS }, (_, l) =>
    ['q', 'v'].flatMap((r) => [
      input(`${l}.${r}.a`, f32(R, D), 'param'),
      input(`${l}.${r}.b`, f32(D, R), 'param'),
    ]),
  ).flat();
  const names = Array.from({ length: LAYERS }, (_, l) =>
    ['q.a', 'q.b', 'v.a', 'v.b'].map((r) => `${l}.${r}`),
  ).flat();
  const logits = forward(new Map(names.map((name, i) => [name, params[i]!])));
  const loss = crossEntropy(logits, input('targets', i32('B')), input('weights', f32('B')));
  const grads = grad(loss, params).map((g) => g!);
  const { factor, norm } = clip(grads, 1);
  const slots = params.map((param, i) => ({
    param,
    grad: grads[i]!,
    m: input(`m.${names[i]}`, param.type, 'state'),
    v: input(`v.${names[i]}`, param.type, 'state'),
    weightDecay: 0,
    rate: 1,
  }));
  const next = adamW(
    slots,
    { learningRate: input('learningRate', f32()), step: input('step', f32()), factor },
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
  return program({ loss, norm, ...Object.fromEntries(outputs) });
}

/** Numbers for everything that is fed; `B` rows of `T` tokens. */
export function feeds(p: Program, env: Readonly<Record<string, number>>): Record<string, Tensor> {
  const special: Record<string, (i: number) => number> = {
    ids: (i) => (i * 7919) % V,
    targets: (i) => i,
    last: (i) => (i + 1) * env['T']! - 1,
    weights: () => 1 / env['B']!,
    mask: (i) => (i % env['T']! <= Math.floor(i / env['T']!) ? 0 : -1e9),
    learningRate: () => 1e-3,
    step: () => 1,
  };
  return Object.fromEntries(
    [...p.inputs.values()]
      .filter(({ role }) => role !== 'frozen')
      .map(({ name, type }) => {
        const shape = type.shape.map((d) => (typeof d === 'string' ? env[d]! : d));
        const f =
          special[name] ??
          ((i: number) => (name.startsWith('m.') || name.startsWith('v.') ? 0 : Math.sin(i) / 30));
        const length = { length: count(shape) };
        const data =
          type.dtype === 'f32'
            ? Float32Array.from(length, (_, i) => f(i))
            : Int32Array.from(length, (_, i) => f(i));
        return [name, { shape, data }];
      }),
  );
}

/** Writes random weights for `p` to `file`; gives where each lies. */
export function weightsFile(p: Program, file: string, write: boolean): CompileOptions['frozen'] {
  const out = write ? openSync(file, 'w') : null;
  const places = new Map<string, { file: string; offset: number; bytes: number }>();
  let offset = 0;
  for (const { name, type, role } of p.inputs.values()) {
    if (role !== 'frozen') continue;
    const size = count(numbers(type.shape));
    if (out !== null)
      writeSync(
        out,
        Float32Array.from({ length: size }, (_, i) => (((i * 2_654_435_761) % 1000) - 500) / 1e4),
      );
    places.set(name, { file, offset, bytes: 4 * size });
    offset += 4 * size;
  }
  if (out !== null) closeSync(out);
  return (name) => places.get(name)!;
}
