/** From what was asked for to the trials that answer it, in the order in which they run. Pure. */
import { ConfigError } from '@adaptbench/core';
import type { AnyMethod } from '../methods.ts';
import type { TaskCatalog } from '../tasks.ts';
import { type JsonObject, type TrialSpec, trialId } from '../trial/spec.ts';
import type { BenchConfig } from './bench.ts';
import { type Configuration, configurations } from './configurations.ts';
import { checkEngine } from './engines.ts';
import { distinctBy, roundRobin } from './grid.ts';
import { nearest, unknownName } from './suggest.ts';

/**
 * Every seed runs all configurations before the next seed begins, and within a seed the methods take turns, so that a run that is
 * cut off is still balanced. Throws ConfigError where something cannot work or is not known.
 */
export function expand(bench: BenchConfig, methods: readonly AnyMethod[], tasks: TaskCatalog): TrialSpec[] {
  const names = methods.map((m) => m.name);
  const chosen = distinctBy(bench.methods, (name) => name).map((name) => {
    const method = methods.find((m) => m.name === name);
    if (!method) throw unknownName('method', name, names, '--methods');
    return method;
  });
  const set = bench.set ?? {};
  checkKeys(Object.keys(set), bench.methods, names);
  const perMethod = chosen.map((method) =>
    configurations(method, set, bench.sweep ?? true).map((c) => ({ method: method.name, configuration: c })),
  );
  const useless = Object.keys(set).find((key) => key.startsWith('train.'));
  if (useless !== undefined && perMethod.flat().every((c) => c.configuration.training === null))
    throw new ConfigError(
      `--set ${useless}: none of the methods ${bench.methods.join(', ')} trains anything`,
    );
  const task = checkTask(bench.task, tasks);
  checkEngine(bench.engine ?? 'ort', bench.device ?? 'cpu');
  const turns = [bench.template ?? 0]
    .flat()
    .flatMap((template) => roundRobin(perMethod).map((turn): Turn => Object.assign({ template }, turn)));
  const trials = seedsOf(bench).flatMap((seed) => turns.map((turn) => trial(bench, task, turn, seed)));
  return distinctBy(trials, trialId);
}

/** `3` means 0, 1, 2. */
export const seedsOf = (bench: BenchConfig): readonly number[] =>
  typeof bench.seeds === 'object' ? bench.seeds : Array.from({ length: bench.seeds ?? 1 }, (_, i) => i);

interface Turn {
  readonly method: string;
  readonly configuration: Configuration;
  readonly template: number;
}

function trial(bench: BenchConfig, task: JsonObject, turn: Turn, seed: number): TrialSpec {
  return {
    model: {
      reference: bench.model,
      ...(bench.revision === undefined ? {} : { revision: bench.revision }),
      ...(bench.tokenizer === undefined ? {} : { tokenizer: bench.tokenizer }),
      ...(bench.offline === undefined ? {} : { offline: bench.offline }),
    },
    task,
    method: turn.method,
    config: turn.configuration.config,
    training: turn.configuration.training,
    seed,
    limits: {
      train: bench.train ?? null,
      validation: bench.limitValidation ?? bench.limit ?? null,
      test: bench.limitTest ?? bench.limit ?? null,
    },
    template: turn.template,
    chat: bench.chat ?? false,
    engine: bench.engine ?? 'ort',
    device: bench.device ?? 'cpu',
    threads: bench.threads ?? null,
  };
}

/** The first word of each key must be `train` or a method that runs. */
function checkKeys(keys: readonly string[], chosen: readonly string[], known: readonly string[]): void {
  for (const key of keys) {
    const [owner = ''] = key.split('.');
    if (owner === 'train' || chosen.includes(owner)) continue;
    if (known.includes(owner))
      throw new ConfigError(`--set ${key}: "${owner}" is not among --methods ${chosen.join(',')}`);
    throw unknownName('method', owner, nearest(owner, chosen) === null ? known : chosen, `--set ${key}`);
  }
}

function checkTask(task: string | JsonObject, tasks: TaskCatalog): JsonObject {
  const spec = typeof task === 'string' ? { name: task } : task;
  return tasks.check(spec);
}
