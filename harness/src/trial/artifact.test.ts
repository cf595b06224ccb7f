import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArtifact, writeArtifact } from './artifact.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-artifact-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('an artefact is read as it was written', async () => {
  const files = new Map([['state.json', new TextEncoder().encode('{}')]]);
  await writeArtifact(files, dir);
  expect([...(await readArtifact(dir))].map(([name, bytes]) => [name, bytes.length])).toEqual([
    ['state.json', 2],
  ]);
});

test('an artefact that has gone is told with the mend', async () => {
  const folder = path.join(dir, 'artifact');
  await expect(readArtifact(dir)).rejects.toThrow(
    new ConfigError(
      `${folder}: what the training left is no longer there, and nothing can be asked of it. Put the folder back, or make the trial anew in another run.`,
    ),
  );
});
