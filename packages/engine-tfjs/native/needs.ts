/** What building TensorFlow's binding needs of a machine: each thing looked for, all that is missing said at once. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '@adaptbench/graph';
import type { NativeKind } from '../src/tensorflow/binding.ts';

export interface Needs {
  readonly compiler: string;
  readonly python: string;
  /** Folder of `node_api.h`. */
  readonly headers: string;
  /** Folder of `tfjs_binding.cc`. */
  readonly sources: string;
}

/** Each with what was found, or how to get it. */
interface Looked {
  readonly what: string;
  readonly found: string | null;
  readonly mend: string;
}

/** Throws EngineError with everything that is missing. `say` is told what was found. */
export function lookForNeeds(kind: NativeKind, say: (line: string) => void): Needs {
  const pkg = kind === 'cpu' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs-node-gpu';
  const platform = `${process.platform} ${process.arch}`;
  const compiler = process.env['CXX'] ?? 'g++';
  const python = process.env['PYTHON'] ?? 'python3';
  const headers = headerFolders().find((folder) => existsSync(join(folder, 'node_api.h'))) ?? null;
  const sources = sourcesOf(pkg);
  const looked: readonly Looked[] = [
    {
      what: 'system',
      found: platforms[kind].includes(platform) ? platform : null,
      mend: `this is ${platform}; TensorFlow's library is built for ${platforms[kind].join(' and ')}. Use --device wasm.`,
    },
    {
      what: 'compiler',
      found: firstLine(compiler, ['--version']),
      mend: `no ${compiler}: install it (Debian: apt-get install g++) or name another with CXX.`,
    },
    {
      what: 'pip',
      found: firstLine(python, ['-m', 'pip', '--version']),
      mend: `no pip for ${python}: install it (Debian: apt-get install python3-pip) or name another with PYTHON. It downloads TensorFlow; no Python runs later.`,
    },
    {
      what: 'headers of Node',
      found: headers,
      mend: `no node_api.h in ${headerFolders().join(' or ')}: it is part of Node's own download (Debian: apt-get install libnode-dev).`,
    },
    {
      what: 'sources of the binding',
      found: sources,
      mend: `${pkg} is not installed: run \`pnpm install\` with optional dependencies.`,
    },
  ];
  for (const { what, found } of looked) if (found !== null) say(`${what}: ${found}`);
  const missing = looked.filter(({ found }) => found === null);
  if (missing.length > 0 || headers === null || sources === null)
    throw new EngineError(
      `TensorFlow cannot be built here:\n${missing.map(({ what, mend }) => `- ${what}: ${mend}`).join('\n')}`,
    );
  return { compiler, python, headers, sources };
}

/** Systems for which wheels exist, by what they hold. */
const platforms: Readonly<Record<NativeKind, readonly string[]>> = { cpu: ['linux x64'], gpu: ['linux x64'] };

const headerFolders = (): string[] => [
  join(dirname(process.execPath), '../include/node'),
  '/usr/include/node',
  '/usr/include/nodejs/src',
];

function sourcesOf(pkg: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${pkg}/package.json`)), 'binding');
  } catch {
    return null;
  }
}

function firstLine(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n', 1)[0]! : null;
}
