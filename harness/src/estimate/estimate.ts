/** What the trials of a plan will take on this machine, before the first of them: seconds from counted operations and measured rates. */
import { ConfigError } from '@adaptbench/core';
import { type TrialSpec, configurationId, groupBy, mean, taskKey } from '@adaptbench/results';
import { type TrialCost, countTrial } from './count.ts';
import { type Rates, inFolder, measureRates, seconds } from './rates.ts';

export interface Estimate {
  /** All phases but timing, in processes of their own. */
  readonly seconds: number;
  /** More where its requests are timed. */
  readonly timingSeconds: number;
  /** Highest resident memory of its processes. */
  readonly bytes: number;
}

/** Configurations of a task and method that are counted; the others are taken for their mean. */
const COUNTED = 6;

/**
 * What onnxruntime's arena holds of what a program's lifetimes need, and what data and tokenizer take: fitted to the 12 trainings of
 * `results/smollm2-sst2-all`, within 20 % of each.
 */
const ARENA = 1.85;
const HEAP = 80 * 2 ** 20;

/** By configuration. `program`: makes the program of trials' processes in a folder. Throws what opening the model throws. */
export async function estimateTrials(
  plan: readonly TrialSpec[],
  program: (folder: string) => Promise<string>,
): Promise<ReadonlyMap<string, Estimate>> {
  const firsts = groupBy(plan, configurationId).flatMap((own) => own.slice(0, 1));
  const estimates = new Map<string, Estimate>();
  for (const task of groupBy(firsts, taskKey)) {
    const rates = await inFolder(async (folder) =>
      measureRates(task.find(({ training }) => training !== null) ?? task[0]!, await program(folder)),
    );
    for (const same of groupBy(task, ({ method }) => method)) {
      const some = await estimated(evenly(same, COUNTED), rates);
      const average = averageOf([...some.values()]);
      for (const spec of same) {
        const id = configurationId(spec);
        estimates.set(id, some.get(id) ?? average);
      }
    }
  }
  return estimates;
}

async function estimated(specs: readonly TrialSpec[], rates: Rates): Promise<Map<string, Estimate>> {
  const all = new Map<string, Estimate>();
  for (const spec of specs) {
    try {
      all.set(configurationId(spec), estimateOf(await countTrial(spec), rates));
    } catch (error) {
      // It will be skipped.
      if (!(error instanceof ConfigError)) throw error;
      all.set(configurationId(spec), { seconds: 0, timingSeconds: 0, bytes: 0 });
    }
  }
  return all;
}

/** Pure. */
export function estimateOf(cost: TrialCost, rates: Rates): Estimate {
  const { training, judging, evaluation, request, preparing } = cost;
  const begin = rates.start + preparing;
  const trained =
    training === null || rates.training === null
      ? 0
      : begin +
        rates.training.compile +
        training.flops * rates.training.perFlop +
        seconds(judging, rates.answering);
  const total = trained + begin + rates.compile + seconds(evaluation, rates.answering);
  const series = Math.max(0.2, 0.05 * total, REQUESTS * seconds(request, rates.answering));
  const memory = ({ bytes, weights }: { readonly bytes: number; readonly weights: number }): number =>
    rates.idleBytes + HEAP + weights + ARENA * Math.max(0, bytes - weights);
  return {
    seconds: total,
    timingSeconds: begin + 2 * rates.compile + SERIES * series,
    bytes: Math.max(memory(evaluation), training === null ? 0 : memory(training)),
  };
}

/** Requests of a series that are timed or warm up at least, and series: items, tokens after them, batches, for one model or two. */
const REQUESTS = 13;
const SERIES = 4;

/** At most `n`, the first and the last among them. */
function evenly<T>(all: readonly T[], n: number): T[] {
  if (all.length <= n) return [...all];
  return Array.from({ length: n }, (_, i) => all[Math.round((i * (all.length - 1)) / (n - 1))]!);
}

const averageOf = (all: readonly Estimate[]): Estimate => ({
  seconds: mean(all.map((one) => one.seconds)) ?? 0,
  timingSeconds: mean(all.map((one) => one.timingSeconds)) ?? 0,
  bytes: Math.max(0, ...all.map(({ bytes }) => bytes)),
});
