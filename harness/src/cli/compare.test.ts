import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { done, failed, comparedPlan, runOf, comparedSession } from '@adaptbench/results/testing';
import { type RunData, comparisonSchema } from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-compare-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** Writes a run's folder. */
function written(name: string, { manifest, records }: RunData): string {
  const folder = path.join(dir, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'trials.jsonl'), records.map((r) => `${JSON.stringify(r)}\n`).join(''));
  return folder;
}
const plan = comparedPlan([0, 1, 2]);
const good = () =>
  runOf(
    plan,
    plan.map((spec) => done(spec)),
  );

test('a run and itself: exit code 0, words on the screen, Markdown and JSON in files', async () => {
  const [old, now] = [written('old', good()), written('new', good())];
  const files = [path.join(dir, 'to', 'comparison.md'), path.join(dir, 'to', 'comparison.json')] as const;
  const { code, out, err } = await call('compare', old, now, '--markdown', files[0], '--json', files[1]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('No regression: nothing is worse beyond noise in 4 rows (20 tests).');
  expect(out).toMatch(/lora +rank=4 +70\.0 +70\.0 +0\.0/);
  expect(readFileSync(files[0], 'utf8')).toMatch(
    /^# No regression: [^]*\| lora \| rank=4 \| item p50 \| ms \|/,
  );
  const json = comparisonSchema.parse(JSON.parse(readFileSync(files[1], 'utf8')));
  expect(json).toMatchObject({
    format: 1,
    verdict: 'no regression',
    old: { folder: old },
    new: { folder: now },
  });
});

test('a row that fails where it did not: exit code 1', async () => {
  const broken = runOf(
    plan,
    plan.map((spec) => (spec.method === 'lora' ? failed(spec) : done(spec))),
  );
  const { code, out } = await call('compare', written('old', good()), written('new', broken));
  expect(code).toBe(1);
  expect(out).toContain('Regression: 2 of 4 rows are worse beyond noise.\n');
});

test('another machine: said on the screen, accuracy compared all the same', async () => {
  const machine = { ...comparedSession().machine, cpu: 'Xeon' };
  const other = runOf(plan, good().records, { sessions: [comparedSession({ machine })] });
  const { code, out } = await call('compare', written('old', good()), written('new', other));
  expect(code).toBe(0);
  expect(out).toContain(
    'Times and memory are not compared, because the machines differ: processor: EPYC → Xeon.\n',
  );
});

test('what cannot be compared: exit code 2', async () => {
  const old = written('old', good());
  expect(await call('compare', old, path.join(dir, 'no'))).toMatchObject({
    code: 2,
    err: `error: ${path.join(dir, 'no')}: no such folder. Name the folder of a run, as pnpm bench makes it under runs/.\n`,
  });
  const icl = plan.filter(({ method }) => method === 'icl');
  const lora = plan.filter(({ method }) => method === 'lora');
  const [a, b] = [icl, lora].map((specs, i) =>
    written(
      String(i),
      runOf(
        specs,
        specs.map((spec) => done(spec)),
      ),
    ),
  );
  expect(await call('compare', a!, b!)).toMatchObject({
    code: 2,
    out: expect.stringContaining('Not comparable: the runs have no row in common.'),
  });
  expect((await call('compare', old)).err).toBe(
    "error: missing required argument 'new'; see pnpm bench compare --help\n",
  );
  expect((await call('compare', old, old, '--min-effect', 'x')).err).toContain(
    '--min-effect: expected a number above 0',
  );
});
