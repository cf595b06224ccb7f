/** The program as a process: interrupted, killed, resumed. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTrials } from '@adaptbench/results';
import { fixtureProgram } from './__fixtures__/started.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-e2e-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly text: { out: string; err: string };
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}
function start(...args: string[]): Running {
  const child = spawn(process.execPath, [...fixtureProgram, ...args]);
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, text, ended };
}
const bench = async (...args: string[]) => {
  const running = start(...args);
  return { ...(await running.ended), ...running.text };
};
/** What does not come ends with the test's own limit. */
async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(20);
}

/** Two methods, two seeds, so four trials of known outcome. */
function config(task: object = {}): string {
  const file = path.join(dir, 'bench.json');
  const bench = {
    model: 'tiny',
    task: { name: 'toy', ...task },
    methods: ['icl', 'lora'],
    sweep: false,
    seeds: 2,
  };
  writeFileSync(file, JSON.stringify(bench));
  return file;
}
const trials = (run: string) => readTrials(path.join(run, 'trials.jsonl'));
/** What must not depend on how the run was cut: accuracy is measured, memory is not the same twice. */
const accuracy = (run: string) => readFileSync(path.join(run, 'accuracy.csv'), 'utf8');
/** Processes of trials that a harness has started; its guards' shells are none. */
const children = (pid: number) =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return (
        readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('child.mjs')
      );
    } catch {
      return false;
    }
  });
const alive = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe.skipIf(process.platform !== 'linux')('a run that is disturbed (needs /proc, so Linux only)', () => {
  test('goes on after Ctrl-C or kill -9, loses nothing finished, and ends with the same tables', async () => {
    // A trial that trains goes on once there is a file with its seed's name: what happens meanwhile takes the time it takes.
    const gate = path.join(dir, 'gate');
    mkdirSync(gate);
    const opened = (seed: number) => path.join(gate, String(seed));
    for (const seed of [0, 1]) writeFileSync(opened(seed), '');
    const file = config({ accident: 'gate', when: 'lora:train', gate });
    const [whole, cut] = [path.join(dir, 'whole'), path.join(dir, 'cut')];
    expect((await bench('--config', file, '--out', whole)).code).toBe(0);

    for (const seed of [0, 1]) rmSync(opened(seed));
    const first = start('--config', file, '--out', cut);
    await until(() => first.text.err.includes('[2/4] lora defaults seed 0 · train'));
    const [worker] = children(first.child.pid!);
    first.child.kill('SIGINT');
    expect(await first.ended).toEqual({ code: 130, signal: null });
    expect(first.text.err).toContain(
      `stopped: 1 of 4 trials are safe. Go on with: pnpm bench --resume ${cut}`,
    );
    expect(alive(worker!)).toBe(false);
    expect(trials(cut).map((r) => r.state)).toEqual(['done']);
    expect(accuracy(cut)).toContain('lora,defaults,,,,,,,,,,,,0,,,,,not run,');

    writeFileSync(opened(0), '');
    const second = start('--resume', cut);
    await until(() => second.text.err.includes('[4/4] lora defaults seed 1 · train'));
    const locked = await bench('--resume', cut);
    expect(locked.code).toBe(2);
    expect(locked.err).toContain('another adaptbench (process');
    const [orphan] = children(second.child.pid!);
    second.child.kill('SIGKILL');
    await second.ended;
    await until(() => !alive(orphan!));
    expect(trials(cut)).toHaveLength(3);

    writeFileSync(opened(1), '');
    const third = await bench('--resume', cut);
    expect(third.code).toBe(0);
    expect(third.err).toMatch(/^1 trial to run; 3 of 4 are there already/);
    expect(accuracy(cut)).toBe(accuracy(whole));
    const order = (run: string) =>
      trials(run)
        .map((r) => r.id)
        .join(' ');
    expect(order(cut)).toBe(order(whole));
    const manifest = JSON.parse(readFileSync(path.join(cut, 'manifest.json'), 'utf8')) as {
      sessions: { endedAt: string | null }[];
    };
    expect(manifest.sessions.map((s) => s.endedAt !== null)).toEqual([true, false, true]);
  });

  test('that is killed takes the process of its trial with it, however stuck that is', async () => {
    const running = start('--config', config({ accident: 'stuck' }), '--out', path.join(dir, 'run'));
    // It says so in its last breath.
    await until(() => running.text.err.includes('· evaluate'));
    const [stuck] = children(running.child.pid!);
    await sleep(200);
    running.child.kill('SIGKILL');
    await running.ended;
    await until(() => !alive(stuck!));
  });

  test('counts a trial whose process is killed as failed, and runs the others', async () => {
    const file = config({ accident: 'hang', when: 'lora:train:0' });
    const run = path.join(dir, 'run');
    const running = start('--config', file, '--out', run);
    await until(() => running.text.err.includes('[2/4] lora defaults seed 0 · train'));
    const [worker] = children(running.child.pid!);
    process.kill(Number(worker), 'SIGKILL');
    expect((await running.ended).code).toBe(1);
    expect(trials(run).map((r) => `${r.spec.method} ${r.spec.seed} ${r.state}`)).toEqual([
      'icl 0 done',
      'lora 0 failed',
      'icl 1 done',
      'lora 1 done',
    ]);
    expect(accuracy(run)).toContain(
      '"1/2 done, 1 failed","train: ProcessDied: the process was killed (SIGKILL)',
    );
  });
});
