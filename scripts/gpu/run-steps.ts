/** Runs steps one after the other until the time is up; what was printed goes to a file a step. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import type { Manifest } from './manifest.ts';
import type { Step } from './steps.ts';

export interface RunOptions {
  readonly out: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970, after which nothing goes on. */
  readonly deadline: number;
  readonly manifest: Pick<Manifest, 'add'>;
}

/** How a step ended; `absent`: its command, or what its command needs, is not on this machine. */
export type Outcome = 'done' | 'failed' | 'absent' | 'out of time';

/** Gives the names of the steps that were to be done and are not. */
export async function runSteps(steps: readonly Step[], o: RunOptions): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const started = Date.now();
    const { outcome, printed } =
      started >= o.deadline ? { outcome: 'out of time' as const, printed: '' } : await runStep(step, o);
    const seconds = (Date.now() - started) / 1000;
    process.stdout.write(`${step.name}: ${outcome}, ${seconds.toFixed(1)} s\n`);
    o.manifest.add({ name: step.name, outcome, seconds, at: new Date(started).toISOString(), printed });
    if (outcome !== 'done' && !(step.optional && outcome === 'absent')) failed.push(step.name);
  }
  return failed;
}

const runStep = (
  { name, command, args, optional }: Step,
  { out, env, deadline }: RunOptions,
): Promise<{ readonly outcome: Outcome; readonly printed: string }> =>
  new Promise((resolve) => {
    const log = createWriteStream(path.join(out, `${name}.txt`));
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    // A run writes down what is done and can be resumed; what does not heed the signal is ended.
    const stop = setTimeout(() => {
      late = true;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    }, deadline - Date.now());
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
