import { isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoadError } from '../basics/errors.ts';
import { below, isPlainName, isPlainPath } from './plain-path.ts';

describe('paths from outside', () => {
  it.each([
    'train.csv',
    'data/train-00000-of-00002.parquet',
    '数据/训练.csv',
    'a b/c..d.json',
    '-x',
    '2021-01-01T00:00.csv',
  ])('are taken: %s', (path) => {
    expect(below('/cache', path, 'hub')).toBe(join('/cache', path));
  });

  it.each([
    '../x.csv',
    'data/../../x.csv',
    '/tmp/x.csv',
    'C:/x.csv',
    'c:x.csv',
    String.raw`..\x.csv`,
    String.raw`data\x.csv`,
    '',
    '.',
    '..',
    './x.csv',
    'data//x.csv',
    'data/',
    '.git/config',
    'data/.files.json',
    'nul\0.csv',
    'line\n.csv',
    'escape\u001B[2J.csv',
    'c1\u009B.csv',
    `${'x'.repeat(252)}.csv`,
    `${'数'.repeat(85)}.csv`,
    'half \uD800.csv',
    'a/'.repeat(3000),
  ])('are refused: %j', (path) => {
    expect(isPlainPath(path)).toBe(false);
    expect(() => below('/cache', path, 'hub')).toThrow(LoadError);
  });

  it('stay below the folder, whatever they are', () => {
    const part = fc.constantFrom('..', '.', '', 'a', '/', '\\', 'C:', '\0', '...', ' ', '~');
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom('', '/'), (parts, separator) => {
        const path = parts.join(separator);
        if (!isPlainPath(path)) return;
        const way = relative('/cache', below('/cache', path, 'hub'));
        expect(way).not.toBe('');
        expect(way.startsWith('..') || isAbsolute(way)).toBe(false);
      }),
    );
  });

  it('are names where they have no folder', () => {
    expect(isPlainName('model-00001-of-00002.safetensors')).toBe(true);
    expect(isPlainName('data/x')).toBe(false);
  });
});
