import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Node,
  EngineError,
  ShapeError,
  add,
  broadcastTo,
  f32,
  gather,
  i32,
  input,
  matmul,
  mul,
  program,
  scalar,
  shape,
} from '@adaptbench/graph';
import { afterAll, expect, it } from 'vitest';
import { createOrtEngine, devices } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const engine = await createOrtEngine({ device: 'cpu', threads: 1 });
const none = { frozen: () => ({ data: new Float32Array() }) };
const vector = (...xs: number[]) => ({ shape: [xs.length], data: Float32Array.from(xs) });
const floatFile = (path: string, skip: number, numbers: Float32Array): string => {
  writeFileSync(path, Buffer.concat([Buffer.alloc(skip, 1), Buffer.from(numbers.buffer)]));
  return path;
};
const failure = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('expected an error'),
    (error: unknown) => error as Error,
  );
const w = (name: string): Node => input(name, f32(2, 2), 'frozen');
const anonymousMiB = (): number =>
  Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;

it('gives every output back, also one that is an input, a constant or the same as another', async () => {
  const x = input('x', f32(2));
  const y = add(x, x);
  const exe = await engine.compile(program({ y, same: y, x, one: scalar(1) }), none);
  const out = await exe.run({ x: vector(1, 2) });
  expect(out).toEqual({
    y: vector(2, 4),
    same: vector(2, 4),
    x: vector(1, 2),
    one: { shape: [], data: Float32Array.of(1) },
  });
  await exe.dispose();
  await exe.dispose();
  expect((await failure(exe.run({ x: vector(1, 2) }))).message).toBe(
    'this program has been disposed: compile it again',
  );
});

it('computes symbolic dimensions at run time, sums and products of them too', async () => {
  const p = program({
    product: broadcastTo(scalar(1), shape(['2*B*T+P', 'B'])),
    x: add(input('x', f32('B', 'T')), input('row', f32(1, 'T'))),
    past: input('past', f32('P')),
  });
  const exe = await engine.compile(p, none);
  const check = async (b: number, t: number, n: number): Promise<void> => {
    const out = await exe.run({
      x: { shape: [b, t], data: new Float32Array(b * t) },
      row: { shape: [1, t], data: new Float32Array(t) },
      past: { shape: [n], data: new Float32Array(n) },
    });
    expect(out['product']!.shape).toEqual([2 * b * t + n, b]);
    expect(out['x']!.shape).toEqual([b, t]);
  };
  await check(1, 3, 2);
  await check(4, 2, 0);
  await exe.dispose();
});

it.each(['speed', 'memory'] as const)(
  'reads frozen weights at any offset, through links, from several folders and from memory, for %s',
  async (prefer) => {
    const [a, b] = ['a', 'b'].map((name) => join(folder, prefer, name)) as [string, string];
    mkdirSync(a, { recursive: true });
    mkdirSync(b);
    floatFile(join(a, 'blob'), 3, Float32Array.of(1, 2, 3, 4));
    symlinkSync('blob', join(a, 'weights'));
    floatFile(join(b, 'weights'), 8, Float32Array.of(5, 6, 7, 8));
    const big = input('big', f32(200, 200), 'frozen');
    const x = input('x', f32(1, 2));
    const oneFolder = program({ y: matmul(x, add(w('linked'), w('small'))) });
    const sources = {
      linked: { file: join(a, 'weights'), offset: 3, bytes: 16 },
      other: { file: join(b, 'weights'), offset: 8, bytes: 16 },
      small: { data: Float32Array.of(10, 10, 10, 10) },
      big: { data: new Float32Array(200 * 200).fill(0.5) },
    };
    const frozen = (name: string) => sources[name as keyof typeof sources];
    const all = program({ y: matmul(x, mul(w('linked'), w('other'))), z: mul(big, big) });
    const one = await engine.compile(oneFolder, { frozen, prefer });
    const row = { shape: [1, 2], data: Float32Array.of(1, 1) };
    expect((await one.run({ x: row }))['y']!.data).toEqual(Float32Array.of(24, 26));
    const two = await engine.compile(all, { frozen, prefer });
    expect(readdirSync(tmpdir()).filter((f) => f.startsWith(`adaptbench-weights-${process.pid}-`))).toEqual(
      [],
    );
    const out = await two.run({ x: row });
    expect(out['y']!.data).toEqual(Float32Array.of(26, 44));
    expect(out['z']!.data[39_999]).toBe(0.25);
    await one.dispose();
    await two.dispose();
  },
);

it.runIf(existsSync('/dev/shm'))('copies where a hard link cannot reach', async () => {
  const shared = mkdtempSync('/dev/shm/engine-test-');
  const a = floatFile(join(folder, 'here'), 0, Float32Array.of(1, 2, 3, 4));
  const b = floatFile(join(shared, 'there'), 0, Float32Array.of(10, 20, 30, 40));
  const exe = await engine.compile(program({ y: add(add(w('a'), w('b')), input('x', f32(2, 2))) }), {
    frozen: (name) => ({ file: name === 'a' ? a : b, offset: 0, bytes: 16 }),
  });
  expect(readdirSync(shared)).toEqual(['there']);
  rmSync(shared, { recursive: true });
  const out = await exe.run({ x: { shape: [2, 2], data: new Float32Array(4) } });
  expect(out['y']!.data).toEqual(Float32Array.of(11, 22, 33, 44));
  await exe.dispose();
});

