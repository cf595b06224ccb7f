import { expect, test } from 'vitest';
import { countingEngine } from './counting-engine.ts';
import { flops, memory } from './cost.ts';
import { input } from './leaf.ts';
import { matmul } from './ops/matmul.ts';
import { program } from './program.ts';
import { f32 } from './shape.ts';

const p = program({ y: matmul(input('x', f32('B', 3)), input('w', f32(3, 2), 'frozen')) });
const x = (rows: number) => ({ x: { shape: [rows, 3], data: new Float32Array(rows * 3) } });
const frozen = () => ({ data: new Float32Array(6) });

test('runs are counted by their sizes, and give zeros of the right shape', async () => {
  const engine = countingEngine();
  const compiled = await engine.compile(p, { frozen });
  const { y } = await compiled.run(x(4));
  expect(y).toEqual({ shape: [4, 2], data: new Float32Array(8) });
  await compiled.run(x(1));
  expect(engine.take()).toEqual({
    runs: 2,
    flops: flops(p, { B: 4 }) + flops(p, { B: 1 }),
    bytes: memory(p, { B: 4 }).total,
  });
  expect(engine.take()).toEqual({ runs: 0, flops: 0, bytes: 0 });
  await compiled.dispose();
});
