/** From what was asked for to the trials that answer it, in the order in which they run. Pure. */
import { type AnyMethod, ConfigError, nearest, ownerOf, partsOf, unknownName } from '@adaptbench/core';
import { checkEngine, defaultDevice } from '../engines.ts';
import { findMethod } from '../find-method.ts';
import {
  type Json,
  type JsonObject,
  type TrialSpec,
  draws,
  trialId,
  type BenchConfig,
  askedTasks,
} from '@adaptbench/results';
import type { CheckedTask } from '../tasks.ts';
import { configurations } from './configurations.ts';
import { checkSize, distinctBy, roundRobin } from './grid.ts';

/**
 * Every seed runs all tasks and configurations before the next seed begins, and within a task methods take turns. So a run that is cut off
 * is still balanced. What draws nothing runs with the first seed alone. `tasks`: what the catalogue says of each of `tasksOf(bench)`.
 * Throws ConfigError where something cannot work or is not known.
 */
export function expand(
  bench: BenchConfig,
  methods: readonly AnyMethod[],
  tasks: readonly CheckedTask[],
): TrialSpec[] {
  const names = named(bench.methods, methods);
  const { set = {}, sweep = true } = bench;
  const chosen = [...new Set(names)].map((name) => findMethod(methods, name, '--methods'));
  checkKeys(Object.keys(set), names, methods);
  const perMethod = chosen.map((method) => configurations(method, set, sweep));
  const useless = Object.keys(set).find((key) => ownerOf(key) === 'train');
  if (useless !== undefined && perMethod.flat().every(({ training }) => training === null))
    throw new ConfigError(`--set ${useless}: none of the methods ${names.join(', ')} trains anything`);
  const setup = setupOf(bench);
  checkEngine(setup);
  const trials = tasksOf(bench).flatMap(({ methods: only }, i) => {
    const task = tasks[i];
    if (!task) throw new Error('internal: a task was not checked');
    for (const name of only ?? []) findMethod(methods, name, 'task: methods');
    const tried = perMethod.filter(([first]) => only === null || only.includes(first?.method ?? ''));
    return templatesOf(bench, task).flatMap((template) =>
      roundRobin(tried).map((configuration) =>
        Object.assign({ task: task.spec, template, chat: bench.chat ?? task.chat }, configuration),
      ),
    );
  });
  if (trials.length === 0)
    throw new ConfigError(`--methods ${names.join(',')}: no task of this run is for these methods`);
  const seeds = seedsOf(bench);
  const drawing = trials.filter(draws);
  checkSize(trials.length + drawing.length * (seeds.length - 1), 'trials');
  return distinctBy(
    seeds.flatMap((seed, i) =>
      (i === 0 ? trials : drawing).map((trial): TrialSpec => Object.assign({}, setup, trial, { seed })),
    ),
    trialId,
  );
}

/** `all` stands for every method by itself. */
const named = (asked: readonly string[], methods: readonly AnyMethod[]): readonly string[] =>
  asked.flatMap((name) => (name === 'all' ? methods.map((m) => m.name) : [name]));

/** `3` means 0, 1, 2. */
export const seedsOf = ({ seeds = 1 }: BenchConfig): readonly number[] =>
  typeof seeds === 'object' ? seeds : Array.from({ length: seeds }, (_, i) => i);

/** The model that a run names, as its trials have it. */
export const modelOf = ({
  model: reference,
  revision,
  tokenizer,
  offline,
}: BenchConfig): TrialSpec['model'] => ({ reference, ...defined({ revision, tokenizer, offline }) });

/** What all trials of a run have in common. */
function setupOf({
  engine = 'ort',
  device = defaultDevice(engine),
  threads,
  precision,
  ...bench
}: BenchConfig): Pick<TrialSpec, 'model' | 'engine' | 'device' | 'threads' | 'precision'> {
  return {
    model: modelOf(bench),
    engine,
    device,
    threads: threads ?? null,
    ...(precision === 'float16' ? { precision } : {}),
  };
}

/** The owner of each key must be `train`, a method that runs or a part of one. */
function checkKeys(keys: readonly string[], names: readonly string[], methods: readonly AnyMethod[]): void {
  const chosen = [...new Set(names.flatMap((name) => [...partsOf(name), name]))];
  const all = methods.map(({ name }) => name);
  for (const key of keys) {
    const owner = ownerOf(key);
    if (owner === 'train' || chosen.includes(owner)) continue;
    if (all.includes(owner))
      throw new ConfigError(`--set ${key}: "${owner}" is not among --methods ${chosen.join(',')}`);
    throw unknownName('method', owner, nearest(owner, chosen) === null ? all : chosen, `--set ${key}`);
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
  const { limit, limitValidation: validation, limitTest: test, offline } = bench;
  const beside = defined({ limit, validation, test, offline });
  const sizes = bench.train === undefined ? [{}] : [bench.train].flat().map((train) => ({ train }));
  return askedTasks(bench).flatMap((asked): PlannedTask[] => {
    const { methods = null, ...task } = typeof asked === 'string' ? { name: asked } : asked;
    if (methods !== null && !isNames(methods))
      throw new ConfigError(`task: methods: expected a list of names, got ${JSON.stringify(methods)}`);
    return sizes.map((size) => ({ input: { ...task, ...size, ...beside }, methods }));
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

/** Without the fields that are undefined. */
const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
