/**
 * `pnpm gpu:pack [--out FOLDER]`: all that a GPU machine without a network needs, as `adaptbench-gpu.tar.gz` of at most 64 MiB: Node, onnxruntime's
 * library for this system (its WebGPU provider is inside), the tokenizers' library, the program bundled, the embedded model, the scripts of
 * peers. It is for Linux on x64, and is made there.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageVersions, sourceCommit } from '@adaptbench/harness';
import { boundedModules, bundleProgram } from './bundle.ts';

/** What may travel. */
export const MOST_BYTES = 64 * 2 ** 20;
const NAME = 'adaptbench-gpu';
const root = path.join(import.meta.dirname, '../..');

/** Fills `folder` and gives the sizes of its parts. `node`: whether Node's own program comes along. */
export async function fill(folder: string, { node }: { readonly node: boolean }): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const into = (...parts: string[]): string => {
    const to = path.join(folder, ...parts);
    mkdirSync(path.dirname(to), { recursive: true });
    return to;
  };
  const copy = (file: string): void =>
    cpSync(path.join(root, file), into(file), { recursive: true, dereference: true });
  await bundleProgram(into('program', 'x').slice(0, -2));
  bounded(into);
  copy('packages/embedded/model');
  // The model of rehearsals.
  for (const file of [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
    'chat_template.jinja',
  ])
    copy(`packages/testing/fixtures/tiny-llama/${file}`);
  copy('packages/report/src/html/report.css');
  copy('packages/core/src/bounded/watchdog.mjs');
  copy('packages/models/src/tokenizer/rust/worker.mjs');
  // Their names are the tasks'.
  for (const file of readdirSync(path.join(root, 'packages/tasks/src/tasks')))
    if (/^[\w-]+\.ts$/.test(file)) writeFileSync(into('packages/tasks/src/tasks', file), '');
  for (const file of readdirSync(path.join(root, 'scripts/peers')))
    if (file.endsWith('.py')) copy(`scripts/peers/${file}`);
  copy('LICENSE');
  writeFileSync(into('source.json'), JSON.stringify(await sourceCommit()));
  writeFileSync(
    into('harness', 'package.json'),
    JSON.stringify({ name: 'harness', dependencies: versions(into) }),
  );
  writeFileSync(into('package.json'), JSON.stringify({ name: NAME, private: true, type: 'module' }));
  libraries(into);
  if (node) {
    cpSync(process.execPath, into('node'), { dereference: true });
    strip(into('node'));
  }
  const run = into('run');
  writeFileSync(run, RUN);
  chmodSync(run, 0o755);
}

/** Of the shell alone, since nothing may be on the path there. */
const RUN = `#!/bin/sh
# ./run --help
here=.
case "$0" in */*) here=\${0%/*};; esac
here=$(cd "$here" && pwd)
node="$here/node"
[ -x "$node" ] || node=node
exec "$node" "$here/program/gpu.mjs" "$@"
`;

type Into = (...parts: string[]) => string;

function bounded(into: Into): void {
  const folders = Object.entries(boundedModules).map(([name, file]) => ({ name, file }));
  for (const { name } of folders) {
    writeFileSync(into('program/bounded', name, 'child.mjs'), "import '../../bounded-child.mjs';\n");
    writeFileSync(
      into('program/bounded', name, 'called.mjs'),
      `export * from '../../bounded-${name}.mjs';\n`,
    );
  }
  writeFileSync(into('program/bounded/folders.json'), JSON.stringify(folders));
}

/** The manifest of a run names them; a packed program has no packages to look into. */
function versions(into: Into): Record<string, string> {
  const { node: _, ...all } = packageVersions();
  for (const [name, version] of Object.entries(all))
    writeFileSync(into('harness/node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  return all;
}

/** Packages with machine code: what they load here, and no other system's. */
function libraries(into: Into): void {
  const engine = createRequire(path.join(root, 'packages/engine-ort/package.json'));
  const models = createRequire(path.join(root, 'packages/models/package.json'));
  const ort = path.dirname(engine.resolve('onnxruntime-node/package.json'));
  const common = path.dirname(
    path.dirname(path.dirname(createRequire(path.join(ort, 'package.json')).resolve('onnxruntime-common'))),
  );
  const tokenizers = path.dirname(models.resolve('tokenizers'));
  const take = (from: string, name: string, files: readonly string[]): void => {
    for (const file of files)
      cpSync(path.join(from, file), into('node_modules', name, file), { recursive: true, dereference: true });
  };
  const bin = 'bin/napi-v6/linux/x64';
  take(ort, 'onnxruntime-node', [
    'package.json',
    'dist',
    `${bin}/onnxruntime_binding.node`,
    `${bin}/libonnxruntime.so.1`,
  ]);
  take(common, 'onnxruntime-common', ['package.json', 'dist/cjs']);
  take(tokenizers, 'tokenizers', ['package.json', 'index.js', 'tokenizers.linux-x64-gnu.node']);
  const loader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';
  if (existsSync(loader)) cpSync(loader, into('lib/libvulkan.so.1'), { dereference: true });
}

/** Symbols that only a debugger reads; where there is no `strip`, they stay. */
function strip(file: string): void {
  try {
    execFileSync('strip', [file], { stdio: 'ignore' });
  } catch {
    // It is a few MiB larger.
  }
}

/** Throws where the packed file is larger than `most` bytes. */
export function packFolder(
  folder: string,
  most = MOST_BYTES,
): { readonly file: string; readonly bytes: number } {
  const file = `${folder}.tar.gz`;
  execFileSync('tar', [
    '--sort=name',
    '-I',
    'gzip -6',
    '-cf',
    file,
    '-C',
    path.dirname(folder),
    path.basename(folder),
  ]);
  const { size: bytes } = statSync(file);
  if (bytes > most)
    throw new Error(`${file}: ${mib(bytes)} packed, expected at most ${mib(most)}. ${largest(folder)}`);
  return { file, bytes };
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function largest(folder: string): string {
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const stat = statSync(path.join(folder, name));
    return stat.isFile() ? [{ name, size: stat.size }] : [];
  });
  const top = sizes.toSorted((a, b) => b.size - a.size).slice(0, 5);
  return `Largest, unpacked: ${top.map(({ name, size }) => `${name} ${mib(size)}`).join(', ')}.`;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(root, 'runs') } } });
  if (`${process.platform} ${process.arch}` !== 'linux x64')
    throw new Error(
      `this is ${process.platform} ${process.arch}: the pack is made on linux x64, for linux x64.`,
    );
  const folder = path.join(path.resolve(values.out), NAME);
  await fill(folder, { node: true });
  const { file, bytes } = packFolder(folder);
  process.stdout.write(`${file}: ${mib(bytes)} of at most ${mib(MOST_BYTES)}. ${largest(folder)}\n`);
  process.stdout.write(`There: tar xzf ${NAME}.tar.gz && ${NAME}/run --help\n`);
}
