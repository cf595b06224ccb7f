/**
 * `pnpm cuda:install [--cuda 12|13] [--wheel FILE] [--again]`: brings onnxruntime's CUDA provider to onnxruntime-node, whose package leaves
 * it out. 12: the package's own script takes it from NuGet. 13: pip takes the wheel of the same version from PyPI, which is built for it, or
 * `--wheel` names one that was carried. Installing onnxruntime-node anew removes it again. No card of ours has run it.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineError } from '@adaptbench/graph';
import { createOrtEngine } from '../src/index.ts';
import { type CudaVersion, PROVIDER, cudaVersions, ortPackage } from '../src/cuda-library.ts';
import { lookForNeeds } from './needs.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      cuda: { type: 'string' },
      wheel: { type: 'string' },
      again: { type: 'boolean', default: false },
    },
  });
  const asked = flags.cuda ?? (flags.wheel === undefined ? '12' : '13');
  const cuda = cudaVersions.find((known) => known === asked);
  if (cuda === undefined) throw new EngineError(`--cuda ${asked}: expected ${cudaVersions.join(' or ')}.`);
  const { folder, version } = ortPackage();
  if (existsSync(join(folder, PROVIDER)) && !flags.again)
    say(`${join(folder, PROVIDER)} is there already; --again brings it anew.`);
  else {
    lookForNeeds(cuda, flags.wheel ?? null, say);
    if (flags.wheel !== undefined) fromWheel(flags.wheel, folder);
    else sources[cuda](folder, version);
    say(`${PROVIDER} of onnxruntime ${version} is in ${folder}.`);
  }
  await tryIt();
}

const sources: Readonly<Record<CudaVersion, (folder: string, version: string) => void>> = {
  '12': (folder) => {
    say('downloading Microsoft.ML.OnnxRuntime.Gpu.Linux from NuGet');
    // Of its flags, `=cuda12` is read and then dropped (1.30), which leaves it to the script whether it does anything. This one holds.
    try {
      run(process.execPath, [join(folder, '../../../../script/install.js')], {
        ONNXRUNTIME_NODE_INSTALL_CUDA: 'v12',
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineError(
        `${reason}\nWhere NuGet cannot be reached, \`pnpm cuda:install --cuda 13\` takes PyPI's wheel, which is for CUDA 13.`,
        { cause: error },
      );
    }
    if (!existsSync(join(folder, PROVIDER)))
      throw new EngineError(`onnxruntime-node's script/install.js ended without leaving ${PROVIDER}.`);
  },
  '13': (folder, version) => {
    say(`downloading onnxruntime_gpu ${version} from PyPI (247 MB)`);
    const wheels = mkdtempSync(join(tmpdir(), 'adaptbench-cuda-'));
    try {
      const what = ['--python-version', '3.12', '--only-binary=:all:', `onnxruntime-gpu==${version}`];
      run(python(), ['-m', 'pip', 'download', '-q', '--no-deps', '-d', wheels, ...what]);
      const [wheel] = readdirSync(wheels);
      if (wheel === undefined) throw new EngineError(`pip left no wheel in ${wheels}`);
      fromWheel(join(wheels, wheel), folder);
    } finally {
      rmSync(wheels, { recursive: true });
    }
  },
};

const python = (): string => process.env['PYTHON'] ?? 'python3';

/** A wheel is a ZIP file, and Python is where wheels are. */
function fromWheel(wheel: string, folder: string): void {
  const unpacked = mkdtempSync(join(tmpdir(), 'adaptbench-cuda-'));
  try {
    run(python(), ['-c', UNPACK, wheel, unpacked]);
    const capi = join(unpacked, 'onnxruntime', 'capi');
    for (const file of readdirSync(capi)) copyFileSync(join(capi, file), join(folder, file));
  } finally {
    rmSync(unpacked, { recursive: true });
  }
}
const UNPACK = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [f'onnxruntime/capi/libonnxruntime_providers_{n}.so' for n in ('cuda', 'shared')])
`;

/** Whether it works is told by a session. */
async function tryIt(): Promise<void> {
  try {
    const engine = await createOrtEngine({ device: 'cuda' });
    say(`it works: use it with --device cuda (${engine.version})`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    say(`installed, and not usable here yet: ${error.message}`);
  }
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return;
  const said = error ? error.message : stderr.trim().split('\n').slice(-8).join('\n');
  throw new EngineError(`\`${command} ${args.slice(0, 3).join(' ')}\` failed:\n${said}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
