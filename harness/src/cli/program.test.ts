import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtureDefaults, fixtureTasks } from '../__fixtures__/asked.ts';
import { fixtureMethods } from '@adaptbench/results/testing';
import { readTrials } from '@adaptbench/results';
import { compiledWork } from '../trial/__fixtures__/compiled-work.ts';
import { main } from './program.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-cli-'))));
afterEach(() => rmSync(dir, { recursive: true }));

async function bench(...args: string[]) {
  const text = { out: '', err: '' };
  const screen = (name: 'out' | 'err') => ({
    write: (more: string) => void (text[name] += more),
    isTTY: false,
    columns: 100,
  });
  const environment = {
    methods: fixtureMethods,
    tasks: fixtureTasks,
    defaults: fixtureDefaults,
    preflight: () => Promise.resolve('an engine 1.0'),
    work: () => compiledWork('work.ts'),
  };
  const code = await main(args, { ...environment, out: screen('out'), err: screen('err') });
  return { code, ...text };
}
const toy = ['--model', 'tiny', '--task', 'toy', '--methods'];

test('an error message cannot command the terminal', async () => {
  const { err } = await bench(
    '--model',
    'tiny',
    '--task',
    'to\u001B]0;pwned\u0007y\u009B2J',
    '--methods',
    'icl',
  );
  expect(err).not.toMatch(/[^\P{Cc}\n]/u);
  expect(err).toContain('to ]0;pwned y 2J');
});

describe('help', () => {
  test('tells all flags and gives examples', async () => {
    const { code, out } = await bench('--help');
    expect(code).toBe(0);
    for (const word of ['--model', '--set', '--resume', '--template', 'Examples:', 'methods', 'Exit code'])
      expect(out).toContain(word);
  });
  test('of a command is told by help, and the version by --version', async () => {
    expect((await bench('help', 'recommend')).out).toBe((await bench('recommend', '--help')).out);
    expect(await bench('--version')).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/^adaptbench, .+; node \S+, onnxruntime-node \S+\n$/),
    });
  });
  test('lists methods with fields, ranges, defaults and sweeps, and tasks', async () => {
    const { out } = await bench('methods');
    expect(out).toMatch(/lora\.rank +integer 1\.\.256 = 8 +Rank of the update/);
    expect(out).toMatch(/sweep where --set names nothing, one field at a time: icl\.shots=0,4/);
    expect(out).toMatch(/train\.learningRate +number/);
    const one = (await bench('methods', 'lora')).out;
    expect(out).toContain(one.trim());
    expect(one).not.toContain('icl.shots');
    expect((await bench('tasks')).out).toBe('toy  classification  en  made up\n');
  });
});

describe('a run of which neither model nor task is named', () => {
  const plan = async (...args: string[]) =>
    (await bench(...args, '--dry-run')).out
      .replaceAll(/^[0-9a-f]{16} {2}/gm, '')
      .split('\n')
      .slice(0, -1);
  test('is the default one, which other flags change', async () => {
    expect(await plan()).toEqual([
      'icl shots=1 seed 0',
      'lora rank=2 seed 0',
      'lora rank=3 seed 0',
      '3 trials',
    ]);
    expect(await plan('--set', 'lora.rank=5', '--seeds', '7,')).toEqual([
      'icl shots=1 seed 7',
      'lora rank=5 seed 7',
      '2 trials',
    ]);
    expect(await plan('--methods', 'icl')).toEqual(['icl shots=1 seed 0', '1 trial']);
  });
  test('is the quick one with --quick, on whatever model and task', async () => {
    expect(await plan('--quick')).toEqual(['icl defaults seed 0', '1 trial']);
    expect(await plan('--quick', '--model', 'other', '--methods', 'lora')).toEqual([
      'lora defaults seed 0',
      '1 trial',
    ]);
  });
});

