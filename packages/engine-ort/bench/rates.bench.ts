/**
 * How fast the two products of a transformer are: many rows (training, prompts), bound by arithmetic, and one row (decoding), bound by
 * reading the weights. `node --import tsx packages/engine-ort/bench/rates.bench.ts`; the findings are in ../README.md.
 */
import { type Executable, f32, input, matmul, program } from '@adaptbench/graph';
import { type MicroCase, microbench } from '@adaptbench/testing';
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
const opened: Executable[] = [];
const cases: (MicroCase & { readonly flops: number; readonly bytes: number })[] = [];
for (const [m, k, n] of shapes) {
  const data = new Float32Array(n * k).map((_, i) => Math.sin(i));
  const x = { shape: [m, k], data: new Float32Array(m * k).fill(0.1) };
  for (const prefer of ['speed', 'memory'] as const)
    for (const threads of [1, 2]) {
      const p = program({
        y: matmul(input('x', f32(m, k)), input('w', f32(n, k), 'frozen'), { transB: true }),
      });
      const engine = await createOrtEngine({ device: 'cpu', threads });
      const executable = await engine.compile(p, { frozen: () => ({ data }), prefer });
      opened.push(executable);
      cases.push({
        name: 'product x Wᵀ',
        variant: `prefer ${prefer}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        parameter: ['rows × in × out', `${m}×${k}×${n}`],
        unit: 'µs',
        flops: 2 * m * k * n,
        bytes: 4 * k * n,
        async run() {
          await executable.run({ x });
        },
      });
    }
}
const rows = await microbench('engine-ort-rates', cases);
console.log('rows × in × out, setting: least µs, GFLOP/s, GB/s of weights');
for (const [i, { least, value, variant }] of rows.entries())
  console.log(
    String(value).padEnd(16),
    variant.padEnd(26),
    least.toFixed(0).padStart(8),
    (cases[i]!.flops / least / 1e3).toFixed(0).padStart(6),
    (cases[i]!.bytes / least / 1e3).toFixed(1).padStart(6),
  );
for (const executable of opened) await executable.dispose();
