/** The script for a GPU machine: its arguments, what it reads of a card, and the pack, whose program runs where nothing is installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asked } from './arguments.ts';
import { cardOf, vulkanEnvironment } from './card.ts';
import { figuresOf } from './manifest.ts';
import { fill, packFolder } from './pack.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'gpu-test-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('arguments', () => {
  test('have defaults, and those that are not known are an error that names the known ones', () => {
    expect(asked([])).toMatchObject({
      phase: 'all',
      device: 'webgpu',
      model: 'embedded',
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
  test('keeps the Vulkan driver that the environment names', () => {
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: '/some.json' })).toEqual({});
  });
});

test('a step’s figures are the object of its last line, without lists', () => {
  expect(figuresOf('log\n{"tokensPerSecond":5,"stepMs":[1,2]}\n')).toEqual({ tokensPerSecond: 5 });
  expect(figuresOf('no figures')).toBeNull();
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
      execFileSync(process.execPath, args, { cwd: dir, env: { HOME: dir, PATH: '' }, encoding: 'utf8' });
    expect(run(path.join(folder, 'program/gpu.mjs'), '--help')).toMatch(/^\.\/run \[--phase/);
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
