/** Runs steps one after the other, each within its share of the time; what was printed goes to a file per step. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import type { Manifest } from './manifest.ts';
import type { Step } from './steps.ts';

export interface RunOptions {
  readonly out: string;
  /** Of this program's steps; peers have the environment of the call. */
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970, after which nothing goes on. */
  readonly deadline: number;
  readonly manifest: Pick<Manifest, 'add' | 'isDone'>;
  say(line: string): void;
}

/** How a step ended; `absent`: its command, or what its command needs, is not on this machine. */
export type Outcome = 'done' | 'failed' | 'absent' | 'out of time';

/** Leaves out what an earlier call has done. Gives the names of the steps that were to be done and are not. */
export async function runSteps(steps: readonly Step[], o: RunOptions): Promise<string[]> {
  const failed: string[] = [];
  const missing = steps.filter(({ name }) => !o.manifest.isDone(name));
  for (const { name } of steps) if (o.manifest.isDone(name)) o.say(`${name}: done before`);
  for (const [i, step] of missing.entries()) {
    const started = Date.now();
    const shares = missing.slice(i).reduce((sum, { share }) => sum + share, 0);
    const allowed = ((o.deadline - started) * step.share) / shares;
    const { outcome, printed } =
      allowed <= 0 ? { outcome: 'out of time' as const, printed: '' } : await runStep(step, o, allowed);
    const seconds = (Date.now() - started) / 1000;
    o.say(
      `${step.name}: ${outcome}, ${seconds.toFixed(1)} of at most ${Math.max(0, allowed / 1000).toFixed(0)} s`,
    );
    o.manifest.add({ name: step.name, outcome, seconds, at: new Date(started).toISOString(), printed });
    if (outcome !== 'done' && !(step.optional && outcome === 'absent')) failed.push(step.name);
  }
  return failed;
}

/** After which what does not heed the signal is ended; a run writes down what is done. */
const PATIENCE_MS = 5000;

const runStep = (
  { name, command, args, optional }: Step,
  { out, env }: RunOptions,
  ms: number,
): Promise<{ readonly outcome: Outcome; readonly printed: string }> =>
  new Promise((resolve) => {
    const log = createWriteStream(path.join(out, `${name}.txt`));
    const child = spawn(command, args, {
      env: optional ? process.env : env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [printed, late] = ['', false];
    const keep = (chunk: string): void => {
      log.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      keep(chunk);
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4000);
      keep(chunk);
    });
    const stop = setTimeout(() => {
      late = true;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    }, ms);
    const end = (outcome: Outcome): void => {
      clearTimeout(stop);
      log.end(() => resolve({ outcome, printed }));
    };
    child.once('error', (error) => {
      keep(`${error.message}\n`);
      end(optional ? 'absent' : 'failed');
    });
    child.once('close', (code) => {
      const lacks =
        optional && /ModuleNotFoundError|No CUDA GPUs|not compiled with CUDA|no NVIDIA driver/i.test(said);
      end(code === 0 ? 'done' : late ? 'out of time' : lacks ? 'absent' : 'failed');
    });
  });
