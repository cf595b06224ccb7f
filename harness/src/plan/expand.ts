/** From what was asked for to the trials that answer it, in the order in which they run. Pure. */
import { ConfigError, nearest, unknownName, type AnyMethod } from '@adaptbench/core';
import { findMethod } from '../find-method.ts';
import {
  partsOf,
  type Json,
  type JsonObject,
  type TrialSpec,
  trialId,
  type BenchConfig,
  askedTasks,
} from '@adaptbench/results';
import type { CheckedTask } from '../tasks.ts';
import { type Configuration, configurations } from './configurations.ts';
import { checkEngine } from './engines.ts';
import { checkSize, distinctBy, roundRobin } from './grid.ts';

/**
 * Every seed runs all tasks and configurations before the next seed begins, and within a task the methods take turns, so that a run that
 * is cut off is still balanced. `tasks`: what the catalogue says of each of `tasksOf(asked)`. Throws ConfigError where something cannot
 * work or is not known.
 */
export function expand(
  asked: BenchConfig,
  methods: readonly AnyMethod[],
  tasks: readonly CheckedTask[],
): TrialSpec[] {
  const bench = { ...asked, methods: named(asked.methods, methods) };
  const chosen = distinctBy(bench.methods, (name) => name).map((name) =>
    findMethod(methods, name, '--methods'),
  );
  const set = bench.set ?? {};
  checkKeys(
    Object.keys(set),
    distinctBy(
      bench.methods.flatMap((name) => [...partsOf(name), name]),
      (name) => name,
    ),
    methods.map((m) => m.name),
  );
  const perMethod = chosen.map((method) =>
    configurations(method, set, bench.sweep ?? true).map((c) => ({ method: method.name, configuration: c })),
  );
  const useless = Object.keys(set).find((key) => key.startsWith('train.'));
  if (useless !== undefined && perMethod.flat().every((c) => c.configuration.training === null))
    throw new ConfigError(
      `--set ${useless}: none of the methods ${bench.methods.join(', ')} trains anything`,
    );
  checkEngine(bench.engine ?? 'ort', bench.device ?? 'cpu');
  const turns = tasksOf(bench).flatMap(({ methods: own }, i) => {
    const task = tasks[i];
    if (!task) throw new Error('internal: a task was not checked');
    for (const name of own ?? []) findMethod(methods, name, 'task: methods');
    const tried = perMethod.filter((list) => own === null || own.includes(list[0]?.method ?? ''));
    return templatesOf(bench, task).flatMap((template) =>
      roundRobin(tried).map((turn): Turn => Object.assign({ template, task: task.spec }, turn)),
    );
  });
  if (turns.length === 0)
    throw new ConfigError(`--methods ${bench.methods.join(',')}: no task of this run is for these methods`);
  checkSize(turns.length * seedsOf(bench).length, 'trials');
  const trials = seedsOf(bench).flatMap((seed) => turns.map((turn) => trial(bench, turn, seed)));
  return distinctBy(trials, trialId);
}

/** `all` stands for every method by itself. */
const named = (asked: readonly string[], methods: readonly AnyMethod[]): readonly string[] =>
  asked.flatMap((name) => (name === 'all' ? methods.map((m) => m.name) : [name]));

/** `3` means 0, 1, 2. */
export const seedsOf = (bench: BenchConfig): readonly number[] =>
  typeof bench.seeds === 'object' ? bench.seeds : Array.from({ length: bench.seeds ?? 1 }, (_, i) => i);

interface Turn {
  readonly task: JsonObject;
  readonly method: string;
  readonly configuration: Configuration;
  readonly template: number;
}

function trial(bench: BenchConfig, turn: Turn, seed: number): TrialSpec {
  return {
    model: {
      reference: bench.model,
      ...(bench.revision === undefined ? {} : { revision: bench.revision }),
      ...(bench.tokenizer === undefined ? {} : { tokenizer: bench.tokenizer }),
      ...(bench.offline === undefined ? {} : { offline: bench.offline }),
    },
    task: turn.task,
    method: turn.method,
    config: turn.configuration.config,
    training: turn.configuration.training,
    seed,
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

/** One task of a run. */
export interface PlannedTask {
  /** What it and the fields beside `task` ask of `@adaptbench/tasks`. */
  readonly input: JsonObject;
  /** null: all of the run's. */
  readonly methods: readonly string[] | null;
}

/**
 * The tasks that were asked for, each once for every number of training items; validation and test items are the same for all of them.
 * Throws ConfigError where a task's methods are no list of names.
 */
export function tasksOf(bench: BenchConfig): PlannedTask[] {
  const beside = {
    limit: bench.limit,
    validation: bench.limitValidation,
    test: bench.limitTest,
    offline: bench.offline,
  };
  const given = Object.entries(beside).filter(
    (entry): entry is [string, number | boolean] => entry[1] !== undefined,
  );
  const sizes = bench.train === undefined ? [{}] : [bench.train].flat().map((train) => ({ train }));
  return askedTasks(bench).flatMap((asked): PlannedTask[] => {
    const { methods = null, ...task } = typeof asked === 'string' ? { name: asked } : asked;
    if (methods !== null && !isNames(methods))
      throw new ConfigError(`task: methods: expected a list of names, got ${JSON.stringify(methods)}`);
    return sizes.map((size) => ({ input: { ...task, ...size, ...Object.fromEntries(given) }, methods }));
  });
}

const isNames = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

/** Indices of the prompts to run: those named, by index or name, else every own prompt, else the task's first. */
function templatesOf(bench: BenchConfig, { spec, templates }: CheckedTask): number[] {
  if (bench.template === undefined) return isList(spec['templates']) ? templates.map((_, i) => i) : [0];
  return [bench.template].flat().map((wanted) => {
    const index = typeof wanted === 'number' ? wanted : templates.indexOf(wanted);
    if (index in templates) return index;
    if (typeof wanted === 'string') throw unknownName('template', wanted, templates, '--template');
    throw new ConfigError(
      `--template ${index}: expected 0..${templates.length - 1}: ${templates.join(', ')}`,
    );
  });
}

const isList = (value: unknown): boolean => Array.isArray(value);
