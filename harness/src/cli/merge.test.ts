import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Manifest, filesOf, readTrials, type TrialRecord } from '@adaptbench/results';
import { lasting } from '../trial/__fixtures__/lasting.ts';
import { thisProcess } from '../trial/owner.ts';
import { call } from './__fixtures__/call.ts';
import { files } from './__fixtures__/killing.ts';

/** Three shards and the same run in one place, made once; each test has copies of its own. */
let made = '';
let dir = '';
beforeAll(async () => {
  made = dir = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-merge-'));
  for (const i of [1, 2, 3]) await run(`part${i}`, '--shard', `${i}/3`);
  await run('whole');
});
afterAll(() => rmSync(made, { recursive: true }));
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-merge-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

const at = (name: string) => path.join(dir, name);
const toy =
  '--model tiny --task toy --methods icl,lora --set lora.rank=1,2 --set icl.shots=1 --seeds 2'.split(' ');
const run = (out: string, ...more: string[]) => call(...toy, ...more, '--out', at(out));
const merged = (...dirs: string[]) => call('merge', at('all'), ...dirs.map(at));
const records = (name: string) => readTrials(filesOf(at(name)).trials);
/** Changes a run's manifest or records as another machine, program or hand would have. */
function alter(name: string, change: (manifest: Manifest) => object): void {
  const file = filesOf(at(name)).manifest;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  writeFileSync(file, JSON.stringify({ ...manifest, ...change(manifest) }));
}
const alterRecords = (name: string, change: (record: TrialRecord) => object): void =>
  writeFileSync(
    filesOf(at(name)).trials,
    records(name)
      .map((record) => `${JSON.stringify({ ...record, ...change(record) })}\n`)
      .join(''),
  );

