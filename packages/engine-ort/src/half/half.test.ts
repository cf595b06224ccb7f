import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Node,
  EngineError,
  add,
  f32,
  gather,
  grad,
  i32,
  input,
  matmul,
  mul,
  program,
  sumAll,
} from '@adaptbench/graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrtEngine } from '../index.ts';
import { fromHalf, toHalf } from './bits.ts';

const folder = mkdtempSync(join(tmpdir(), 'half-test-'));
const before = process.env['ADAPTBENCH_CACHE'];
beforeAll(() => {
  process.env['ADAPTBENCH_CACHE'] = join(folder, 'cache');
  const all = Object.values(weights).map((xs) => Buffer.from(xs.slice().buffer));
  writeFileSync(join(folder, 'weights'), Buffer.concat(all));
});
afterAll(() => {
  if (before === undefined) delete process.env['ADAPTBENCH_CACHE'];
  else process.env['ADAPTBENCH_CACHE'] = before;
  rmSync(folder, { recursive: true });
});

describe('float32 as float16', () => {
  it('each of the 63,488 finite halves comes back as itself', () => {
    const finite = Array.from({ length: 0x10000 }, (_, half) => half).filter((h) => (h & 0x7c00) !== 0x7c00);
    const { halves, unfit } = toHalf(Float32Array.from(finite, fromHalf));
    expect(unfit).toBe(-1);
    expect(finite.filter((half, i) => halves[i] !== half)).toEqual([]);
  });
  it('rounds to the nearest and ties to even, below the normal numbers too', () => {
    const rounded = (x: number): number => fromHalf(toHalf(Float32Array.of(x)).halves[0]!);
    expect([2049, 2051, 2052.9, 65_519, -2049].map(rounded)).toEqual([2048, 2052, 2052, 65_504, -2048]);
    expect([0.5, 0.6, 1.5, 2.5].map((x) => rounded(x * 2 ** -24) * 2 ** 24)).toEqual([0, 1, 2, 2]);
  });
  it('tells what it cannot hold', () => {
    expect(toHalf(Float32Array.of(1, 65_520, 7)).unfit).toBe(1);
    expect(toHalf(Float32Array.of(NaN)).unfit).toBe(0);
  });
});

/** Numbers that float16 rounds. */
const numbers = (n: number, scale: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i * 1.7 + 0.3));
const rounded = (xs: Float32Array): Float32Array => Float32Array.from(toHalf(xs).halves, fromHalf);

const [N, D] = [50, 16];
const weights: Readonly<Record<string, Float32Array>> = {
  table: numbers(N * D, 0.2),
  w: numbers(D * D, 0.3),
  scale: numbers(D, 1),
};
const frozen = (name: string, ...dims: number[]): Node => input(name, f32(...dims), 'frozen');
/** A table that is read by rows and multiplied with (a tied head), a matrix, a vector, and a trained tensor. */
function model() {
  const table = frozen('table', N, D);
  const lora = input('lora', f32(D, D), 'param');
  const x = gather(table, input('ids', i32('B')));
  const h = add(matmul(x, frozen('w', D, D), { transB: true }), matmul(x, lora));
  const logits = matmul(mul(h, frozen('scale', D)), table, { transB: true });
  return program({ logits, gradient: grad(sumAll(mul(logits, logits)), [lora])[0]! });
}
const feeds = {
  ids: { shape: [3], data: Int32Array.of(4, 0, 49) },
  lora: { shape: [D, D], data: numbers(D * D, 0.05) },
};

describe('frozen matrices as float16', () => {
  const inFile = (name: string) => {
    const file = join(folder, 'weights');
    const names = Object.keys(weights);
    const offset = names.slice(0, names.indexOf(name)).reduce((n, key) => n + weights[key]!.byteLength, 0);
    return { file, offset, bytes: weights[name]!.byteLength };
  };
  const inMemory = (name: string) => ({ data: weights[name]! });
  const exact = (name: string) => ({ data: name === 'scale' ? weights[name]! : rounded(weights[name]!) });

  it.each([
    ['a file', inFile],
    ['memory', inMemory],
  ])('from %s give what float32 gives of the rounded weights, and gradients too', async (_, source) => {
    const [half, full] = [
      await createOrtEngine({ device: 'cpu', threads: 1, precision: 'float16' }),
      await createOrtEngine({ device: 'cpu', threads: 1 }),
    ];
    const run = async (engine: typeof half, from: typeof inMemory | typeof inFile) => {
      const executable = await engine.compile(model(), { frozen: from, prefer: 'memory' });
      const out = await executable.run(feeds);
      await executable.dispose();
      return out;
    };
    const [got, want, unrounded] = [
      await run(half, source),
      await run(full, exact),
      await run(full, inMemory),
    ];
    const apart = (a: typeof got, b: typeof got, name: string): number => {
      const largest = Math.max(...b[name]!.data.map(Math.abs));
      return Math.max(...a[name]!.data.map((x, i) => Math.abs(x - b[name]!.data[i]!))) / largest;
    };
    for (const name of ['logits', 'gradient']) {
      expect(apart(got, want, name)).toBeLessThan(1e-6);
      // Each weight is off by 2⁻¹² of itself at most.
      expect(apart(got, unrounded, name)).toBeGreaterThan(1e-6);
      expect(apart(got, unrounded, name)).toBeLessThan(2e-3);
    }
  });
  it('are converted once and kept, half as large', () => {
    const [one] = readdirSync(join(folder, 'cache', 'float16'));
    const kept = readdirSync(join(folder, 'cache', 'float16', one!));
    expect(kept.toSorted()).toEqual([`0-${4 * N * D}.f16`, `${4 * N * D}-${4 * D * D}.f16`].toSorted());
    expect(readFileSync(join(folder, 'cache', 'float16', one!, `0-${4 * N * D}.f16`))).toHaveLength(
      2 * N * D,
    );
  });
  it('that float16 cannot hold are an error which names the tensor', async () => {
    const half = await createOrtEngine({ device: 'cpu', threads: 1, precision: 'float16' });
    const large = { data: new Float32Array(4).fill(1e6) };
    const p = program({ y: matmul(input('x', f32(1, 2)), frozen('w', 2, 2)) });
    await expect(half.compile(p, { frozen: () => large })).rejects.toThrow(
      new EngineError(
        'w: element 0 is 1000000: float16 holds numbers up to 65,504. Use --precision float32.',
      ),
    );
  });
});
