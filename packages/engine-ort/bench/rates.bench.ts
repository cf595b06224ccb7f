/**
 * How fast the two products of a transformer are: many rows (training, prompts), bound by arithmetic, and one row (decoding), bound by
 * reading the weights. `node --import tsx packages/engine-ort/bench/rates.bench.ts`; the findings are in ../README.md.
 */
import { f32, input, matmul, program } from '@adaptbench/graph';
import { Bench } from 'tinybench';
import { createOrtEngine } from '../src/index.ts';

const shapes = [
  [2048, 2048, 2048],
  [512, 576, 576],
  [512, 576, 1536],
  [64, 576, 1536],
  [8, 576, 1536],
  [1, 576, 1536],
  [1, 4096, 4096],
  [1, 576, 49_152],
] as const;
console.log('rows × in × out, prefer, threads: least µs, GFLOP/s, GB/s of weights');
for (const [m, k, n] of shapes)
  for (const prefer of ['speed', 'memory'] as const)
    for (const threads of [1, 2]) {
      const p = program({
        y: matmul(input('x', f32(m, k)), input('w', f32(n, k), 'frozen'), { transB: true }),
      });
      const w = new Float32Array(n * k).map((_, i) => Math.sin(i));
      const x = { shape: [m, k], data: new Float32Array(m * k).fill(0.1) };
      const engine = await createOrtEngine({ device: 'cpu', threads });
      const executable = await engine.compile(p, { frozen: () => ({ data: w }), prefer });
      const bench = new Bench({ time: 400, warmupTime: 100 }).add('run', async () => {
        await executable.run({ x });
      });
      await bench.run();
      await executable.dispose();
      const result = bench.tasks[0]!.result;
      if (!('latency' in result)) throw new Error(`no result: ${result.state}`);
      const ms = result.latency.min; // the least: what the machine can do when nothing else runs
      console.log(
        `${m}×${k}×${n}`.padEnd(16),
        prefer.padEnd(7),
        threads,
        (1e3 * ms).toFixed(0).padStart(8),
        ((2 * m * k * n) / ms / 1e6).toFixed(0).padStart(6),
        ((4 * k * n) / ms / 1e6).toFixed(1).padStart(6),
      );
    }