describe('a run in shards', () => {
  test('merged is the run in one place, with machines as they were', async () => {
    for (const i of [1, 2, 3]) expect(records(`part${i}`)).toHaveLength(2);
    alter('part2', ({ sessions }) => ({
      sessions: sessions.map((s) => ({ ...s, machine: { ...s.machine, cpu: 'another one' } })),
    }));
    // What a merge that was cut off has left is no obstacle.
    const [id] = readdirSync(filesOf(at('part1')).work);
    mkdirSync(path.join(filesOf(at('all')).work, id!), { recursive: true });
    writeFileSync(path.join(filesOf(at('all')).work, id!, 'items.jsonl'), '{"half');
    const { code, out, err } = await merged('part3', 'part1', 'part2');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`3 runs merged. Report: ${at('all')}`);
    expect(readFileSync(path.join(at('all'), 'accuracy.csv'), 'utf8')).toBe(
      readFileSync(path.join(at('whole'), 'accuracy.csv'), 'utf8'),
    );
    expect(records('all').map(lasting)).toEqual(records('whole').map(lasting));
    expect(records('all').map((r) => r.state === 'done' && r.timing !== null)).toEqual(
      records('whole').map((r) => r.state === 'done' && r.timing !== null),
    );
    expect(files(at('all'))).toEqual(files(at('whole')));
    const manifest = JSON.parse(readFileSync(filesOf(at('all')).manifest, 'utf8')) as Manifest;
    expect(manifest.shard).toBeUndefined();
    expect(manifest.sessions.map((s) => s.shard?.index)).toEqual([1, 2, 3]);
    const report = readFileSync(filesOf(at('all')).report, 'utf8');
    expect(report).toContain('merged: 3 shards');
    expect(report).not.toContain('resumed');
    expect(report).toContain('between shards or sessions these changed: machine.');
    expect(report).toContain('another one');
    expect((await call('--resume', at('all'))).err).toContain('0 trials to run; 6 of 6 are there already');
  });

  test('of which one is missing says so, and can be completed in one place', async () => {
    const { code, err } = await merged('part1', 'part3');
    expect([code, err]).toEqual([
      1,
      'WARNING: 2 of 6 trials are in none of the folders; not given: shard 2/3\n',
    ]);
    const more = await call('--resume', at('all'));
    expect([more.code, more.err.split('\n')[0]]).toEqual([0, '2 trials to run; 4 of 6 are there already']);
  });

  test('goes on as the shard that it is', async () => {
    expect((await call('--resume', at('part1'))).err).toContain('0 trials to run; 2 of 2 are there');
    expect((await call('--resume', at('part1'), '--shard', '2/3')).err).toBe(
      `error: --shard 2/3: ${at('part1')} holds shard 1/3. Leave the flag out, or choose another folder.\n`,
    );
  });

  const refused = async (expected: string, ...dirs: string[]) => {
    const { code, err } = await merged(...dirs);
    expect(err).toBe(`error: ${expected}\n`);
    expect(code).toBe(2);
    expect(readdirSync(dir)).not.toContain('all');
  };
  test('is refused with what does not fit', async () => {
    const [one, two] = [at('part1'), at('part2')];
    await refused('merge: expected two runs or more.', 'part1');
    await refused(
      `${at('none')}: no such folder. Name the folder of a run, as pnpm bench makes it under runs/.`,
      'part1',
      'none',
    );
    await refused(`${one}: given twice`, 'part1', 'part2', 'part1');
    cpSync(one, at('copy'), { recursive: true });
    await refused(`${one} and ${at('copy')} are both shard 1/3.`, 'part1', 'copy');
    cpSync(one, at('half'), { recursive: true });
    alter('half', () => ({ shard: { index: 1, of: 2 } }));
    await refused(
      `${one} and ${at('half')}: one is shard 1/3, the other 1/2: expected parts of as many.`,
      'part1',
      'half',
    );
    cpSync(two, at('other'), { recursive: true });
    alter('other', ({ bench }) => ({ bench: { ...bench, seeds: 3, limit: 20 } }));
    await refused(
      `${one} and ${at('other')} are not parts of one run: seeds 2 and 3; limit none and 20.`,
      'part1',
      'other',
    );
    alter('part2', ({ plan }) => ({ plan: plan.toReversed() }));
    await refused(
      `${one} and ${two} are not parts of one run: their plans have other trials.`,
      'part1',
      'part2',
    );
    alter('part2', ({ plan }) => ({ plan: plan.toReversed() }));
    writeFileSync(path.join(two, 'lock'), JSON.stringify(thisProcess()));
    const busy = await merged('part1', 'part2');
    expect(busy.err).toContain(`${two}: another adaptbench (process ${process.pid}`);
  });

  test('made by different programs is refused, unless --anyway', async () => {
    alter('part2', ({ sessions }) => ({
      sessions: sessions.map((s) => ({
        ...s,
        versions: { ...s.versions, zod: '0.0.1' },
        source: { commit: 'f'.repeat(40), dirty: false },
      })),
    }));
    const { code, err } = await merged('part1', 'part2', 'part3');
    expect(code).toBe(2);
    expect(err).toMatch(
      /part1 and \S+part2 ran different programs: zod \S+ and 0\.0\.1, program .+ and ffffffffffff\. Run the shards with one version of the program, or merge them --anyway\.\n$/,
    );
    const anyway = await call('merge', at('all'), at('part1'), at('part2'), at('part3'), '--anyway');
    expect(anyway.code).toBe(0);
    expect(anyway.err).toContain('WARNING: ');
    expect(readFileSync(filesOf(at('all')).report, 'utf8')).toContain(
      'between shards or sessions these changed: program, package versions.',
    );
  });

  test('of different data or models is refused', async () => {
    alterRecords('part2', (r) =>
      r.state === 'done' ? { provenance: { ...r.provenance, data: 'e'.repeat(64) } } : {},
    );
    await refused(
      `${at('part1')} and ${at('part2')} do not have the same inputs: data of toy: dddddddddddd and eeeeeeeeeeee.`,
      'part1',
      'part2',
    );
  });

  test('whose trials overlap must agree in them', async () => {
    expect((await merged('part1', 'whole')).code).toBe(0);
    rmSync(at('all'), { recursive: true });
    alterRecords('part1', (r) => {
      if (r.state !== 'done') return {};
      const { test: split } = r.accuracy;
      const outcomes = `0${split.outcomes!.slice(1, -1)}0`;
      const correct = outcomes.split('1').length - 1;
      return { accuracy: { ...r.accuracy, test: { ...split, outcomes, correct } } };
    });
    const { code, err } = await merged('part1', 'whole');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: trial [0-9a-f]{16} \((icl|lora), seed \d\) is in \S+part1 and in \S+whole with different outcomes: \d of 60 test items differ\.\n$/,
    );
  });
});

test.each(['0/2', '3/2', '2', 'a/b', '1/0'])('--shard %s is refused', async (text) => {
  const { code, err } = await run('run', '--shard', text);
  expect([code, err]).toEqual([2, `error: --shard: expected i/n with i from 1 to n (2/3), got "${text}"\n`]);
});
test('a sweep that is searched cannot be split', async () => {
  expect((await run('run', '--shard', '1/2', '--search')).err).toBe(
    'error: --shard 1/2: a sweep that is searched goes by all of its results. Leave out one of the two.\n',
  );
});
test('a shard more than there are trials is refused', async () => {
  expect((await run('run', '--shard', '7/7')).err).toBe(
    'error: --shard 7/7: the run has 6 trials, which make at most as many shards.\n',
  );
});
test('a shard’s dry run lists its own trials', async () => {
  const { out } = await run('run', '--shard', '2/3', '--dry-run');
  expect(out.replaceAll(/^[0-9a-f]{16}/gm, 'id')).toBe(
    'id  lora rank=2 seed 0\nid  icl shots=1 seed 1\n2 trials\n',
  );
});
