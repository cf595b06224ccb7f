/** What the trials of a plan will take on this machine, before the first of them: seconds from counted operations and measured rates. */
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { type TrialSpec, configurationId, groupBy, mean, taskKey } from '@adaptbench/results';
import { type TrialCost, countTrial } from './count.ts';
import type { Rehearsal } from '../trial/contract.ts';
import { HEAP, type Estimate } from './contract.ts';
import { estimateFitted } from './fitted.ts';
import { type Rates, type Started, inFolder, measureRates, rehearsalOf, seconds, startOf } from './rates.ts';

/** Configurations of a task and method that are counted; the others are taken for their mean. */
const COUNTED = 6;

/**
 * What onnxruntime's arena holds of what a program's lifetimes need: fitted with `HEAP` to the 12 trainings of
 * `results/smollm2-sst2-all`, within 20 % of each.
 */
const ARENA = 1.85;

/** Share of the free memory that a rehearsal may take. */
const FREE = 0.7;

/** By configuration. `program`: makes the program of trials' processes in a folder. Throws what opening the model throws. */
export async function estimateTrials(
  plan: readonly TrialSpec[],
  program: (folder: string) => Promise<string>,
): Promise<ReadonlyMap<string, Estimate>> {
  const firsts = groupBy(plan, configurationId).flatMap((seeds) => seeds.slice(0, 1));
  const estimates = new Map<string, Estimate>();
  await inFolder(async (folder) => {
    const work = await program(folder);
    const rehearse = rehearsing(work, path.join(folder, 'rehearsals'));
    for (const task of groupBy(firsts, taskKey)) {
      const asking = task.find(({ fits }) => !fits);
      const rates = await (asking === undefined ? startOf(task[0]!, work) : measureRates(asking, work));
      for (const same of groupBy(task, ({ method }) => method)) {
        const some = await estimated(evenly(same, COUNTED), rates, rehearse);
        const average = averageOf([...some.values()]);
        for (const spec of same) {
          const id = configurationId(spec);
          estimates.set(id, some.get(id) ?? average);
        }
      }
    }
  });
  return estimates;
}

type Rehearse = (spec: TrialSpec, cost: TrialCost) => Promise<Rehearsal | null>;

/**
 * Each method's training is rehearsed once. One that would take most of the free memory is not: what is known of others' stands for it.
 */
function rehearsing(work: string, dir: string): Rehearse {
  const byMethod = new Map<string, Rehearsal | null>();
  return async (spec, { training }) => {
    if (training === null) return null;
    const found = byMethod.get(spec.method);
    if (found !== undefined) return found;
    const fits = ARENA * training.bytes < FREE * os.freemem();
    const folder = path.join(dir, String(byMethod.size));
    if (fits) mkdirSync(folder, { recursive: true });
    const rehearsed = fits
      ? await rehearsalOf(spec, work, folder)
      : ([...byMethod.values()].find((r) => r !== null) ?? null);
    rmSync(folder, { recursive: true, force: true });
    byMethod.set(spec.method, rehearsed);
    return rehearsed;
  };
}

async function estimated(
  specs: readonly TrialSpec[],
  rates: Started | Rates,
  rehearse: Rehearse,
): Promise<Map<string, Estimate>> {
  const all = new Map<string, Estimate>();
  for (const spec of specs) {
    try {
      all.set(configurationId(spec), await estimateFor(spec, rates, rehearse));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const skipped = error.message;
      all.set(configurationId(spec), { seconds: 0, timingSeconds: 0, bytes: 0, skipped });
    }
  }
  return all;
}

async function estimateFor(spec: TrialSpec, rates: Started | Rates, rehearse: Rehearse): Promise<Estimate> {
  if (spec.fits || !('answering' in rates)) return estimateFitted(spec, rates);
  const cost = await countTrial(spec);
  return estimateOf(cost, rates, await rehearse(spec, cost));
}

/** Pure. */
export function estimateOf(cost: TrialCost, rates: Rates, rehearsed: Rehearsal | null): Estimate {
  const { training, judging, evaluation, request, preparing } = cost;
  const begin = rates.start + preparing;
  const trained =
    training === null || rehearsed === null
      ? 0
      : begin +
        rehearsed.compile +
        training.flops * rehearsed.perFlop +
        seconds(judging, rates.answering) +
        training.validations * rehearsed.save +
        rehearsed.write +
        rehearsed.read;
  const total = trained + begin + rates.compile + seconds(evaluation, rates.answering);
  const series = Math.max(0.2, 0.02 * total, REQUESTS * seconds(request, rates.answering));
  const memory = ({ bytes, weights }: { readonly bytes: number; readonly weights: number }): number =>
    rates.idleBytes + HEAP + weights + ARENA * Math.max(0, bytes - weights);
  return {
    seconds: total,
    secondProcess: trained === 0 ? 0 : begin,
    start: begin,
    timingSeconds:
      begin + (training === null ? 0 : (rehearsed?.read ?? 0)) + 2 * rates.compile + SERIES * series,
    bytes: Math.max(
      memory(evaluation),
      training === null ? 0 : (held(training, rehearsed) ?? memory(training)),
    ),
  };
}

/** Memory of a training by its rehearsal: what that held, and what the largest batch of all takes more than the largest of its. */
const held = (training: { readonly bytes: number }, rehearsed: Rehearsal | null): number | null =>
  rehearsed === null
    ? null
    : rehearsed.peakBytes + ARENA * Math.max(0, training.bytes - rehearsed.explainedBytes);

/** Requests of a series that are timed or warm up at least, and series: items, tokens after them, batches, for one model or two. */
const REQUESTS = 10;
const SERIES = 4;

/** At most `n`, the first and the last among them. */
function evenly<T>(all: readonly T[], n: number): T[] {
  if (all.length <= n) return [...all];
  return Array.from({ length: n }, (_, i) => all[Math.round((i * (all.length - 1)) / (n - 1))]!);
}

const averageOf = (all: readonly Estimate[]): Estimate => ({
  seconds: mean(all.map((one) => one.seconds)) ?? 0,
  secondProcess: mean(all.map((one) => one.secondProcess ?? 0)) ?? 0,
  start: mean(all.map((one) => one.start ?? 0)) ?? 0,
  timingSeconds: mean(all.map((one) => one.timingSeconds)) ?? 0,
  bytes: Math.max(0, ...all.map(({ bytes }) => bytes)),
  ...(all[0]?.skipped !== undefined && all.every(({ skipped }) => skipped !== undefined)
    ? { skipped: all[0].skipped }
    : {}),
});
