/** The best float32 matrix product that the engine reaches on this machine. Prints bestGflops, shapes. */
import { createOrtEngine } from '@adaptbench/engine-ort';
import { f32, input, matmul, program } from '@adaptbench/graph';
import { options } from '../../options.ts';
import { print } from '../../paired/process.ts';

const o = options({ threads: '2', repeats: '15' });
const engine = await createOrtEngine({ device: 'cpu', threads: Number(o.threads) });
const shapes: { m: number; k: number; n: number; bestGflops: number }[] = [];
for (const [m, k, n] of [
  [512, 576, 1536],
  [512, 1536, 576],
  [512, 576, 49152],
  [1024, 1024, 1024],
  [2048, 2048, 2048],
] as const) {
  const product = program({ y: matmul(input('x', f32(m, k)), input('w', f32(n, k)), { transB: true }) });
  const run = await engine.compile(product, { frozen: () => ({ data: new Float32Array() }) });
  const feeds = {
    x: { shape: [m, k], data: Float32Array.from({ length: m * k }, Math.random) },
    w: { shape: [n, k], data: Float32Array.from({ length: n * k }, Math.random) },
  };
  let best = Infinity;
  for (let i = 0; i < Number(o.repeats); i++) {
    const start = performance.now();
    await run.run(feeds);
    best = Math.min(best, performance.now() - start);
  }
  shapes.push({ m, k, n, bestGflops: (2 * m * k * n) / best / 1e6 });
  await run.dispose();
}
print({ bestGflops: Math.max(...shapes.map((s) => s.bestGflops)), shapes });
