/** Runs workers over a range of inputs, one process at a time, and starts another after an input that hangs or kills it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CPU_SECONDS, type Verdict, verdicts } from './verdict.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const worker = path.join(import.meta.dirname, 'worker.ts');

/** An input that should not have ended so. */
export interface Fault {
  readonly parser: string;
  readonly seed: number;
  readonly input: number;
  readonly verdict: Verdict;
  readonly message: string;
}
export type Counts = Record<Verdict, number>;
export const noCounts = (): Counts => Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Counts;

interface Range {
  readonly parser: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly scratch: string;
}

/** Of the worker's group: a reader that has a process of its own is given 1.5 s there, and its start. */
const GROUP_SECONDS = CPU_SECONDS + 2;
/** Seconds on the wall after which an input that computes nothing is held for hanging as well. */
const WALL_SECONDS = 60;

/** Counts all inputs of the range. */
export async function watched(range: Range, fault: (fault: Fault) => void): Promise<Counts> {
  const counts = noCounts();
  let next = range.from;
  while (next < range.to) {
    const { done, begun, how } = await once({ ...range, from: next }, (line) => {
      const [, input, verdict, message] = /^(\d+) (\w+)(?: (.*))?$/s.exec(line) ?? [];
      if (input === undefined) return;
      counts[verdict as Verdict]++;
      if (message !== undefined)
        fault({
          ...range,
          input: Number(input),
          verdict: verdict as Verdict,
          message: JSON.parse(message) as string,
        });
    });
    if (done) return counts;
    // Before its first input the worker cannot have met a fault of ours.
    if (begun === null)
      throw new Error(`${range.parser}: the worker died before its first input: ${how.message}`);
    counts[how.verdict]++;
    fault({ ...range, input: begun, ...how });
    next = begun + 1;
  }
  return counts;
}

interface Ended {
  readonly done: boolean;
  /** The input that was being read. */
  readonly begun: number | null;
  readonly how: { readonly verdict: Verdict; readonly message: string };
}

function once({ parser, seed, from, to, scratch }: Range, line: (text: string) => void): Promise<Ended> {
  const args = [
    '--import',
    tsx,
    '--max-old-space-size=4096',
    worker,
    parser,
    String(seed),
    String(from),
    String(to),
  ];
  // Reading ahead of a worker is what makes it fast; a group of its own is what ends its helpers with it.
  const child = spawn(process.execPath, [...args, scratch], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let begun: number | null = null;
  let hung = false;
  let mark = { input: -1, cpu: 0, at: 0 };
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const lines = (rest + more).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines)
      if (text.startsWith('> ')) begun = Number(text.slice(2));
      else line(text);
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => (errors = (errors + more).slice(-2000)));
  const timer = setInterval(() => {
    if (begun === null) return;
    const cpu = groupSeconds(child);
    if (mark.input !== begun) mark = { input: begun, cpu, at: performance.now() };
    else if (cpu - mark.cpu > GROUP_SECONDS || performance.now() - mark.at > WALL_SECONDS * 1000) {
      hung = true;
      end(child);
    }
  }, 250);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const message = hung
        ? `more than ${GROUP_SECONDS} s of processor`
        : `exit ${code ?? signal}: ${errors}`;
      resolve({ done: code === 0, begun, how: { verdict: hung ? 'hang' : 'crash', message } });
    });
  });
}

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** Processor seconds of the worker's group so far (Linux: /proc, in hundredths). */
function groupSeconds({ pid }: ChildProcess): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    // Fields after the name: state, parent, group, …, utime (12th), stime (13th).
    if (stat !== null && stat[2] === String(pid)) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return ticks / 100;
}

function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
