/** The script for a GPU machine: its arguments, what it reads of a card, and the pack, whose program runs where nothing is installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Asked, asked } from './arguments.ts';
import { cardOf, vulkanEnvironment } from './card.ts';
import { type StepRecord, figuresOf, openManifest } from './manifest.ts';
import { fill, packFolder } from './pack.ts';
import { page } from './page.ts';
import { runSteps } from './run-steps.ts';
import type { Step } from './steps.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'gpu-test-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('arguments', () => {
  test('have defaults, and those that are not known are an error that names the known ones', () => {
    expect(asked([])).toMatchObject({
      phase: 'all',
      device: 'webgpu',
      model: null,
      minutes: 5,
      tiny: false,
    });
    expect(asked(['--help'])).toBe('help');
    expect(() => asked(['--phase', 'parity'])).toThrow('--phase parity: expected agree, sweep, all.');
    expect(() => asked(['--device', 'cpu'])).toThrow('--device cpu: expected webgpu, cuda.');
    expect(() => asked(['--minutes', 'x'])).toThrow('--minutes x: expected a number above 0.');
    expect(() => asked(['--card', 'x'])).toThrow(/--card/);
  });
});

describe('a card', () => {
  test('is named as nvidia-smi names it', () => {
    expect(cardOf('NVIDIA H200, 580.159.03, 143771\n')).toEqual({
      slug: 'nvidia-h200',
      name: 'NVIDIA H200',
      driver: '580.159.03',
      memoryMiB: 143_771,
      software: false,
    });
    expect(cardOf('')).toMatchObject({ slug: 'unknown' });
  });
  test('keeps the Vulkan driver that the environment names, and the loader that the machine has', () => {
    const loader = (file: string): boolean => file === '/usr/lib64/libvulkan.so.1';
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: '/some.json' }, '/pack/lib', loader)).toEqual({});
  });
  test('is found in a container that has NVIDIA’s driver and no loader', () => {
    const container = (file: string): boolean =>
      ['/etc/vulkan/icd.d/nvidia_icd.json', '/usr/local/nvidia/lib64'].includes(file);
    expect(vulkanEnvironment({ LD_LIBRARY_PATH: '/cuda' }, '/pack/lib', container)).toEqual({
      VK_DRIVER_FILES: '/etc/vulkan/icd.d/nvidia_icd.json',
      VK_ICD_FILENAMES: '/etc/vulkan/icd.d/nvidia_icd.json',
      LD_LIBRARY_PATH: '/cuda:/usr/local/nvidia/lib64:/pack/lib',
    });
  });
});

test('a step’s figures are the object of its last line', () => {
  expect(figuresOf('log\n{"tokensPerSecond":5,"stepMs":[1,2]}\n')).toEqual({
    tokensPerSecond: 5,
    stepMs: [1, 2],
  });
  expect(figuresOf('no figures')).toBeNull();
});

describe('steps', () => {
  /** A script of node's that ends as it is told. */
  const step = (name: string, script: string, more: Partial<Step> = {}): Step => ({
    name,
    command: process.execPath,
    args: ['-e', script],
    share: 1,
    optional: false,
    ...more,
  });
  const card = cardOf('NVIDIA H200, 580.159.03, 143771');
  const tiny = asked(['--tiny']) as Asked;
  const run = async (out: string, steps: readonly Step[], seconds: number): Promise<string[]> => {
    mkdirSync(out, { recursive: true });
    const manifest = await openManifest(out, card, tiny, ['--tiny'], { commit: 'of a test' });
    const deadline = Date.now() + 1000 * seconds;
    return runSteps(steps, { out, env: process.env, deadline, manifest, say: () => {} });
  };
  const outcomes = (out: string): string[] =>
    (JSON.parse(readFileSync(path.join(out, 'manifest.json'), 'utf8')) as Kept).steps.map(
      ({ name, outcome }) => `${name} ${outcome}`,
    );
  interface Kept {
    readonly steps: readonly { readonly name: string; readonly outcome: string }[];
  }

  test('have their share of the time, so that a slow one takes none of the others’; the next call goes on with what is not done', async () => {
    const out = path.join(dir, 'steps');
    const quick = step('quick', 'console.log(JSON.stringify({ tokensPerSecond: 5 }))');
    const slow = step('train', 'setTimeout(() => {}, 60_000)');
    const peer = step('peer', 'throw new Error("ModuleNotFoundError")', { optional: true });
    expect(await run(out, [slow, quick, peer], 9)).toEqual(['train']);
    expect(outcomes(out)).toEqual(['train out of time', 'quick done', 'peer absent']);
    expect(readFileSync(path.join(out, 'README.md'), 'utf8')).toContain('| train | out of time |');
    const trained = step('train', 'console.log(JSON.stringify({ tokensPerSecond: 7, losses: [1] }))');
    expect(await run(out, [trained, quick, peer], 9)).toEqual([]);
    expect(outcomes(out).slice(3)).toEqual(['train done', 'peer absent']);
    expect(readFileSync(path.join(out, 'README.md'), 'utf8')).toContain(
      '| LoRA training (tokens/s) | 7.000 | – |',
    );
  });

  test('of another device or model do not come into the same folder', async () => {
    const out = path.join(dir, 'other');
    await run(out, [step('quick', '')], 9);
    await expect(openManifest(out, card, { ...tiny, tiny: false }, [], null)).rejects.toThrow(
      /it holds steps of .*"tiny":true.* Name another folder/,
    );
  });

  test('say beside a peer how far both are apart', () => {
    const record = (name: string, figures: object) =>
      ({ name, outcome: 'done', seconds: 1, at: '', figures }) as StepRecord;
    const text = page({ ...card, software: true }, tiny, [
      record('train', { losses: [2.5, 1] }),
      record('train-peft', { losses: [2.4, 9] }),
      record('score', { logProbs: [[-1, -2]] }),
      record('score-transformers', { logProbs: [[-1, -2.001]] }),
    ]);
    expect(text).toContain('no card has run this');
    expect(text).toContain(
      'Beside the peer: first losses of the training differ by 1.0e-1 at most; log-probabilities of the scored answers differ by 1.0e-3 at most.',
    );
  });
});

