/** What a user may get wrong: every mistake is told in one line that says what was expected, with exit code 2. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { call as bench } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-mistakes-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const toy = ['--model', 'tiny', '--task', 'toy', '--methods'];

describe('a mistake on the command line is one line, with the nearest name, and exit code 2', () => {
  test.each<[string, string[], string]>([
    ['flag', ['--modle', 'x'], "error: unknown option '--modle' (Did you mean --model?)\n"],
    [
      'command',
      ['metods'],
      'error: unknown command "metods". Did you mean "methods"? Known: methods, tasks, preview, report, compare, import, merge, repeat, recommend, claims, regret, parity, doctor.\n',
    ],
    [
      'method',
      [...toy, 'loar'],
      'error: --methods: unknown method "loar". Did you mean "lora"? Known: icl, lora.\n',
    ],
    [
      'field',
      [...toy, 'lora', '--set', 'lora.rnk=1'],
      'error: --set lora.rnk: unknown field "rnk". Did you mean "rank"? Known: rank, roles.\n',
    ],
    [
      'value',
      [...toy, 'lora', '--set', 'lora.rank=0'],
      'error: --set lora.rank=0: Too small: expected number to be >=1\n',
    ],
    [
      'twice',
      [...toy, 'lora', '--set', 'lora.rank=1', '--set', 'lora.rank=2'],
      'error: --set lora.rank: given twice; write all values after one =\n',
    ],
    [
      'task',
      ['--model', 'm', '--methods', 'icl', '--task', 'tony'],
      'error: task: unknown task "tony". Did you mean "toy"? Known: toy.\n',
    ],
    [
      'number',
      [...toy, 'icl', '--limit', 'many'],
      'error: --limit: expected a whole number of at least 1, got "many"\n',
    ],
    [
      'seeds',
      [...toy, 'icl', '--seeds', 'x'],
      'error: --seeds: expected a whole number of at least 1, got "x"\n',
    ],
    ['absent', ['--task', 'toy'], 'error: --model, --methods missing; see pnpm bench --help\n'],
    [
      'argument',
      ['--model'],
      "error: option '--model <reference>' argument missing; see pnpm bench --help\n",
    ],
    ['resume', ['--resume'], 'error: --resume: which run? Give its folder: --resume runs/…\n'],
    [
      'retry',
      [...toy, 'icl', '--retry-failed'],
      'error: --retry-failed: goes with --resume. Name the run: --resume runs/… --retry-failed\n',
    ],
    [
      'no search',
      [...toy, 'icl', '--no-search'],
      'error: --no-search: goes with --resume. Name the run: --resume runs/… --no-search\n',
    ],
    [
      'one of some words',
      [...toy, 'icl', '--precision', 'float'],
      'error: --precision: unknown value "float". Did you mean "float32"? Known: float32, float16.\n',
    ],
    [
      'too many prompts',
      ['preview', '--prompts', '9'],
      'error: --prompts: expected a whole number of at least 0 and at most 3, got "9"\n',
    ],
    [
      'a method to list',
      ['methods', 'loar'],
      'error: unknown method "loar". Did you mean "lora"? Known: icl, lora, train.\n',
    ],
    ['no folder', ['report'], "error: missing required argument 'folder'; see pnpm bench report --help\n"],
    [
      'labels',
      [...toy, 'icl', '--labels', 'x'],
      'error: --labels: expected value=name,value=name, got "x"\n',
    ],
  ])('%s', async (_name, args, message) => {
    expect(await bench(...args)).toEqual({ code: 2, out: '', err: message });
  });
  test('a run that is not there', async () => {
    expect((await bench('--resume', path.join(dir, 'no'), ...toy, 'icl')).err).toContain(
      'holds no run to resume.',
    );
    const missing = 'Name the folder of a run, as pnpm bench makes it under runs/.';
    expect((await bench('report', dir)).err).toBe(
      `error: ${dir}: holds no run (no manifest.json). ${missing}\n`,
    );
    expect((await bench('report', path.join(dir, 'no'))).err).toContain(`no: no such folder. ${missing}`);
    mkdirSync(path.join(dir, 'one'));
    writeFileSync(path.join(dir, 'one', 'manifest.json'), '{}');
    expect((await bench('report', dir)).err).toBe(
      `error: ${dir}: holds no run itself (no manifest.json). Name one of those in it: one.\n`,
    );
  });
  test('a folder that holds something else is no place for a run', async () => {
    writeFileSync(path.join(dir, 'cost.csv'), 'mine');
    const { code, err } = await bench(...toy, 'icl', '--out', dir);
    expect({ code, err }).toEqual({
      code: 2,
      err: `error: ${dir}: holds other files (cost.csv), among which a run would write its own. Name a new folder by --out, or an empty one.\n`,
    });
    expect(readdirSync(dir)).toEqual(['cost.csv']);
  });
  test('a broken configuration file', async () => {
    const file = path.join(dir, 'bench.json');
    writeFileSync(file, '{"model": "tiny", "methods": ["icl"], "tsk": "toy"}');
    expect((await bench('--config', file)).err).toContain(
      'unknown field "tsk". Did you mean "task"? Known: ',
    );
    expect((await bench('--config', path.join(dir, 'absent.json'))).code).toBe(2);
  });
});
