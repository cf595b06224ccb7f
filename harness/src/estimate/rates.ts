/** How fast this machine is at what a run will do, measured in a few seconds with the run's own model: training steps and answers. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Item, patchedModel, noPatch } from '@adaptbench/core';
import { countingEngine } from '@adaptbench/graph';
import { type TrialSpec, mean } from '@adaptbench/results';
import { type Prepared, prepare } from '../trial/prepare.ts';
import type { Rehearsal } from '../trial/contract.ts';
import type { Work } from './count.ts';

/** Seconds of a piece of work: so many for each run of a program, and for each operation in it. */
export interface Speed {
  readonly perRun: number;
  readonly perFlop: number;
}

/** A trial's process with its libraries loaded. */
export interface Started {
  /** Seconds from its start until then. */
  readonly start: number;
  /** Its resident bytes. */
  readonly idleBytes: number;
}

export interface Rates extends Started {
  /** Seconds to compile what answers. */
  readonly compile: number;
  readonly answering: Speed;
}

export const seconds = ({ runs, flops }: Work, { perRun, perFlop }: Speed): number =>
  runs * perRun + flops * perFlop;

/** Items that are asked together; the same number is asked one by one. */
const ITEMS = 32;
const ALONE = 5;

/** `spec`: a trial of the run. `work`: URL of the program of trials' processes. */
export async function measureRates(spec: TrialSpec, work: string): Promise<Rates> {
  const process = await startOf(spec, work);
  return { ...process, ...(await answeringOf(await prepare(spec))) };
}

async function answeringOf(prepared: Prepared): Promise<Pick<Rates, 'compile' | 'answering'>> {
  const { model, engine, prompt, splits } = prepared;
  const items = [...splits.validation, ...splits.test].slice(0, ITEMS);
  const real = patchedModel(model, engine, noPatch, new Map());
  const counting = countingEngine();
  const counter = patchedModel(model, counting, noPatch, new Map());
  const ask = async (asked: readonly Item[]): Promise<{ took: number; work: Work }> => {
    const began = performance.now();
    // Every score, so that what is counted is what is timed.
    await prompt.answer(asked, real, asked, 'scores');
    const took = (performance.now() - began) / 1000;
    counting.take();
    await prompt.answer(asked, counter, asked, 'scores');
    return { took, work: counting.take() };
  };
  await prompt.ready?.(real);
  const first = await ask(items);
  const together = await fastest(() => ask(items));
  const alone = [];
  for (const item of items.slice(0, ALONE)) alone.push(await fastest(() => ask([item])));
  await Promise.all([real.dispose(), counter.dispose()]);
  return {
    compile: Math.max(0, first.took - together.took),
    answering: speedOf(together, {
      took: mean(alone.map(({ took }) => took)) ?? 0,
      work: {
        runs: mean(alone.map((one) => one.work.runs)) ?? 0,
        flops: mean(alone.map((one) => one.work.flops)) ?? 0,
      },
    }),
  };
}

/** Times that a short piece of work is repeated at most, and seconds after which it is not. */
const REPEATS = 4;
const SHORT = 0.5;

/** Code is as fast as it will be once it is warm. */
async function fastest(work: () => Promise<Timed>): Promise<Timed> {
  let best = await work();
  for (let i = 1, spent = best.took; i < REPEATS && spent < SHORT; i++) {
    const next = await work();
    spent += next.took;
    if (next.took < best.took) best = next;
  }
  return best;
}

interface Timed {
  readonly took: number;
  readonly work: Work;
}

/** The two unknowns of `took = runs perRun + flops perFlop`, from a large piece of work and a small one. */
function speedOf(large: Timed, small: Timed): Speed {
  const [a, b] = [large.work, small.work];
  const determinant = a.runs * b.flops - b.runs * a.flops;
  const perRun = (large.took * b.flops - small.took * a.flops) / determinant;
  const perFlop = (a.runs * small.took - b.runs * large.took) / determinant;
  return perRun > 0 && perFlop > 0 && Number.isFinite(perRun)
    ? { perRun, perFlop }
    : { perRun: 0, perFlop: large.took / a.flops };
}

/** A process that loads what a trial's process loads and tells its size. */
export async function startOf(spec: TrialSpec, work: string): Promise<Started> {
  const began = performance.now();
  const told = await askedOf(
    work,
    `await work.load?.(${JSON.stringify(spec)}); return process.memoryUsage.rss();`,
  );
  return { start: (performance.now() - began) / 1000, idleBytes: Number(told) || 0 };
}

/** What a training like this takes; null where nothing trains, or a rehearsal did not come to its end. */
export async function rehearsalOf(spec: TrialSpec, work: string, dir: string): Promise<Rehearsal | null> {
  const [asked, folder] = [JSON.stringify(spec), JSON.stringify(dir)];
  const text = await askedOf(work, `return (await work.rehearse?.(${asked}, ${folder})) ?? null;`);
  return text === '' ? null : (JSON.parse(text) as Rehearsal | null);
}

/** What a process that has the program of trials gives back, as JSON; '' where it fails. */
async function askedOf(work: string, body: string): Promise<string> {
  const program = `
    const { work } = await import(${JSON.stringify(work)});
    const told = await (async () => { ${body} })();
    process.stdout.write(JSON.stringify(told), () => process.exit(0));`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  return text;
}

/** Calls `use` with a folder that is gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'adaptbench-estimate-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
