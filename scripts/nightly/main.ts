/**
 * The default sweep against the last accepted one:
 *   pnpm nightly [arguments for pnpm bench]
 *   pnpm nightly --accept [folder of a run]
 * The first runs the sweep into `runs/nightly/<time>` and compares it with `results/nightly` (or `results/embedded`): comparison.md and
 * comparison.json lie next to the run's report. The second runs nothing: it makes the newest such run (or the one named) the baseline,
 * to be committed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ACCEPTED, accept, newestRun } from './src/baseline.ts';
import { nightly } from './src/nightly.ts';

const root = path.join(import.meta.dirname, '../..');
const args = process.argv.slice(2).filter((arg, i) => i > 0 || arg !== '--');

const bench = (more: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const program = path.join(root, 'harness/bench.mjs');
    const child = spawn(process.execPath, [program, ...more], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 130));
  });

function acceptNamed(named: string | undefined): number {
  const run = named ?? newestRun(root);
  if (run === null || !existsSync(path.join(root, run, 'trials.jsonl'))) {
    console.error(`error: ${run ?? 'runs/nightly'}: holds no finished run to accept. Make one: pnpm nightly`);
    return 2;
  }
  accept(root, run);
  console.log(`${run} is the baseline now: ${ACCEPTED}. Commit it.`);
  return 0;
}

// The child gets Ctrl-C as well and ends in order; its exit code is ours.
process.on('SIGINT', () => {});
process.exitCode =
  args[0] === '--accept'
    ? acceptNamed(args[1])
    : await nightly(args, { root, bench, say: (line) => console.log(line), now: new Date() });
