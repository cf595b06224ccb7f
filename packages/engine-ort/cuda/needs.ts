/** What CUDA needs of a machine: each thing looked for, what was found said, what bringing the library cannot do without an error. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { EngineError } from '@adaptbench/graph';
import type { CudaVersion } from '../src/cuda-library.ts';

interface Looked {
  readonly what: string;
  readonly found: string | null;
  readonly mend: string;
  /** Needed to bring the library here; the others to use it. */
  readonly toInstall: boolean;
}

/** Throws EngineError with everything without which nothing can be installed. `say` is told the rest. */
export function lookForNeeds(cuda: CudaVersion, wheel: string | null, say: (line: string) => void): void {
  const looked = looks(cuda, wheel);
  for (const { what, found, mend } of looked) say(`${what}: ${found ?? `none. ${mend}`}`);
  const missing = looked.filter(({ found, toInstall }) => found === null && toInstall);
  if (missing.length > 0)
    throw new EngineError(
      `the CUDA library cannot be installed:\n${missing.map(({ what, mend }) => `- ${what}: ${mend}`).join('\n')}`,
    );
}

function looks(cuda: CudaVersion, wheel: string | null): readonly Looked[] {
  const platform = `${process.platform} ${process.arch}`;
  const python = process.env['PYTHON'] ?? 'python3';
  const needsPip = cuda === '13' && wheel === null;
  return [
    {
      what: 'system',
      found: platform === 'linux x64' ? platform : null,
      mend: `this is ${platform}; the library exists for linux x64. Use --device cpu or --device webgpu.`,
      toInstall: true,
    },
    ...(wheel === null
      ? []
      : [
          {
            what: 'wheel',
            found: existsSync(wheel) ? wheel : null,
            mend: `there is no ${wheel}.`,
            toInstall: true,
          },
        ]),
    ...(needsPip || wheel !== null
      ? [
          {
            what: needsPip ? 'pip' : 'Python',
            found: said(python, needsPip ? ['-m', 'pip', '--version'] : ['--version']),
            mend: `install it (Debian: apt-get install python3-pip) or name another Python with PYTHON. It unpacks the wheel; no Python runs later.`,
            toInstall: true,
          },
        ]
      : []),
    {
      what: 'card and driver',
      found: said('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader']),
      mend: `nvidia-smi finds none: to be used, it needs an NVIDIA driver that serves its CUDA.`,
      toInstall: false,
    },
    ...libraries(cuda).map(({ file, what }) => ({
      what,
      found: found(file),
      mend: `no ${file} among the system's libraries (ldconfig -p) or on LD_LIBRARY_PATH: install it, or set that to the folder which holds it.`,
      toInstall: false,
    })),
  ];
}

/** What the provider is linked with or opens. */
const libraries = (cuda: CudaVersion): readonly { readonly file: string; readonly what: string }[] => [
  { file: `libcudart.so.${cuda}`, what: `CUDA ${cuda}` },
  { file: `libcublasLt.so.${cuda}`, what: `cuBLAS ${cuda}` },
  { file: cuda === '12' ? 'libcufft.so.11' : 'libcufft.so.12', what: 'cuFFT' },
  { file: 'libcudnn.so.9', what: 'cuDNN 9' },
];

/** Where the loader would find a library; null where it would not. */
function found(file: string): string | null {
  for (const folder of (process.env['LD_LIBRARY_PATH'] ?? '').split(':'))
    if (folder !== '' && existsSync(`${folder}/${file}`)) return `${folder}/${file}`;
  const listed = said('ldconfig', ['-p'], `${file} `) ?? said('/sbin/ldconfig', ['-p'], `${file} `);
  return listed === null ? null : (listed.split('=> ')[1] ?? listed);
}

/** The first line of what a command prints that holds `part`; null where there is none or it fails. */
function said(command: string, args: readonly string[], part = ''): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) return null;
  return (
    stdout
      .split('\n')
      .find((line) => line.trim() !== '' && line.includes(part))
      ?.trim() ?? null
  );
}
