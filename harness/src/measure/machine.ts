/** What the numbers were measured on and with. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Machine, Source } from '@adaptbench/results';

export function machine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    load1: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** What decides what runs: a run's own folder may lie in the checkout as well. From the top, as git writes it. */
const PROGRAM = [':/harness', ':/packages', ':/pnpm-lock.yaml'];

/** null outside a git checkout. */
export async function sourceCommit(): Promise<Source | null> {
  try {
    const commit = await git('rev-parse', 'HEAD');
    const status = await git('status', '--porcelain', '--', ...PROGRAM);
    if (status === '') return { commit, dirty: false };
    const diff = await git('diff', 'HEAD', '--binary', '--', ...PROGRAM);
    const changes = createHash('sha256').update(status).update(diff);
    return { commit, dirty: true, changes: changes.digest('hex') };
  } catch {
    return null;
  }
}

/** The present folder, from the top of this program's sources. */
export const startedIn = (): string =>
  path.relative(fileURLToPath(new URL('../../..', import.meta.url)), process.cwd()) || '.';

const git = async (...args: string[]): Promise<string> => {
  const at = path.dirname(fileURLToPath(import.meta.url));
  return (await promisify(execFile)('git', ['-C', at, ...args], { maxBuffer: 2 ** 28 })).stdout.trim();
};

/** Installed versions of Node.js and of every package that ours depend on, by name, sorted. */
export function packageVersions(): Record<string, string> {
  const versions = new Map<string, string>();
  const seen = new Set<string>();
  collect(packageRoot(fileURLToPath(import.meta.url)), versions, seen);
  const sorted = [...versions].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { node: process.versions.node, ...Object.fromEntries(sorted) };
}

interface PackageJson {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (folder: string): PackageJson =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;

function collect(root: string, versions: Map<string, string>, seen: Set<string>): void {
  if (seen.has(root)) return;
  seen.add(root);
  for (const [name, range] of Object.entries(read(root).dependencies ?? {})) {
    const folder = path.join(root, 'node_modules', name);
    if (range.startsWith('workspace:')) collect(workspaceRoot(root, name), versions, seen);
    else if (existsSync(folder)) versions.set(name, read(folder).version ?? 'unknown');
  }
}

const workspaceRoot = (from: string, name: string): string =>
  packageRoot(createRequire(path.join(from, 'package.json')).resolve(name));

function packageRoot(file: string): string {
  let folder = path.dirname(file);
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}
