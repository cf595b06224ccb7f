/** How fast this machine is at what a run will do, measured in a few seconds with the run's own model: training steps and answers. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Item, hasTrainables, patchedModel, noPatch, train, trainingCost } from '@adaptbench/core';
import { countingEngine } from '@adaptbench/graph';
import { type TrialSpec, mean } from '@adaptbench/results';
import { type Prepared, prepare } from '../trial/prepare.ts';
import { trainingExamples } from '../trial/train-work.ts';
import type { Work } from './count.ts';

/** Seconds of a piece of work: so many for each run of a program, and for each operation in it. */
export interface Speed {
  readonly perRun: number;
  readonly perFlop: number;
}

export interface Rates {
  /** From the start of a trial's process until its libraries are loaded. */
  readonly start: number;
  /** Resident bytes of such a process. */
  readonly idleBytes: number;
  /** Seconds to compile what answers. */
  readonly compile: number;
  readonly answering: Speed;
  /** null where nothing was trained. */
  readonly training: { readonly compile: number; readonly perFlop: number } | null;
}

export const seconds = ({ runs, flops }: Work, { perRun, perFlop }: Speed): number =>
  runs * perRun + flops * perFlop;

/** Steps of a training that are timed, after one that is not. */
const STEPS = 3;
/** Items that are asked together; the same number is asked one by one. */
const ITEMS = 32;
const ALONE = 5;

/** `spec`: a trial of the run, one that trains where there is any. `work`: URL of the program of trials' processes. */
export async function measureRates(spec: TrialSpec, work: string): Promise<Rates> {
  const process = await startOf(spec, work);
  const prepared = await prepare(spec);
  return { ...process, ...(await answeringOf(prepared)), training: await trainingOf(spec, prepared) };
}

async function answeringOf(prepared: Prepared): Promise<Pick<Rates, 'compile' | 'answering'>> {
  const { model, engine, prompt, splits } = prepared;
  const items = [...splits.validation, ...splits.test].slice(0, ITEMS);
  const real = patchedModel(model, engine, noPatch, new Map());
  const counting = countingEngine();
  const counter = patchedModel(model, counting, noPatch, new Map());
  const ask = async (asked: readonly Item[]): Promise<{ took: number; work: Work }> => {
    const began = performance.now();
    await prompt.answer(asked, real, asked);
    const took = (performance.now() - began) / 1000;
    counting.take();
    await prompt.answer(asked, counter, asked);
    return { took, work: counting.take() };
  };
  const first = await ask(items);
  const together = await ask(items);
  const alone = [];
  for (const item of items.slice(0, ALONE)) alone.push(await ask([item]));
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

async function trainingOf(spec: TrialSpec, prepared: Prepared): Promise<Rates['training']> {
  if (spec.training === null || !hasTrainables(prepared.patch)) return null;
  const { examples } = trainingExamples(prepared, spec.training);
  // Whatever the rate, a step takes as long.
  const settings = {
    ...spec.training,
    learningRate: 1e-4,
    rateFactor: 1,
    maxSteps: STEPS + 1,
    validations: 0,
  };
  const job = { ...prepared, examples, settings, seed: spec.seed };
  const { compileSeconds, progress } = await train(job);
  const timed = progress.stepMs.slice(1).reduce((a, b) => a + b, 0) / 1000;
  const { flops } = trainingCost(job);
  const first = trainingCost({ ...job, settings: { ...settings, maxSteps: 1 } }).flops;
  return { compile: compileSeconds, perFlop: timed / (flops - first) };
}

/** A process that loads what a trial's process loads and tells its size. */
async function startOf(spec: TrialSpec, work: string): Promise<Pick<Rates, 'start' | 'idleBytes'>> {
  const program = `
    const { work } = await import(${JSON.stringify(work)});
    await work.load?.(${JSON.stringify(spec)});
    process.stdout.write(String(process.memoryUsage.rss()), () => process.exit(0));`;
  const began = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  return { start: (performance.now() - began) / 1000, idleBytes: Number(text) || 0 };
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
