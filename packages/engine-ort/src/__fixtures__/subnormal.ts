/** Prints what a process computes of small numbers: `node --import tsx subnormal.ts kept|zero THREADS`. */
import { add, f32, input, program, scale, softmax } from '@adaptbench/graph';
import { createOrtEngine, load } from '../index.ts';

const [how, threads] = process.argv.slice(2);
if (how === 'zero') await load();
const engine = await createOrtEngine({ device: 'cpu', threads: Number(threads) });
const none = { frozen: () => ({ data: new Float32Array() }) };
/** Long enough for each thread to have a part of it. */
const N = 100_000;
const small = await engine.compile(program({ y: scale(input('x', f32(N)), 1e-20) }), none);
const { y } = await small.run({ x: { shape: [N], data: new Float32Array(N).fill(1e-20) } });
// The bits: whether JavaScript sees such a number is the question.
const bits = new Uint32Array(y!.data.buffer, y!.data.byteOffset, N);
const masked = softmax(add(input('x', f32(2, 3)), input('mask', f32(1, 3))));
const exe = await engine.compile(program({ p: masked }), none);
const { p } = await exe.run({
  x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 5, 5, 700) },
  mask: { shape: [1, 3], data: Float32Array.of(0, 0, -1e9) },
});
console.log(
  JSON.stringify({
    zeros: bits.filter((b) => b === 0).length / N,
    softmax: [...p!.data],
    script: Number('5e-324') > 0,
  }),
);
