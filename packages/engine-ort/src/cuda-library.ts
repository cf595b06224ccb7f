/** onnxruntime's CUDA provider: a library that onnxruntime-node's package leaves out, and where it belongs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Versions of CUDA that a provider can be had for. */
export const cudaVersions = ['12', '13'] as const;
export type CudaVersion = (typeof cudaVersions)[number];

export const PROVIDER = 'libonnxruntime_providers_cuda.so';

/** Folder of onnxruntime's library in the installed package, and the package's version. */
export function ortPackage(): { readonly folder: string; readonly version: string } {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'bin', 'napi-v6', process.platform, process.arch), version };
}

/** Where CUDA's provider lies when it is installed. */
export const cudaLibrary = (): string => join(ortPackage().folder, PROVIDER);

/** Why CUDA cannot be had, with the command that brings its provider; null where it is there. */
export function cudaAbsence(): string | null {
  if (existsSync(cudaLibrary())) return null;
  return `onnxruntime's CUDA library is not installed. ${
    process.platform === 'linux' && process.arch === 'x64'
      ? 'Run `pnpm cuda:install`; it needs an NVIDIA driver, CUDA 12 and cuDNN 9, or with `--cuda 13` CUDA 13.'
      : 'It exists for Linux on x64 only: use --device cpu or --device webgpu.'
  }`;
}

/** What an installed provider lacks here, in a sentence: the loader's own message names nothing. */
export function cudaNeeds(): string {
  const { stdout } = spawnSync('ldd', [cudaLibrary()], { encoding: 'utf8' });
  const missing = notFound(stdout ?? '');
  const libraries =
    missing.length === 0
      ? 'CUDA and cuDNN 9 on the library path'
      : `what the loader does not find: ${missing.join(', ')} (libcuda.so.1 comes with the driver, the others with CUDA; LD_LIBRARY_PATH may name their folder)`;
  return `It needs an NVIDIA driver, and ${libraries}. Or use --device cpu.`;
}

/** Names of libraries that are missing, from what `ldd` prints. */
export const notFound = (text: string): string[] =>
  [...text.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name!);
