/**
 * A run's files as a disk, an editor or another program may leave them. Commands say what is wrong by file, line and field. They never
 * end in an error of the language.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  done,
  failed,
  linesOf,
  manifestOf,
  skipped,
  specs,
  timingFixture,
} from '@adaptbench/results/testing';
import { thisProcess } from '../trial/owner.ts';
import { type Json, trialId } from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-damaged-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const plan = specs();
const manifest = manifestOf(plan);
const [one, two, ...others] = plan;
const records = [
  failed(one!),
  skipped(two!),
  ...others.map((spec) => ({ ...done(spec), timing: spec.seed === 0 ? timingFixture(spec) : null })),
];
const lines = records.map((record) => JSON.stringify(record));

function run(name: string, content: { manifest?: string; trials?: string } = {}): string {
  const folder = path.join(dir, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'manifest.json'), content.manifest ?? JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'trials.jsonl'), content.trials ?? `${lines.join('\n')}\n`);
  return folder;
}

describe('trials.jsonl', () => {
  test('may have empty lines', async () => {
    const folder = run('run', { trials: `\n${lines.join('\n \n')}\n\n` });
    expect((await call('report', folder)).code).toBe(0);
  });
  test('with a line of NUL bytes names it and the mend', async () => {
    const folder = run('run', { trials: `${lines[0]}\n${'\0'.repeat(40)}\n${lines[1]}\n` });
    expect(await call('report', folder)).toMatchObject({
      code: 2,
      err: `error: ${folder}/trials.jsonl:2: 40 NUL bytes where a trial's record should be, as a crash of the machine leaves them. Delete the line: the other trials are safe, and --resume runs this one again.\n`,
    });
  });
  test.each<[string, (record: Record<string, Json>) => unknown, string]>([
    ['without a field', ({ accuracy: _, ...rest }) => rest, 'accuracy: is missing'],
    ['of another type', (r) => ({ ...r, notes: 'none' }), 'notes: expected array'],
    ['of no state', (r) => ({ ...r, state: 'over' }), 'state: '],
    ['of another trial', (r) => ({ ...r, id: '0'.repeat(16) }), 'id: its specification has the id'],
    ['that is a list', () => [], 'as a whole: expected object'],
  ])('with a record %s names line and field', async (_name, change, message) => {
    const changed = JSON.stringify(change(JSON.parse(lines[2]!) as Record<string, Json>));
    const folder = run('run', { trials: `${lines[0]}\n${changed}\n` });
    const { code, err } = await call('report', folder);
    expect(code).toBe(2);
    expect(err).toContain(`${folder}/trials.jsonl:2: not a trial's record`);
    expect(err).toContain(message);
  });
  test('whose outcomes do not agree with their counts is refused', async () => {
    const record = JSON.parse(lines[2]!) as { accuracy: { test: { correct: number } } };
    record.accuracy.test.correct++;
    const { err } = await call('report', run('run', { trials: `${JSON.stringify(record)}\n` }));
    expect(err).toContain('accuracy.test: outcomes do not agree with n and correct');
  });
  test('of great depth is refused', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const trials = `${lines[2]!.replace('"config":{', `"config":{"x":${deep},`)}\n`;
    const { code, err } = await call('report', run('run', { trials }));
    expect(code).toBe(2);
    expect(err).toContain('lists and objects lie more than 64 deep in each other');
  });
});

describe('a folder', () => {
  test.each([[['--resume']], [['--dry-run', '--resume']]])(
    'without a run cannot be resumed: %j',
    async (flags) => {
      expect(await call(...flags, dir)).toEqual({
        code: 2,
        out: '',
        err: `error: ${dir}: holds no run to resume. Check the folder's name, or start a run there with --out ${dir}.\n`,
      });
    },
  );
  test('with stray files of a desktop is resumed', async () => {
    const folder = path.join(dir, 'run');
    const toy = ['--model', 'tiny', '--task', 'toy', '--methods', 'lora', '--no-sweep', '--latency', 'none'];
    expect((await call(...toy, '--out', folder)).code).toBe(0);
    const [trial = ''] = readdirSync(path.join(folder, 'trials'));
    for (const at of ['', 'trials', path.join('trials', trial)])
      for (const name of ['.DS_Store', 'Thumbs.db', '._x'])
        writeFileSync(path.join(folder, at, name), '\0\0\0\x01Bud1');
    expect((await call('--resume', folder)).err).not.toContain('error');
    expect((await call('report', folder)).code).toBe(0);
  });
  test('in which a harness works is not written to by a report', async () => {
    const folder = run('run');
    writeFileSync(path.join(folder, 'lock'), JSON.stringify(thisProcess()));
    expect((await call('report', folder)).err).toContain('another adaptbench (process');
    expect(existsSync(path.join(folder, 'report.md'))).toBe(false);
  });
  test.each([
    ['file', 'a part of the path is a file where a folder is needed (ENOTDIR). Check the path.'],
    ['x'.repeat(300), 'the name is longer than the file system takes (ENAMETOOLONG). Shorten it.'],
  ])('that cannot be one is said in words: %s', async (name, message) => {
    writeFileSync(path.join(dir, 'file'), '');
    const { code, err } = await call('report', path.join(dir, name, 'run'));
    expect({ code, told: err.endsWith(`: ${message}\n`) }).toEqual({ code: 2, told: true });
  });
  test('where a file should be is said in words', async () => {
    const folder = run('run');
    rmSync(path.join(folder, 'trials.jsonl'));
    mkdirSync(path.join(folder, 'trials.jsonl'));
    expect((await call('report', folder)).err).toBe(
      `error: ${folder}/trials.jsonl: is a folder: expected a file (EISDIR). Name a file in it.\n`,
    );
  });
});

test.each(['constructor', '__proto__', 'toString'])('%s is no name of anything', async (name) => {
  expect((await call('import', name, 'x', '--out', path.join(dir, 'new'))).err).toContain(
    `unknown format "${name}"`,
  );
  const toy = ['--model', 'tiny', '--task', 'toy', '--methods', 'icl', '--dry-run'];
  expect((await call(...toy, '--engine', name)).err).toContain(`unknown engine "${name}"`);
  expect((await call(...toy, '--device', name)).err).toContain(`unknown device "${name}"`);
  expect((await call(...toy.with(5, name))).err).toContain(`unknown method "${name}"`);
  expect((await call(...toy, '--set', `icl.${name}=1`)).err).toContain(`unknown field "${name}"`);
});

/** Values that a field may have by damage or by hand. */
const values: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  '',
  'x',
  '__proto__',
  [],
  [null],
  {},
  { x: {} },
];

