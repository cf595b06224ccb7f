/**
 * `pnpm tfjs:native [--gpu] [--again]`: builds tfjs-node's binding against the TensorFlow that PyPI has, as the official downloads are of
 * 2.9 and cannot be had everywhere. It goes to ~/.cache/adaptbench/tfjs-native (or $ADAPTBENCH_CACHE), which an installation leaves alone.
 * `--gpu` takes the wheel with CUDA and its libraries. What is there already stays, unless told `--again`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineError } from '@adaptbench/graph';
import { type NativeKind, hasNative, nativeFolder } from '../src/tensorflow/binding.ts';
import { type Needs, lookForNeeds } from './needs.ts';

const TENSORFLOW = '2.21.0';
/** The wheel of any Python holds the same library. */
const ANY_PYTHON = ['--python-version', '3.12', '--only-binary=:all:'];

const { values: flags } = parseArgs({
  options: { gpu: { type: 'boolean', default: false }, again: { type: 'boolean', default: false } },
});
const kind: NativeKind = flags.gpu ? 'gpu' : 'cpu';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function main(): void {
  const target = nativeFolder(kind);
  if (hasNative(kind) && !flags.again) {
    say(`${target} has TensorFlow ${tried(target)} already; --again builds it anew.`);
    return;
  }
  const needs = lookForNeeds(kind, say);
  mkdirSync(dirname(target), { recursive: true });
  // Beside its place, so that it can be moved there whole.
  const work = mkdtempSync(join(dirname(target), 'building-'));
  try {
    download(needs, work);
    const tensorflow = join(work, 'python', 'tensorflow');
    say('compiling');
    compile(needs, work, tensorflow);
    // Needed no longer, and more than 10,000 files.
    rmSync(join(tensorflow, 'include'), { recursive: true });
    const version = tried(work);
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
    say(
      `built with TensorFlow ${version} in ${target}: use it with --engine tfjs --device ${kind === 'gpu' ? 'tensorflow-gpu' : 'tensorflow'}`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts TensorFlow's headers and libraries into `work/python`; with CUDA everything that its wheel asks for. */
function download({ python }: Needs, work: string): void {
  const into = join(work, 'python');
  if (kind === 'gpu') {
    say(`downloading tensorflow[and-cuda] ${TENSORFLOW} (some 3 GB)`);
    run(python, [
      '-m',
      'pip',
      'install',
      '-q',
      '--no-compile',
      ...ANY_PYTHON,
      '--target',
      into,
      `tensorflow[and-cuda]==${TENSORFLOW}`,
    ]);
    return;
  }
  say(`downloading tensorflow_cpu ${TENSORFLOW} (274 MB)`);
  const wheels = join(work, 'wheels');
  run(python, [
    '-m',
    'pip',
    'download',
    '-q',
    '--no-deps',
    ...ANY_PYTHON,
    '-d',
    wheels,
    `tensorflow_cpu==${TENSORFLOW}`,
  ]);
  const [wheel] = readdirSync(wheels);
  if (wheel === undefined) throw new EngineError(`pip left no wheel in ${wheels}`);
  run(python, ['-c', UNPACK, join(wheels, wheel), into]);
  rmSync(wheels, { recursive: true });
}

/** Headers and libraries only: the wheel unpacks to a gigabyte more. */
const UNPACK = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = [n for n in wheel.namelist() if n.startswith('tensorflow/include/') or n.startswith('tensorflow/libtensorflow')]
wheel.extractall(sys.argv[2], wanted)
`;

function compile({ compiler, headers, sources }: Needs, work: string, tensorflow: string): void {
  const common = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${headers}`];
  run(compiler, [...common, join(import.meta.dirname, 'quiet.cc'), '-o', join(work, 'quiet.node')]);
  run(compiler, [
    ...common,
    `-I${join(tensorflow, 'include')}`,
    `-I${sources}`,
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, file)),
    `-L${tensorflow}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    '-Wl,-rpath,$ORIGIN/python/tensorflow',
    '-o',
    join(work, 'tfjs_binding.node'),
  ]);
}

/** TensorFlow's version, told by a process of its own that loads the binding. Throws EngineError where it cannot be loaded. */
function tried(folder: string): string {
  const file = JSON.stringify(join(folder, 'tfjs_binding.node'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-p', `require(${file}).TF_Version`], {
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trim();
  throw new EngineError(
    `what was built in ${folder} cannot be loaded: ${stderr.trim().split('\n').at(-1) ?? ''}`,
  );
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return;
  const said = error ? error.message : stderr.trim().split('\n').slice(-8).join('\n');
  throw new EngineError(`\`${command} ${args.slice(0, 4).join(' ')} …\` failed:\n${said}`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
