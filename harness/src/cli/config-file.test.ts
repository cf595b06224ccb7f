import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
