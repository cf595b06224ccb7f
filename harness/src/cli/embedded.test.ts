/** The run on the embedded model, in small and for real: what it says is the same every time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { precompile } from '../trial/precompile.ts';
import { preflight } from '../trial/prepare.ts';
import { main } from './program.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-embedded-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function run(name: string): Promise<{ code: number; accuracy: string; out: string }> {
  const out: string[] = [];
  const screen = (lines: string[]) => ({
    write: (text: string) => lines.push(text),
    isTTY: false,
    columns: 120,
  });
  const folder = path.join(dir, name);
  const small = ['--methods', 'icl,lora,cot', '--train', '16', '--limit', '8', '--latency', 'none'];
  const code = await main(['--quick', ...small, '--set', 'train.epochs=1', '--out', folder], {
    methods,
    tasks,
    defaults: { bench: embeddedBench, quick: quickBench },
    preflight,
    work: (to) => precompile(new URL('../trial/work.ts', import.meta.url).href, to),
    out: screen(out),
    err: screen([]),
  });
  return { code, accuracy: readFileSync(path.join(folder, 'accuracy.csv'), 'utf8'), out: out.join('') };
}

test(
  'the same seed gives the same accuracy table',
  // Twelve trials, each a process or two, perhaps beside other tests.
  async () => {
    const first = await run('first');
    expect(first.code).toBe(0);
    expect(first.out).toContain('word-problems');
    expect(first.accuracy.split('\n').filter((row) => row.includes('1/1 done'))).toHaveLength(6);
    expect((await run('second')).accuracy).toBe(first.accuracy);
  },
);
