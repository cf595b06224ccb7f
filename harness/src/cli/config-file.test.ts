import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfigFile } from './config-file.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

test.each<[string, string, RegExp]>([
  ['that is no JSON', '{model', /^--config .*bench\.json: not JSON: /],
  [
    'that is deeper than any is written',
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

describe('a configuration in TypeScript', () => {
  const written = (name: string, text: string): string => {
    const file = path.join(dir, name);
    writeFileSync(file, text);
    return file;
  };
  // The program itself is compiled, and Node.js 20 reads no types.
  test('is read with what it imports, in a folder of any kind of modules', async () => {
    written('shots.ts', 'export const shots: readonly number[] = [0, 2];\n');
    const file = written(
      'bench.ts',
      [
        "import { shots } from './shots.ts';",
        "const model: string = 'm';",
        "export default { model, task: 'sst2', methods: ['icl'], set: { 'icl.shots': shots } };",
      ].join('\n'),
    );
    await expect(readConfigFile(file)).resolves.toEqual({
      model: 'm',
      task: 'sst2',
      methods: ['icl'],
      set: { 'icl.shots': [0, 2] },
    });
  });
  test.each([
    ['that is not there', null, /^--config .*none\.ts: no such file or folder \(ENOENT\)/],
    [
      'without a default export',
      'export const x = 1;\n',
      /has no default export; write export default \{ model/,
    ],
    ['that throws', "throw new Error('boom');\n", /^--config .*: boom$/],
    ['that does not compile', 'export default {\n', /^--config .*bench\.ts:\d+:\d+: [^\n]+$/],
  ])('%s is refused in one line', async (_, text, message) => {
    const file = text === null ? path.join(dir, 'none.ts') : written('bench.ts', text);
    await expect(readConfigFile(file)).rejects.toThrow(message);
  });
});
