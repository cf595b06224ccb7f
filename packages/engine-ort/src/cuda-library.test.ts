import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROVIDER, notFound, ortPackage } from './cuda-library.ts';
import { createOrtEngine } from './index.ts';

it('what the loader does not find is read from what ldd prints', () => {
  const text = [
    '\tlinux-vdso.so.1 (0x00007f4318ef0000)',
    '\tlibcublasLt.so.13 => not found',
    '\tlibcuda.so.1 => not found',
    '\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f4318df0000)',
  ].join('\n');
  expect(notFound(text)).toEqual(['libcublasLt.so.13', 'libcuda.so.1']);
  expect(notFound('\tstatically linked\n')).toEqual([]);
});

it('the package’s folder holds onnxruntime’s own library, of a version that is known', () => {
  const { folder, version } = ortPackage();
  expect(existsSync(join(folder, 'onnxruntime_binding.node'))).toBe(true);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

it.skipIf(existsSync(join(ortPackage().folder, PROVIDER)) || process.platform !== 'linux')(
  'without it a named CUDA device is an error which names the one command',
  async () => {
    await expect(createOrtEngine({ device: 'cuda' })).rejects.toThrow(
      /CUDA library is not installed\. Run `pnpm cuda:install`/,
    );
  },
);