test('a pack that is too large is an error which says what is large', () => {
  const folder = path.join(dir, 'large');
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'numbers'),
    Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i) % 251)),
  );
  expect(() => packFolder(folder, 100)).toThrow(/large\.tar\.gz: .* MiB packed, expected at most .* numbers/);
  expect(packFolder(folder).bytes).toBeLessThan(5000);
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'the packed program runs in an empty environment and trains a method',
  async () => {
    const folder = path.join(dir, 'pack');
    await fill(folder, { node: false });
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, args, {
        cwd: dir,
        env: { HOME: dir, PATH: '' },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(run(path.join(folder, 'program/gpu.mjs'), '--help')).toMatch(/^\.\/run \[--phase/);
    // What engines are measured with, which has nothing to do where it is not asked.
    expect(run(path.join(folder, 'program/probe.mjs'))).toBe('');
    const out = path.join(dir, 'run');
    const small = ['--train', '8', '--limit', '4', '--set', 'lora.rank=1', '--set', 'train.maxSteps=2'];
    const asks = ['--model', 'embedded', '--task', 'hotel', '--methods', 'lora', '--latency', 'none'];
    run(path.join(folder, 'program/bench.mjs'), ...asks, ...small, '--threads', '1', '--out', out);
    expect(JSON.parse(readFileSync(path.join(out, 'trials.jsonl'), 'utf8').trim())).toMatchObject({
      state: 'done',
    });
    expect(existsSync(path.join(folder, 'node'))).toBe(false);
  },
  240_000,
);
