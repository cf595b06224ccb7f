import { expect, test } from 'vitest';
import { machine, packageVersions, sourceCommit } from './machine.ts';

test('the machine is described with units in its names', () => {
  const it = machine();
  expect(it.cores).toBeGreaterThan(0);
  expect(it.memoryBytes).toBeGreaterThan(2 ** 28);
  expect(it.cpu).not.toBe('');
});

test('versions name what the packages of the workspace depend on, the engine’s runtime too', () => {
  const versions = packageVersions();
  expect(versions['node']).toBe(process.versions.node);
  expect(versions['zod']).toMatch(/^\d+\.\d+\.\d+/);
  expect(versions['onnxruntime-node']).toMatch(/^\d+\.\d+\.\d+/);
  expect(Object.keys(versions).some((name) => name.startsWith('@adaptbench/'))).toBe(false);
});

test('the sources’ commit is a git hash, where there is a checkout', async () => {
  const source = await sourceCommit();
  expect(source?.commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
});