// Every trial starts processes, perhaps beside other tests.
describe('a run', () => {
  test('writes trials, manifest, three tables and a report, and shows the tables', async () => {
    const run = path.join(dir, 'run');
    const { code, out, err } = await bench(
      ...toy,
      'icl,lora',
      '--no-sweep',
      '--seeds',
      '2',
      '--limit',
      '20',
      '--out',
      run,
    );
    expect(code).toBe(0);
    expect(err.split('\n')[0]).toBe('4 trials to run');
    expect(err).toMatch(/\[4\/4\] lora defaults seed 1: validation \d/);
    for (const title of ['Accuracy', 'Memory and storage', 'Latency and training time'])
      expect(out).toContain(title);
    for (const file of [
      'accuracy.csv',
      'memory.csv',
      'latency.csv',
      'report.md',
      'report.html',
      'manifest.json',
    ])
      expect(existsSync(path.join(run, file))).toBe(true);
    expect(existsSync(path.join(run, 'lock'))).toBe(false);
    const records = readTrials(path.join(run, 'trials.jsonl'));
    expect(records.map((r) => `${r.spec.method} ${r.spec.seed} ${r.state}`)).toEqual([
      'icl 0 done',
      'lora 0 done',
      'icl 1 done',
      'lora 1 done',
    ]);
    const manifest: unknown = JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      format: 1,
      seeds: [0, 1],
      models: ['m'.repeat(64)],
      data: ['d'.repeat(64)],
    });
    expect((await bench(...toy, 'icl', '--out', run)).err).toBe(
      `error: ${run}: holds a run already. Go on with it by --resume, or choose another --out.\n`,
    );
    expect((await bench('report', run)).out).toContain('Accuracy');
    const priced = await bench('report', run, '--price-per-hour', '3.6', '--compare', 'icl,lora');
    expect(priced.code).toBe(0);
    expect(priced.out).toContain(path.join(run, 'report.html'));
    expect(readFileSync(path.join(run, 'cost.csv'), 'utf8')).toContain('training (money)');
    expect(readFileSync(path.join(run, 'items.csv'), 'utf8')).toContain(',icl defaults,');
    expect((await bench('report', run, '--compare', 'icl,loar')).err).toBe(
      'error: --compare: unknown method "loar". Did you mean "lora"? Known: icl, lora.\n',
    );
    expect((await bench('report', run, '--compare', 'icl')).err).toContain('expected two methods');
    expect((await bench('report', run, '--watts', 'many')).err).toBe(
      'error: --watts: expected a number of at least 0, got "many"\n',
    );
  });
  test('by search looks at all configurations, runs the best whole, recommends, and becomes the whole sweep', async () => {
    const out = path.join(dir, 'run');
    const ranks = ['--set', `lora.rank=${Array.from({ length: 14 }, (_, i) => i + 1).join(',')}`];
    // All of them draw, so that every finalist runs with both seeds.
    const drawing = [...ranks, '--set', 'icl.shots=1,2'];
    const sweep = '--seeds 2 --search --latency chosen'.split(' ');
    const flags = [...toy, 'icl,lora', ...drawing, ...sweep, '--out', out];
    const { code, err } = await bench(...flags);
    expect(err).toContain('--search: 16 configurations, 14 of which train, with 2 seeds are few');
    // Those that train nothing and the first that trains; then the others, as all have the same rate.
    expect(err).toContain('look 1: 3 configurations');
    expect(err).toContain('look 1: 13 configurations');
    expect(err).toContain('finalists, whole, with every seed');
    expect(code).toBe(0);
    const whole = () =>
      readTrials(path.join(out, 'trials.jsonl')).filter((record) => record.spec.screen === undefined);
    expect(whole().length).toBeLessThan(10);
    const screening = readFileSync(path.join(out, 'screening.csv'), 'utf8').trimEnd().split('\n');
    expect(screening).toHaveLength(17);
    expect(screening.filter((line) => /those that went on had /u.test(line)).length).toBeGreaterThan(8);
    const advice = await bench('recommend', out, '--max-artifact', '1GB', '--json', path.join(dir, 'r.json'));
    expect(advice.out).toMatch(/\nUse (icl|lora) \(/);
    expect(advice.out).toMatch(/toy: of 16 configurations that a search looked at 1\d were let go/);
    expect(JSON.parse(readFileSync(path.join(dir, 'r.json'), 'utf8'))).toMatchObject({ format: 1 });
    // Not by memory: what the fixtures' processes take above idle may be nothing.
    expect(await bench('recommend', out, '--min-accuracy', '99')).toMatchObject({ code: 1 });
    expect(await bench('recommend', out, '--p95', 'soon')).toMatchObject({ code: 2 });
    expect((await bench('--resume', out, '--no-search')).code).toBe(0);
    expect(whole()).toHaveLength(32);
    expect(readFileSync(path.join(out, 'report.md'), 'utf8')).not.toContain('## Search');
  });
  test('too small to be searched is refused', async () => {
    const { code, err } = await bench(...toy, 'icl,lora', '--search', '--out', path.join(dir, 'run'));
    expect(code).toBe(2);
    expect(err).toContain(
      '--search: 6 configurations, 4 of which train, with 1 seed are few: a search would cost',
    );
  });
  test('goes by a configuration file, flags first', async () => {
    const file = path.join(dir, 'bench.ts');
    writeFileSync(
      file,
      `export default { model: 'tiny', task: 'toy', methods: ['lora'], set: { 'lora.rank': [1, 2] }, seeds: 2 };`,
    );
    const { out } = await bench('--config', file, '--seeds', '1', '--set', 'lora.roles=[q]', '--dry-run');
    expect(out.replaceAll(/^[0-9a-f]{16}/gm, 'id')).toBe(
      'id  lora rank=1 roles=[q] seed 0\nid  lora rank=2 roles=[q] seed 0\n2 trials\n',
    );
  });
  test('with failures goes on to the end, keeps them as rows and exits with 1; --retry-failed runs them again', async () => {
    const run = path.join(dir, 'run');
    const file = path.join(dir, 'bench.json');
    const task = { name: 'toy', accident: 'exit', when: 'lora' };
    writeFileSync(file, JSON.stringify({ model: 'tiny', task, methods: ['icl', 'lora'], sweep: false }));
    const first = await bench('--config', file, '--out', run);
    expect(first.code).toBe(1);
    expect(first.err).toContain(
      'lora defaults seed 0: failed in train: ProcessDied: the process ended with exit code 7',
    );
    expect(readFileSync(path.join(run, 'accuracy.csv'), 'utf8')).toMatch(
      /lora,defaults,.*failed,train: ProcessDied/,
    );
    const again = await bench('--resume', run);
    expect(again.code).toBe(1);
    expect(again.err).toBe('0 trials to run; 2 of 2 are there already\n');
    const retried = await bench('--resume', run, '--retry-failed');
    expect(retried.err).toContain('1 trial to run; 1 of 2 are there already');
  });
  test('in which every configuration is impossible says why and exits with 1', async () => {
    const file = path.join(dir, 'bench.json');
    const task = { name: 'toy', accident: 'config' };
    writeFileSync(file, JSON.stringify({ model: 'tiny', task, methods: ['lora'], sweep: false }));
    const { code, out } = await bench('--config', file, '--out', path.join(dir, 'run'));
    expect(code).toBe(1);
    expect(out).toContain('lora (defaults): skipped: lora: rank is 9: expected 1..8\n');
  });
  test('can be extended when it is resumed', async () => {
    const run = path.join(dir, 'run');
    await bench(...toy, 'icl', '--no-sweep', '--out', run);
    const dry = await bench('--resume', run, '--seeds', '2', '--dry-run');
    expect(dry.out).toMatch(/^[0-9a-f]{16} {2}\S.* seed 1\n1 trial to run; 1 of 2 are there already\n$/);
    const { err, code } = await bench('--resume', run, '--seeds', '2');
    expect([code, err.split('\n')[0]]).toEqual([0, '1 trial to run; 1 of 2 are there already']);
    // A part of a configuration changes what it names, and leaves other values as they are.
    const part = path.join(dir, 'part.json');
    writeFileSync(part, JSON.stringify({ methods: ['icl', 'lora'], set: { 'lora.rank': [1, 2] } }));
    const more = await bench('--config', part, '--resume', run);
    expect([more.code, more.err.split('\n')[0]]).toEqual([0, '4 trials to run; 2 of 6 are there already']);
  });
});
