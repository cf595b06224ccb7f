/**
 * What a user asks for: each setting is one literal, from which flags, help, configuration files and the type of a configuration derive. A
 * configuration says only what differs from the defaults.
 */
import { ConfigError, type Setting, nearest, schemaOf } from '@adaptbench/core';
import { z } from 'zod';
import type { Json, JsonObject } from '../record/spec.ts';

/**
 * Which trials have single requests timed; `first-seed`: the first done of each configuration; `chosen`: the same, of each task and
 * method the configuration alone that validation chooses.
 */
export type TimedTrials = NonNullable<BenchConfig['latency']>;

/** A name or a specification. `methods` in it: those of the run's methods that this task is for, where it is not for all. */
export type AskedTask = string | JsonObject;

/** Seeds of a run: their list is made in full. */
const MOST_SEEDS = 100_000;

const text = z.string().min(1);
const count = z.int().min(1);
const index = z.int().min(0);
const yes = z.boolean().optional();
const price = z.number().nonnegative().exactOptional();
const json: z.ZodType<Json, Json> = z.json();
const task: z.ZodType<AskedTask, AskedTask> = z.union([text, z.record(z.string(), json)]);
const template = z.union([index, text]);
/** One, or several. */
const some = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).readonly()]);

type Settings = Readonly<Record<string, Setting>>;

const model = {
  model: {
    flag: '--model <reference>',
    help: 'folder, GGUF file, or hub repository (owner/name)',
    value: text,
  },
  revision: {
    flag: '--revision <name>',
    help: 'branch, tag or commit of a hub repository',
    value: text.optional(),
  },
  tokenizer: {
    flag: '--tokenizer <reference>',
    help: 'folder or repository of the tokenizer, if not the model’s own',
    value: text.optional(),
  },
  offline: { flag: '--offline', help: 'use only files that are already here', value: yes },
} satisfies Settings;

const tasks = {
  /** Each of several tasks is tried with every method. */
  task: {
    flag: '--task <name>',
    repeated: true,
    help: 'a task (see `pnpm bench tasks`) or a data file; several: names with commas, or repeated',
    value: some(task),
  },
} satisfies Settings;

const items = {
  /** Default its first, or all of the own prompts in `task.templates`. */
  template: {
    flag: '--template <prompt>',
    repeated: true,
    help: 'index or name of a prompt of the task, or an own one with columns in braces: "Review: {text}\\nSentiment:"; may be repeated',
    value: some(template).optional(),
  },
  /** Default all. As it, the next three can stand in `task` as well; several numbers make as many tasks with the same test items. */
  train: {
    flag: '--train <n|list>',
    help: 'labelled items for exemplars and training together; several numbers (32,128,512) are tried each',
    value: some(index).optional(),
  },
  limit: {
    flag: '--limit <n>',
    help: 'most validation items, and most test items',
    value: count.optional(),
  },
  limitValidation: {
    flag: '--limit-validation <n>',
    help: 'validation items',
    value: count.optional(),
  },
  limitTest: { flag: '--limit-test <n>', help: 'test items', value: count.optional() },
  chat: {
    flag: '--chat',
    help: 'wrap prompts in the model’s chat template: the default for conversations',
    value: yes,
  },
} satisfies Settings;

const methods = {
  methods: {
    flag: '--methods <names>',
    help: 'what to compare: icl,lora, or all (see `pnpm bench methods`)',
    value: z.array(z.string()).min(1).readonly(),
  },
  /** By `method.field`, `train.field` or `method.train.field`. A value alone counts as a list of one. */
  set: {
    flag: '--set <field=values>',
    repeated: true,
    help: 'values to try: lora.rank=1,4,16, train.rateFactor=0.3,1,3, lora.targetModules=[q_proj,v_proj]; may be repeated',
    value: z.record(z.string(), json).readonly().optional(),
  },
  sweep: {
    flag: '--no-sweep',
    help: 'defaults, not its own sweep, for a method that --set does not name',
    value: yes,
  },
  search: {
    flag: '--search',
    help: 'look at all configurations after part of their training, go on with those that may win, run the best few whole',
    value: yes,
  },
  /** Default 1. */
  seeds: {
    flag: '--seeds <n|list>',
    help: 'how many seeds (3: 0, 1, 2), or which (0,1,2; 7, for one)',
    value: z.union([count.max(MOST_SEEDS), z.array(index).min(1).max(MOST_SEEDS).readonly()]).optional(),
  },
} satisfies Settings;

