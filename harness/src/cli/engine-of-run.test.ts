/** With the fixtures' trials, which ask no engine: what becomes of a choice from the command line to the manifest. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from '@adaptbench/graph';
import { type EngineChoice, filesOf, readManifest, readTrials, trialId } from '@adaptbench/results';
import { fixtureMethods } from '@adaptbench/results/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureDefaults, fixtureTasks } from '../__fixtures__/asked.ts';
import { compiledWork } from '../trial/__fixtures__/compiled-work.ts';
import type { Environment } from './environment.ts';
import { main } from './program.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-engine-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const tensorflow: EngineChoice = {
  engine: 'tfjs',
  device: 'tensorflow',
  why: 'tfjs on tensorflow: as measured',
  seconds: 0.5,
  measured: [],
  absent: [{ engine: 'ort', device: 'cuda', reason: 'no card' }],
};

/** On a machine whose measurements come out as `choice` says; null: nothing may be measured. */
async function bench(choice: EngineChoice | null, args: readonly string[], more: Partial<Environment> = {}) {
  const text = { out: '', err: '' };
  const screen = (name: 'out' | 'err') => ({
    write: (written: string) => void (text[name] += written),
    isTTY: false,
    columns: 100,
  });
  const code = await main(args, {
    methods: fixtureMethods,
    tasks: fixtureTasks,
    defaults: fixtureDefaults,
    preflight: () => Promise.resolve('an engine 1.0'),
    choose: () => (choice === null ? Promise.reject(new Error('measured')) : Promise.resolve(choice)),
    work: () => compiledWork('work.ts'),
    ...more,
    out: screen('out'),
    err: screen('err'),
  });
  return { code, ...text };
}
const out = (): string => path.join(dir, 'run');
const toy = ['--model', 'tiny', '--task', 'toy', '--methods', 'icl', '--no-sweep', '--latency', 'none'];
const manifest = () => readManifest(filesOf(out()).manifest)!;
const engines = (): string[] => manifest().plan.map(({ engine, device }) => `${engine} ${device}`);

test('trials have the engine that was chosen; the manifest says why, and the terminal before the first trial', async () => {
  const { code, err } = await bench(tensorflow, [...toy, '--engine', 'auto', '--out', out()]);
  expect(code).toBe(0);
  expect(err).toMatch(/^Engine: tfjs on tensorflow: as measured\.\n1 trial to run\n/);
  expect(engines()).toEqual(['tfjs tensorflow']);
  expect(readTrials(filesOf(out()).trials).map(({ id }) => id)).toEqual(manifest().plan.map(trialId));
  expect(manifest().sessions.map(({ choice }) => choice)).toEqual([tensorflow]);
});

test('a run goes on with its engine, and nothing is measured again', async () => {
  await bench(tensorflow, [...toy, '--out', out()]);
  const { code, err } = await bench(null, ['--resume', out(), '--seeds', '2']);
  expect([code, err]).toEqual([0, expect.stringContaining('1 of 2 are there already')]);
  expect(engines()).toEqual(['tfjs tensorflow', 'tfjs tensorflow']);
});

test('a run of an older program, which had no choice, goes on with what it had', async () => {
  await bench(null, [...toy, '--engine', 'ort', '--device', 'cpu', '--out', out()]);
  const { engine: _, device: __, ...asked } = manifest().bench;
  const old = { ...manifest(), bench: asked };
  writeFileSync(filesOf(out()).manifest, JSON.stringify(old));
  expect((await bench(null, ['--resume', out()])).err).toBe('0 trials to run; 1 of 1 are there already\n');
  expect(engines()).toEqual(['ort cpu']);
});

test('a run does not go on where its engine is missing', async () => {
  await bench(tensorflow, [...toy, '--out', out()]);
  const before = readFileSync(filesOf(out()).manifest, 'utf8');
  const missing = { preflight: () => Promise.reject(new EngineError('Run `pnpm tfjs:native`.')) };
  expect(await bench(null, ['--resume', out(), '--seeds', '2'], missing)).toEqual({
    code: 2,
    out: '',
    err: `error: ${out()}: its trials ran with tfjs on tensorflow, which cannot be used here, and they go on with nothing else. Run \`pnpm tfjs:native\`. Or go on where it can be used, or begin a run of its own.\n`,
  });
  expect(readFileSync(filesOf(out()).manifest, 'utf8')).toBe(before);
});

test('what is named is taken as it is, and one that cannot be used is an error', async () => {
  const cuda = ['--engine', 'ort', '--device', 'cuda'];
  const missing = { preflight: () => Promise.reject(new EngineError('device "cuda": no card.')) };
  expect(await bench(null, [...toy, ...cuda, '--out', out()], missing)).toEqual({
    code: 2,
    out: '',
    err: 'error: device "cuda": no card.\n',
  });
});

test('parts of a run take the usual engine, whatever their machines are fast at', async () => {
  const { err } = await bench(null, [...toy, '--shard', '1/2', '--seeds', '2', '--out', out()]);
  expect(err).toContain('Engine: ort on cpu: all 2 parts of a run need the same, so nothing is measured;');
  expect(engines()).toEqual(['ort cpu', 'ort cpu']);
});
