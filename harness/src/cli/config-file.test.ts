import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfigFile } from './config-file.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

test.each<[string, string, RegExp]>([
  ['that is no JSON', '{model', /^--config .*bench\.json: not JSON: /],
  [
    'that is deeper than anybody writes',
    `{"task": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
    /^--config .*bench\.json: lists and objects lie more than 64 deep in each other$/,
  ],
  ['without a model', '{}', /^--config .*bench\.json: .*model/],
])('a configuration file %s is refused in one line', async (_, text, message) => {
  const file = path.join(dir, 'bench.json');
  writeFileSync(file, text);
  await expect(readConfigFile(file)).rejects.toThrow(message);
});

test('a configuration file of another kind is refused, without a word of the loader’s', async () => {
  const named = (name: string): string => path.join(dir, name);
  mkdirSync(named('folder'));
  writeFileSync(named('bench.yaml'), 'model: x\n');
  execFileSync('mkfifo', [named('pipe.json')]);
  await expect(readConfigFile(named('bench.yaml'))).rejects.toThrow(
    /^--config .*bench\.yaml: is of no known kind: expected \.json, or a module/,
  );
  await expect(readConfigFile(named('folder'))).rejects.toThrow(/^--config .*folder: is a folder/);
  await expect(readConfigFile(named('pipe.json'))).rejects.toThrow(/pipe\.json: is no ordinary file\.$/);
  await expect(readConfigFile(named('none.json'))).rejects.toThrow(/none\.json: no such file or folder/);
});

test('a configuration file may begin with a byte order mark', async () => {
  const file = path.join(dir, 'marked.json');
  writeFileSync(file, '\uFEFF{"model": "m"}');
  await expect(readConfigFile(file, { task: 'sst2', methods: ['icl'] })).resolves.toMatchObject({
    model: expect.anything(),
  });
});