/** A copy of a JSON value in which one field somewhere is gone, has another value, or is one too many. */
function mutant(value: unknown, seed: number): unknown {
  const draw = random(seed, 'mutant');
  const copy: unknown = structuredClone(value);
  const places: { of: Record<string, unknown>; key: string }[] = [];
  const visit = (of: unknown): void => {
    if (typeof of !== 'object' || of === null) return;
    for (const key of Object.keys(of)) {
      places.push({ of: of as Record<string, unknown>, key });
      visit((of as Record<string, unknown>)[key]);
    }
  };
  visit(copy);
  const { of, key } = places[draw.below(places.length)]!;
  if (draw.uniform() < 0.3) delete of[key];
  else if (draw.uniform() < 0.2) of[values[7 + draw.below(2)] as string] = of[key];
  else of[key] = values[draw.below(values.length)];
  return copy;
}

test('whatever one field of a manifest or record holds, no command ends in an error of the language', async () => {
  const MUTANTS = 60;
  const whole = run('whole');
  const ids = others.map(trialId);
  for (const [i, id] of ids.entries()) {
    mkdirSync(path.join(whole, 'trials', id), { recursive: true });
    const items = linesOf(records[i + 2] as ReturnType<typeof done>).map(
      (line) => `${JSON.stringify(line)}\n`,
    );
    writeFileSync(path.join(whole, 'trials', id, 'items.jsonl'), items.join(''));
  }
  const told: string[] = [];
  const counts = { opened: 0, refused: 0 };
  for (let seed = 0; seed < MUTANTS; seed++) {
    const folder = path.join(dir, `mutant-${seed}`);
    cpSync(whole, folder, { recursive: true });
    const file = path.join(folder, seed % 3 === 0 ? 'manifest.json' : 'trials.jsonl');
    if (seed % 3 === 0) writeFileSync(file, JSON.stringify(mutant(manifest, seed)));
    else {
      const at = seed % lines.length;
      const changed = JSON.stringify(mutant(records[at], seed));
      writeFileSync(file, `${lines.with(at, changed).join('\n')}\n`);
    }
    const commands = [
      ['report', folder],
      ['compare', whole, folder],
      ['recommend', folder],
      ['merge', path.join(folder, 'merged'), whole, folder],
      ['--resume', folder, '--dry-run'],
    ];
    for (const args of commands.slice(0, seed % 6 === 0 ? 5 : 1)) {
      const { code, err } = await call(...args);
      counts[err.startsWith('error') ? 'refused' : 'opened']++;
      if (/(Type|Range|Reference|Zod|Syntax)Error|\n +at |undefined|internal:/.test(err))
        told.push(`${seed} ${args[0]} ${code}: ${err.slice(0, 300)}`);
    }
    rmSync(folder, { recursive: true });
  }
  expect(told).toEqual([]);
  expect(counts.opened).toBeGreaterThan(10);
  expect(counts.refused).toBeGreaterThan(10);
});
