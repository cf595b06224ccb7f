import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, LoadError } from '../basics/errors.ts';
import { fileError } from './file-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-errors-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
writeFileSync(join(folder, 'file'), '');
symlinkSync('circle', join(folder, 'circle'));

const told = (work: Promise<unknown>, path?: string): Promise<Error> =>
  work.then(
    () => new Error('no error'),
    (cause: unknown) => fileError(cause, path),
  );

describe('errors of the file system', () => {
  it.each([
    ['none', 'no such file or folder (ENOENT). Check the path.'],
    ['', 'is a folder: expected a file (EISDIR). Name a file in it.'],
    ['file/below', 'a part of the path is a file where a folder is needed (ENOTDIR). Check the path.'],
    ['x'.repeat(256), 'the name is longer than the file system takes (ENAMETOOLONG). Shorten it.'],
    ['circle', 'symbolic links lead in a circle (ELOOP). Name the file itself.'],
    ['nul\0', 'is no path that a file can have (ERR_INVALID_ARG_VALUE). Check the path.'],
  ])('are told with the path and the mend: %j', async (name, sentence) => {
    const error = await told(readFile(join(folder, name)), 'data.csv');
    expect(error).toBeInstanceOf(LoadError);
    expect(error.message).toBe(`data.csv: ${sentence}`);
  });

  it('name the path themselves where nobody gives it', async () => {
    const path = join(folder, 'none');
    expect((await told(readdir(path))).message).toBe(
      `${path}: no such file or folder (ENOENT). Check the path.`,
    );
  });

  it('of a full disk say so', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(fileError(cause, 'out.json').message).toBe(
      'out.json: the disk is full (ENOSPC). Make room, or choose a folder on another disk.',
    );
  });

  it('that are rare are told in the system’s words', () => {
    const cause = Object.assign(new Error('EXDEV: …'), { code: 'EXDEV', errno: -18 });
    expect(fileError(cause, 'a').message).toBe('a: cross-device link not permitted (EXDEV).');
  });

  it('leave others alone', () => {
    for (const error of [
      new LoadError('a'),
      new ConfigError('b'),
      new TypeError('c'),
      Object.assign(new Error('d'), { code: 'OURS' }),
    ])
      expect(fileError(error, 'path')).toBe(error);
  });
});