it.runIf(process.platform === 'linux')(
  'maps weights into memory and copies them only for speed',
  async () => {
    const n = 4096; // 64 MiB
    const file = floatFile(join(folder, 'large'), 1, new Float32Array(n * n));
    const p = program({ y: matmul(input('x', f32(1, n)), input('w', f32(n, n), 'frozen')) });
    const before = anonymousMiB();
    const exe = await engine.compile(p, {
      frozen: () => ({ file, offset: 1, bytes: 4 * n * n }),
      prefer: 'memory',
    });
    await exe.run({ x: { shape: [1, n], data: new Float32Array(n) } });
    expect(anonymousMiB() - before).toBeLessThan(32);
    await exe.dispose();
  },
);

it('names every weight that does not fit', async () => {
  const file = floatFile(join(folder, 'short'), 0, Float32Array.of(1, 2, 3));
  const p = program({
    y: add(add(input('c', f32(4), 'frozen'), input('a', f32(4), 'frozen')), input('b', f32(4, 4), 'frozen')),
  });
  const sources = {
    a: { data: new Float32Array(3) },
    b: { data: new Float32Array(4) },
    c: { file, offset: 0, bytes: 16 },
  };
  const error = await failure(engine.compile(p, { frozen: (name) => sources[name as keyof typeof sources] }));
  expect(error).toBeInstanceOf(EngineError);
  expect(error.message.replaceAll(folder, 'DIR')).toMatchInlineSnapshot(`
    "3 frozen weights do not fit the program. Is the checkpoint complete?
      a: expected 16 bytes for f32[4], got 12
      b: expected 64 bytes for f32[4,4], got 16
      c: expected 16 bytes for f32[4] at 0..16 of DIR/short, which has 12"
  `);
});

it('refuses feeds that do not fit', async () => {
  const x = input('x', f32('B', 2));
  const exe = await engine.compile(
    program({ y: add(x, input('z', f32('B', 1))), rows: gather(x, input('ids', i32('B+1'))) }),
    none,
  );
  const feeds = {
    x: { shape: [2, 2], data: new Float32Array(4) },
    z: { shape: [2, 1], data: new Float32Array(2) },
    ids: { shape: [3], data: new Int32Array(3) },
  };
  const wrong = async (change: Record<string, { shape: number[]; data: Float32Array | Int32Array }>) => {
    const error = await failure(exe.run({ ...feeds, ...change }));
    expect(error).toBeInstanceOf(ShapeError);
    return error.message;
  };
  expect(await wrong({ z: { shape: [3, 1], data: new Float32Array(3) } })).toMatchInlineSnapshot(
    `"z: fed [3,1]; expected f32[B,1] with {"B":2}"`,
  );
  expect(await wrong({ ids: { shape: [2], data: new Int32Array(2) } })).toMatchInlineSnapshot(
    `"ids: fed [2]; expected i32[B+1] = [3] with {"B":2}"`,
  );
  expect(await wrong({ ids: { shape: [3], data: new Float32Array(3) } })).toMatchInlineSnapshot(
    `"ids: fed Float32Array; expected i32[B+1]"`,
  );
  expect(await wrong({ x: { shape: [2, 2], data: new Float32Array(3) } })).toMatchInlineSnapshot(
    `"x: fed 3 numbers for [2,2]; expected 4"`,
  );
  await exe.dispose();
});

it('boils a failed run down to one line that names the node', async () => {
  const table = input('table', f32(4, 1));
  const exe = await engine.compile(program({ y: gather(table, input('ids', i32(1))) }), none);
  const error = await failure(
    exe.run({
      table: { shape: [4, 1], data: new Float32Array(4) },
      ids: { shape: [1], data: Int32Array.of(7) },
    }),
  );
  expect(error).toBeInstanceOf(EngineError);
  expect(error.message).toMatchInlineSnapshot(
    `"onnxruntime failed in node %2.gather (Gather): indices element out of data bounds, idx=7 must be within the inclusive range [-4,3]"`,
  );
});

it('says what is wrong with a program that onnxruntime does not take', async () => {
  const x = input('x', f32(2));
  const strange = {
    ...add(x, x),
    op: {
      ...add(x, x).op,
      onnx: (e: { node: (t: string, i: readonly string[]) => string }, i: readonly string[]) =>
        e.node('NoSuchOp', i),
    },
  };
  expect((await failure(engine.compile(program({ y: strange }), none))).message).toMatchInlineSnapshot(
    `"onnxruntime does not take this program: node %1.add (NoSuchOp): No Op registered for NoSuchOp with domain_version of 21"`,
  );
});

it('needs a fed axis for every symbol', async () => {
  const p = program({ y: broadcastTo(scalar(1), shape(['N'])), x: input('x', f32('M')) });
  expect((await failure(engine.compile(p, none))).message).toMatchInlineSnapshot(
    `"dimension "N" cannot be read at run time: no fed input has an axis that is N alone. Known are M; feed a tensor of that shape."`,
  );
});

it('knows its devices', async () => {
  expect(devices).toEqual(['cpu', 'webgpu', 'cuda']);
  expect((await failure(createOrtEngine({ device: 'gpu' as 'cpu' }))).message).toMatchInlineSnapshot(
    `"device "gpu" is unknown to onnxruntime: expected cpu, webgpu, cuda."`,
  );
  expect((await failure(createOrtEngine({ device: 'cpu', threads: 0 }))).message).toMatchInlineSnapshot(
    `"threads is 0: expected a whole number of 1 or more."`,
  );
  expect(engine.version).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
  expect(engine.threads).toBe(1);
});
