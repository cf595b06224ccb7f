/**
 * What a user asks for: flags of the command line and configuration files both become one of these. It says only what differs from
 * the defaults.
 */
import { ConfigError, nearest } from '@adaptbench/core';
import { z } from 'zod';
import type { Prices } from './prices.ts';
import type { Json, JsonObject } from '../record/spec.ts';

/** A name or a specification. `methods` in it: those of the run's methods that this task is for, where it is not for all. */
export type AskedTask = string | JsonObject;

/** Which trials have their requests timed; `first-seed`: the first done of each configuration. */
export type TimedTrials = 'first-seed' | 'all' | 'none';

export interface BenchConfig {
  /** A folder, a GGUF file or a hub repository (`owner/name`). */
  readonly model: string;
  readonly revision?: string;
  readonly tokenizer?: string;
  readonly offline?: boolean;
  /** A task's name, or a task specification with columns and the like; or several, each of which every method is tried on. */
  readonly task: AskedTask | readonly AskedTask[];
  readonly methods: readonly string[];
  /** Values to try, by `method.field`, `train.field` or `method.train.field`. A value alone counts as a list of one. */
  readonly set?: Readonly<Record<string, Json>>;
  /** Whether a method for which `set` names nothing tries its own sweep (true) or its defaults (false). Default true. */
  readonly sweep?: boolean;
  /** Whether the sweep is cut down by successive halving on validation (`halving.ts`). Default false. */
  readonly halving?: boolean;
  /** How many (`3` is 0, 1, 2), or which. Default 1. */
  readonly seeds?: number | readonly number[];
  /**
   * Labelled items that exemplars and training may draw on; several numbers make as many tasks, all with the same test items. Default
   * all. As it, the next three can stand in `task` as well.
   */
  readonly train?: number | readonly number[];
  /** Most validation items, and most test items. Default all. */
  readonly limit?: number;
  readonly limitValidation?: number;
  readonly limitTest?: number;
  /** Index or name of a prompt of the task, or several. Default its first, or all of the own prompts in `task.templates`. */
  readonly template?: number | string | readonly (number | string)[];
  readonly chat?: boolean;
  readonly engine?: string;
  readonly device?: string;
  readonly threads?: number;
  /** Which trials have single requests timed, in a process of their own. Default `first-seed`: seeds do not change what a request costs. */
  readonly latency?: TimedTrials;
  /** Seconds after which a phase of a trial counts as hung. Default none. */
  readonly timeout?: number;
  /** What the machine costs, for the tables of cost; no part of any trial. */
  readonly prices?: Prices;
  /** Folder of the run. Default `runs/<timestamp>-<model>-<task>`. */
  readonly out?: string;
}

/** Types a configuration file: `export default defineBench({ … })`. */
export const defineBench = (config: BenchConfig): BenchConfig => config;

/** The tasks of a run, whether one or several were asked for. */
export const askedTasks = ({ task }: Pick<BenchConfig, 'task'>): readonly AskedTask[] =>
  isAskedList(task) ? task : [task];
const isAskedList = (task: BenchConfig['task']): task is readonly AskedTask[] => Array.isArray(task);

/** Seeds of a run: their list is made in full. */
const MOST_SEEDS = 100_000;

const count = z.int().min(1);
const index = z.int().min(0);
const template = z.union([index, z.string().min(1)]);
const task = z.union([z.string().min(1), z.record(z.string(), z.json())]);
const price = z.number().nonnegative();
/** The fields of `BenchConfig` and what each takes. */
export const benchFields = {
  model: z.string().min(1),
  revision: z.string().min(1).optional(),
  tokenizer: z.string().min(1).optional(),
  offline: z.boolean().optional(),
  task: z.union([task, z.array(task).min(1)]),
  methods: z.array(z.string()).min(1),
  set: z.record(z.string(), z.json()).optional(),
  sweep: z.boolean().optional(),
  halving: z.boolean().optional(),
  seeds: z.union([count.max(MOST_SEEDS), z.array(index).min(1).max(MOST_SEEDS)]).optional(),
  train: z.union([index, z.array(index).min(1)]).optional(),
  limit: count.optional(),
  limitValidation: count.optional(),
  limitTest: count.optional(),
  template: z.union([template, z.array(template).min(1)]).optional(),
  chat: z.boolean().optional(),
  engine: z.string().optional(),
  device: z.string().optional(),
  threads: count.optional(),
  latency: z.enum(['first-seed', 'all', 'none']).optional(),
  timeout: z.number().positive().optional(),
  prices: z
    .strictObject({ perHour: price.optional(), watts: price.optional(), perKwh: price.optional() })
    .optional(),
  out: z.string().min(1).optional(),
};
const schema = z.strictObject(benchFields);

/** Checks what came from outside. Throws one ConfigError that lists every fault; `where` is the file's name, or empty. */
export function parseBench(input: unknown, where = ''): BenchConfig {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data as BenchConfig;
  const faults = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(unknownKey).join('; ')
      : `${issue.path.join('.') || 'the configuration'}: ${missing(issue, input) ? 'is missing' : issue.message}`,
  );
  throw new ConfigError(`${where === '' ? '' : `${where}: `}${faults.join('; ')}`);
}

const unknownKey = (key: string): string => {
  const near = nearest(key, Object.keys(schema.shape));
  return `unknown field "${key}"${near === null ? '' : `, did you mean "${near}"?`}`;
};

const missing = (issue: z.core.$ZodIssue, input: unknown): boolean =>
  issue.path.length === 1 &&
  (typeof input !== 'object' || input === null || !(String(issue.path[0]) in input));
