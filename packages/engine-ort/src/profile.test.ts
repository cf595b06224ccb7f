import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { f32, input, matmul, program, sin } from '@adaptbench/graph';
import { expect, it } from 'vitest';
import { createOrtEngine } from './index.ts';
import { readProfile, showProfile } from './profile.ts';

it('says how long a run takes and which ops take it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-test-'));
  const engine = await createOrtEngine({ device: 'cpu', threads: 1, profileFolder: folder });
  const x = input('x', f32(64, 64));
  const executable = await engine.compile(program({ y: sin(matmul(x, sin(matmul(x, x)))) }), {
    frozen: () => ({ data: new Float32Array() }),
  });
  const run = () => executable.run({ x: { shape: [64, 64], data: new Float32Array(64 * 64).fill(0.01) } });
  await run();
  await run();
  await run();
  await executable.dispose();
  const [file, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  const p = readProfile(join(folder, file!));
  rmSync(folder, { recursive: true });
  expect(p.runs).toBe(2);
  expect(p.runMs).toBeGreaterThan(p.opsMs);
  expect(p.ops.map(({ op, nodes }) => `${op} ${nodes}`).toSorted()).toEqual(['Gemm 2', 'Sin 2']);
  expect(p.ops.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  expect(p.shapes.map(({ op }) => op).toSorted()).toEqual(['Gemm 64×64, 64×64', 'Sin 64×64']);
  expect(showProfile(p).split('\n')[0]).toMatch(/^2 runs, each \d+\.\d ms, of which \d+\.\d ms in ops$/);
});
