import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { peftResult } from '@adaptbench/results/testing';
import { readManifest } from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-import-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const file = (name: string, result: object): string => {
  writeFileSync(path.join(dir, name), JSON.stringify(result));
  return path.join(dir, name);
};
const both = () => [
  file('a.json', peftResult()),
  file('b.json', peftResult({ experiment: 'vera/tiny', correct: 600 })),
];

test('imported results are a run: shown, and reported again like any', async () => {
  const run = path.join(dir, 'run');
  const { code, out } = await call(
    'import',
    'peft',
    ...both(),
    '--out',
    run,
    '--source',
    'somewhere, Apache-2.0',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/vera +experiment=tiny +yes +50\.0 +45\.5/);
  expect(out).toContain(`2 results imported into ${run}\n`);
  expect(readManifest(path.join(run, 'manifest.json'))).toMatchObject({
    sessions: [],
    bench: { model: 'owner/tiny', methods: ['lora', 'vera'] },
    imported: { source: 'somewhere, Apache-2.0', files: [{ name: 'a.json' }, { name: 'b.json' }] },
  });
  const report = readFileSync(path.join(run, 'report.md'), 'utf8');
  expect(report).toContain(
    'imported: nothing of this was measured here: 2 files of PEFT method\\_comparison',
  );
  expect(report).toContain('ran on: system: Linux, release: 6.17, accelerator: NVIDIA L40S');
  expect((await call('report', run)).code).toBe(0);
  expect(readFileSync(path.join(run, 'report.md'), 'utf8')).toBe(report);
});

test.each<[string, () => string[], string]>([
  [
    'another format',
    () => ['pfet', ...both()],
    'import: unknown format "pfet". Did you mean "peft"? Known: peft.',
  ],
  [
    'one configuration twice',
    () => ['peft', file('a.json', peftResult()), file('c.json', peftResult({ correct: 7 }))],
    'import: a.json and c.json are both lora {"experiment":"tiny-rank2"}, seed 0. Import one of them.',
  ],
  [
    'a file that is not there',
    () => ['peft', path.join(dir, 'no.json')],
    'no.json: no such file or folder (ENOENT). Check the path.',
  ],
])('%s is refused, and no folder left behind', async (_name, args, message) => {
  const { code, err } = await call('import', ...args(), '--out', path.join(dir, 'run'));
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(readManifest(path.join(dir, 'run', 'manifest.json'))).toBeNull();
});
