/** A script of ours in a process of its own, as onnxruntime keeps memory after a session is released; it prints one JSON object. */
import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';

/** Its object, and the load average when it ended. Throws what it printed to its standard error where it fails. */
export async function runChild<T extends object>(
  file: string,
  options: Readonly<Record<string, string | number>>,
): Promise<T & { readonly load1: number }> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], {
    maxBuffer: 1 << 28,
  });
  const printed = JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
  return { ...printed, load1: loadavg()[0]! };
}

/** `other work shared the machine …` where it did. */
export function loadText(loads: readonly number[]): string {
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const shared = most > 1.5 ? ': other work shared the machine' : '';
  return `load average ${least.toFixed(1)} to ${most.toFixed(1)}${shared}`;
}
