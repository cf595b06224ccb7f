/** The TypeScript examples of the packages' READMEs run as they stand, in a file of `harness`, which depends on nearly all packages. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { importCompiled } from '@adaptbench/core/compiled';
import { afterEach, expect, test, vi } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** Blocks that import what they use; others are excerpts. Of the one that adds a method there is a test of its own, beside it. */
const examples = readdirSync(path.join(root, 'packages')).flatMap((name) => {
  const readme = path.join(root, 'packages', name, 'README.md');
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
  return [...text.matchAll(/^```ts\n(import [^]*?)^```$/gm)].map(([, code = '']) => [name, code] as const);
});

/** Nothing depends on it but tasks; its example says that it runs in its own folder. */
const ownFolder = new Set(['embedded']);
/** Its example is a test. */
const inTests = new Set(['testing']);

afterEach(() => void vi.restoreAllMocks());

test.each(examples.filter(([name]) => !inTests.has(name)))('of packages/%s', async (name, code) => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const modules = path.join(root, ownFolder.has(name) ? `packages/${name}` : 'harness', 'node_modules');
  const folder = mkdtempSync(path.join(modules, '.example-'));
  try {
    const file = path.join(folder, 'example.ts');
    // Paths in examples begin at the root of the repository.
    writeFileSync(file, code.replaceAll(/'(packages|results)\//g, `'${root}/$1/`));
    await importCompiled(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(said.mock.calls.flat().join(' ')).not.toBe('');
});
