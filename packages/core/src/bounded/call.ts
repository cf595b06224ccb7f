/**
 * A function of a module, called in a process of its own that ends when its work takes too long or too much memory. It is for libraries
 * that believe the files they read. A loop without end, machine code that does not return and a crash of V8 stay in that process. The
 * caller gets a LoadError that names the file. A worker thread would not do: machine code cannot be stopped there, and what lies outside
 * V8's heap is not bounded.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { ConfigError, LoadError } from '../basics/errors.ts';
import { compiled } from '../compiled/compile.mjs';
import type { Answer, Start } from './protocol.ts';

export interface CallBounds {
  /** What is worked on, for messages: a file as the user named it. */
  readonly what: string;
  /** Ends the message: how to mend it. */
  readonly mend: string;
  /** Processor time of the call itself, without the process's start; ten times as long on the clock, for work that only waits. */
  readonly seconds: number;
  /** Resident memory of the process, of which some 100 MiB are Node's own. */
  readonly mebibytes: number;
}

/** Given to the called function after its arguments: grants itself further seconds, once it knows how much there is to do. */
export type More = (seconds: number) => void;

type Given<P extends readonly unknown[]> = P extends readonly [...infer A, More?] ? A : P;

/**
 * Gives what `name`, an exported function of `module`, gives for `args`; both cross as structured clones. Starting takes 0.3 s.
 *
 *     await boundedCall<typeof readParquet>(new URL('parquet.ts', import.meta.url), 'readParquet', [path], bounds);
 *
 * @throws LoadError when a bound is reached or the process dies; the function's own LoadError or ConfigError; an Error of the same name
 * and message for others
 */
export async function boundedCall<F extends (...args: never[]) => unknown>(
  module: URL,
  name: string,
  args: Given<Parameters<F>>,
  bounds: CallBounds,
): Promise<Awaited<ReturnType<F>>> {
  const { what, mend, seconds, mebibytes } = bounds;
  const program = await programOf(module);
  // Not process.execArgv: a debugger's or test runner's flags are not this process's.
  const child = spawn(process.execPath, [`--max-old-space-size=${mebibytes}`, ...program.entry], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const start: Start = { module: program.module, name, args, seconds, mebibytes, parent: process.pid };
  // A process that died already tells so by its end.
  child.stdin!.on('error', () => {});
  child.stdin!.end(serialize(start));
  const stderr: Buffer[] = [];
  const result = collector(mebibytes * 2 ** 20);
  child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdio[3]!.on('data', result.add);
  const end = await new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const said = Buffer.concat(stderr).toString('utf8');
  const answer = result.answer();
  if (answer?.ok === true) return answer.value as Awaited<ReturnType<F>>;
  if (answer?.ok === false) throw revived(answer);
  const time = /bounded: time ([\d.]+)/u.exec(said)?.[1];
  if (time !== undefined)
    throw new LoadError(`${what}: took more than ${time} s of processor time, and was given up. ${mend}`);
  if (said.includes('bounded: memory') || /heap out of memory|allocation failed/iu.test(said))
    throw new LoadError(`${what}: took more than ${mebibytes} MiB of memory, and was given up. ${mend}`);
  throw new LoadError(`${what}: the process that worked on it died (${end}). ${mend}`, {
    cause: new Error(said.slice(-4000)),
  });
}

/** The process's program and the module, compiled where that can be kept: so they start in a third of the time. */
async function programOf(
  module: URL,
): Promise<{ readonly entry: readonly string[]; readonly module: string }> {
  const child = fileURLToPath(new URL('child.ts', import.meta.url));
  try {
    const folder = await compiled('bounded', { child, called: fileURLToPath(module) });
    return {
      entry: [path.join(folder, 'child.mjs')],
      module: pathToFileURL(path.join(folder, 'called.mjs')).href,
    };
  } catch {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
    return { entry: ['--import', tsx, child], module: module.href };
  }
}

/** The answer in one buffer of the length that stands before it: chunks that are put together at the end would be there twice. */
function collector(mostBytes: number): { add: (chunk: Buffer) => void; answer: () => Answer | null } {
  const head = Buffer.alloc(8);
  let body: Buffer | null = null;
  let at = 0;
  return {
    add(chunk) {
      const inHead = Math.min(Math.max(head.length - at, 0), chunk.length);
      chunk.copy(head, at, 0, inHead);
      at += inHead;
      if (at < head.length) return;
      body ??= Buffer.allocUnsafe(Math.min(Number(head.readBigUInt64LE(0)), mostBytes));
      at += chunk.copy(body, at - head.length, inHead);
    },
    /** Null where the process died before the whole of it was written. */
    answer() {
      const whole = body !== null && at - head.length === Number(head.readBigUInt64LE(0));
      const answer = whole ? (deserialize(body!) as Answer) : null;
      body = null;
      return answer;
    },
  };
}

function revived({ name, message, stack }: Extract<Answer, { ok: false }>): Error {
  const cause = new Error(stack);
  if (name === 'LoadError') return new LoadError(message, { cause });
  if (name === 'ConfigError') return new ConfigError(message, { cause });
  return Object.assign(new Error(message, { cause }), { name });
}
