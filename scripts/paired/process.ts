/** A measurement in a process of its own, as onnxruntime keeps memory after a session is released; it prints one JSON object. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';
import type { LoadedModel } from '@adaptbench/core';
import { type OrtDevice, createOrtEngine, devices, load } from '@adaptbench/engine-ort';
import type { Engine } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import type { Machine, Took } from '@adaptbench/results';

/** The object that the command's last line holds. Throws what it printed to its standard error where it fails. */
export async function call<T extends object>(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<T> {
  const { stdout } = await promisify(execFile)(command, args, { env, maxBuffer: 1 << 28 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

/** A script of ours, and the load average when it ended. */
export async function callScript<T extends object>(
  file: string,
  options: Readonly<Record<string, string | number>>,
): Promise<T & { readonly load1: number }> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const printed = await call<T>(process.execPath, ['--import', 'tsx', file, ...args]);
  return { ...printed, load1: loadavg()[0]! };
}

export const print = (result: object): void => console.log(JSON.stringify(result));
export const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** `device`: of onnxruntime. */
export async function open(
  reference: string,
  threads: string,
  device = 'cpu',
): Promise<{ model: LoadedModel; engine: Engine }> {
  await load(); // as a trial's process does
  return {
    model: await loadModel(reference),
    engine: await createOrtEngine({ device: knownDevice(device), threads: Number(threads) }),
  };
}

function knownDevice(name: string): OrtDevice {
  const found = devices.find((known) => known === name);
  if (found === undefined) throw new Error(`--device ${name}: expected ${devices.join(', ')}`);
  return found;
}

/** The model with prompts that are ids, e.g. `5 211 17`; generation goes on whatever comes. */
export const askedByIds = (model: LoadedModel): LoadedModel => ({
  ...model,
  tokenizer: {
    ...model.tokenizer,
    bos: null,
    eos: [-1],
    encode: (text) => text.split(' ').map(Number),
    decode: (ids) => ids.join(' '),
  },
});

export async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Highest resident memory of this process so far, in bytes; Linux. */
export const peakRssBytes = (): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;

/** E.g. `AMD EPYC, 2 cores, 24 GiB, Linux 6.1 x64, Node.js v20.20.2`. */
export const machineText = ({ cpu, cores, memoryBytes, os }: Machine): string =>
  `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${os}, Node.js ${process.version}`;

/** `load average 0.9 to 2.1: other work shared the machine`, where it did. */
export function loadText(loads: readonly number[]): string {
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const shared = most > 1.5 ? ': other work shared the machine' : '';
  return `load average ${least.toFixed(1)} to ${most.toFixed(1)}${shared}`;
}
