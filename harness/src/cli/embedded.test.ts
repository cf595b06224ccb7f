/** The run on the embedded model, in small and for real: what it says is the same every time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filesOf, readManifest } from '@adaptbench/results';
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { precompile } from '../trial/precompile.ts';
import { preflight } from '../trial/prepare.ts';
import { main } from './program.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-embedded-'));
afterAll(() => rmSync(dir, { recursive: true }));

const small = ['--train', '16', '--limit', '8', '--latency', 'none', '--set', 'train.epochs=1'];

async function run(name: string, ...more: string[]) {
  const out: string[] = [];
  const screen = (lines: string[]) => ({
    write: (text: string) => lines.push(text),
    isTTY: false,
    columns: 120,
  });
  const folder = path.join(dir, name);
  const code = await main(['--quick', ...small, ...more, '--out', folder], {
    methods,
    tasks,
    defaults: { bench: embeddedBench, quick: quickBench },
    preflight,
    work: (to) => precompile(new URL('../trial/work.ts', import.meta.url).href, to),
    out: screen(out),
    err: screen([]),
  });
  const accuracy = readFileSync(path.join(folder, 'accuracy.csv'), 'utf8');
  return { code, accuracy, out: out.join(''), manifest: readManifest(filesOf(folder).manifest) };
}

test(
  'the same seed gives the same accuracy table',
  // Twelve trials, each a process or two, perhaps beside other tests.
  async () => {
    const methods = ['--methods', 'icl,lora,cot'];
    const first = await run('first', ...methods);
    expect(first.code).toBe(0);
    expect(first.out).toContain('word-problems');
    expect(first.accuracy.split('\n').filter((row) => row.includes('1/1 done'))).toHaveLength(6);
    expect((await run('second', ...methods)).accuracy).toBe(first.accuracy);
  },
);

// Trials' processes are compiled, and the library looks for its machine code beside itself.
test('a trial trains and answers on TensorFlow.js’ WebAssembly', async () => {
  const { code, accuracy, manifest } = await run(
    'wasm',
    '--methods',
    'lora',
    '--engine',
    'tfjs',
    '--device',
    'wasm',
  );
  expect(accuracy).toContain('1/1 done');
  expect(code).toBe(0);
  expect(manifest?.plan.map(({ engine, device }) => `${engine} ${device}`)).toEqual(['tfjs wasm']);
  expect(manifest?.sessions[0]?.engine).toMatch(/^@tensorflow\/tfjs-core /);
});