const machine = {
  engine: {
    flag: '--engine <name>',
    help: 'ort (onnxruntime), tfjs (TensorFlow.js), or auto (default): what a short measurement of the model says is faster here',
    value: z.string().optional(),
  },
  device: {
    flag: '--device <name>',
    help: 'of ort: cpu, webgpu, cuda; of tfjs: wasm, cpu, tensorflow, tensorflow-gpu; or auto (default). One that is named and cannot be used is an error',
    value: z.string().optional(),
  },
  threads: {
    flag: '--threads <n>',
    help: 'threads inside an operation',
    value: count.optional(),
  },
  /** Requests are timed with nothing beside them, whatever it says. */
  parallel: {
    flag: '--parallel <n>',
    help: 'trials at once (default 1), or auto: as many as processors divided by --threads',
    value: z.union([count, z.literal('auto')]).optional(),
  },
  precision: {
    flag: '--precision <name>',
    help: 'of frozen weights: float32 (default), or float16, which halves their memory; what is trained and the loss stay float32',
    value: z.enum(['float32', 'float16']).optional(),
  },
  /** Seeds do not change what a request costs. */
  latency: {
    flag: '--latency <which>',
    help: 'trials whose single requests are timed: first-seed (default: one per configuration), chosen (only of each method’s best by validation), all or none',
    value: z.enum(['first-seed', 'chosen', 'all', 'none']).optional(),
  },
  /** See `estimate/budget.ts`. */
  budget: {
    flag: '--budget <time>',
    help: 'what the run may take, e.g. 20m, 2h or 40 trials: configurations get two seeds as far as they fit, further seeds go where the answer may still change',
    value: text.optional(),
  },
  timeout: {
    flag: '--timeout <seconds>',
    help: 'a phase of a trial that takes longer counts as failed',
    value: z.number().positive().optional(),
  },
} satisfies Settings;

const prices = {
  perHour: {
    flag: '--price-per-hour <money>',
    help: 'of the machine, in any currency',
    value: price,
  },
  watts: { flag: '--watts <power>', help: 'that the machine draws at work', value: price },
  perKwh: {
    flag: '--price-per-kwh <money>',
    help: 'of energy, in the same currency',
    value: price,
  },
} satisfies Settings;

const folder = {
  out: {
    flag: '--out <folder>',
    help: 'folder of the run (default runs/<time>-<model>-<task>)',
    value: text.optional(),
  },
} satisfies Settings;

/** Fields of `BenchConfig`, as the command line's help groups them; `prices` are fields of its field of that name. */
export const benchSettings = { model, tasks, items, methods, machine, prices, folder };

const benchSchema = schemaOf({
  ...model,
  ...tasks,
  ...methods,
  ...items,
  ...machine,
  prices: {
    help: 'what the machine costs, for the tables of cost; no part of any trial',
    value: schemaOf(prices).optional(),
  },
  ...folder,
});
export type BenchConfig = Readonly<z.output<typeof benchSchema>>;
/** As manifests have them. */
export const benchFields = benchSchema.shape;

/** The tasks of a run, whether one or several were asked for. */
export const askedTasks = ({ task }: Pick<BenchConfig, 'task'>): readonly AskedTask[] =>
  isAskedList(task) ? task : [task];
const isAskedList = (task: BenchConfig['task']): task is readonly AskedTask[] => Array.isArray(task);

/** Checks what came from outside. Throws one ConfigError that lists every fault; `where` is the file's name, or empty. */
export function parseBench(input: unknown, where = ''): BenchConfig {
  const parsed = benchSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(unknownKey).join('; ')
      : `${issue.path.join('.') || 'the configuration'}: ${missing(issue, input) ? 'is missing' : issue.message}`,
  );
  throw new ConfigError(`${where === '' ? '' : `${where}: `}${faults.join('; ')}`);
}

const unknownKey = (key: string): string => {
  const near = nearest(key, Object.keys(benchFields));
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  return `unknown field "${key}".${hint} Known: ${Object.keys(benchFields).join(', ')}`;
};

const missing = (issue: z.core.$ZodIssue, input: unknown): boolean =>
  issue.path.length === 1 &&
  (typeof input !== 'object' || input === null || !(String(issue.path[0]) in input));
