/** What a user asks for when naming a task: plain JSON, so that it travels to other processes and into manifests. */
import { ConfigError, type Setting, type Task, nearest, schemaOf } from '@adaptbench/core';
import { z } from 'zod';
import { extractors } from './extract/index.ts';

/** What settings ask of a task's definition. */
interface Taker {
  readonly name: string;
  readonly kind: Task['kind'];
  readonly general?: true;
  readonly generate?: unknown;
}

/** A field of a task's specification. */
interface TaskSetting extends Setting {
  /** The tasks that take it, where not all do: a field that would change nothing is refused. */
  readonly takenBy?: (task: Taker) => boolean;
}

const text = z.string().optional();
const count = z.int().min(0).optional();
const general: TaskSetting['takenBy'] = (task) => task.general === true;
const readFromFiles: TaskSetting['takenBy'] = (task) => task.generate === undefined;
const ownAnswers: TaskSetting['takenBy'] = (task) => task.general === true && task.kind === 'generation';
const generation: TaskSetting['takenBy'] = (task) => task.kind === 'generation';

/** In the order of the command line's help. */
export const taskSettings = {
  name: {
    help: 'a known task (sst2, gsm8k, …), `classification`, `generation`, `own` (what the data look like decides), or a data file',
    value: z.string().min(1),
  },
  data: {
    flag: '--data <path>',
    help: 'data to use: file, folder with train/validation/test files, hf:org/name, or train=a.csv,test=b.csv',
    takenBy: readFromFiles,
    value: z
      .union([
        z.string().min(1),
        z.strictObject({ train: z.string(), validation: z.string().optional(), test: z.string().optional() }),
      ])
      .optional(),
  },
  kind: {
    flag: '--kind <kind>',
    help: 'of own data: classification or generation (default: what its columns say)',
    takenBy: general,
    value: z.enum(['classification', 'generation']).optional(),
  },
  textColumn: {
    flag: '--text-column <name>',
    help: 'column of the text or question',
    takenBy: readFromFiles,
    value: text,
  },
  labelColumn: {
    flag: '--label-column <name>',
    help: 'column of the label or answer',
    takenBy: readFromFiles,
    value: text,
  },
  rationaleColumn: {
    flag: '--rationale-column <name>',
    help: 'column of worked solutions',
    takenBy: ownAnswers,
    value: text,
  },
  labels: {
    flag: '--labels <pairs>',
    help: 'names of labels by their value in the file: 0=negative,1=positive',
    takenBy: (task) => task.kind === 'classification' && task.generate === undefined,
    value: z.record(z.string(), z.string().min(1)).optional(),
  },
  templates: {
    help: 'own prompts for a data file, with columns in braces: "Review: {text}\\nSentiment:"',
    takenBy: general,
    value: z.array(z.string().min(1)).min(1).optional(),
  },
  language: { flag: '--language <tag>', help: 'of own data, BCP 47', takenBy: general, value: text },
  extract: {
    flag: '--extract <how>',
    help: 'what an answer is, for generation: text (all of it), exact, number, letter, yesno, json, slots or set',
    takenBy: ownAnswers,
    value: z.enum(Object.keys(extractors) as [keyof typeof extractors]).optional(),
  },
  separator: {
    flag: '--separator <text>',
    help: 'what parts several labels in a cell (--extract set); default: comma, semicolon, line break',
    takenBy: ownAnswers,
    value: z.string().min(1).optional(),
  },
  metric: {
    flag: '--metric <name>',
    help: 'metric that configurations are chosen by: macro-f1, rouge-l, field-f1, … (default: as the kind of task has it)',
    value: text,
  },
  scorer: {
    flag: '--scorer <file>',
    help: 'metric of your own: a module whose default export is (prediction, references, labels) => number',
    value: text,
  },
  jsonSchema: {
    flag: '--json-schema <file>',
    help: 'JSON Schema that answers should match (--extract json)',
    takenBy: ownAnswers,
    value: text,
  },
  scorerHash: { help: 'of the content of scorer, as it was when the trials were planned', value: text },
  jsonSchemaHash: { help: 'of the content of jsonSchema, likewise', value: text },
  maxNewTokens: {
    flag: '--max-new-tokens <n>',
    help: 'most tokens of a free answer; default: as the task says',
    takenBy: generation,
    value: z.int().min(1).max(8192).optional(),
  },
  groupColumn: {
    flag: '--group-column <name>',
    help: 'column that says what belongs together (customer, document): no split cuts a group',
    takenBy: readFromFiles,
    value: text,
  },
  skipBad: {
    flag: '--skip-bad [share]',
    help: 'leave out rows that cannot be used, however many, or up to this share of a file; default 0.01',
    takenBy: readFromFiles,
    value: z
      .union([z.boolean(), z.number().min(0).max(1)], 'expected true, or a share of rows from 0 to 1')
      .optional(),
  },
  encoding: {
    flag: '--encoding <name>',
    help: 'of text files; detected by default',
    takenBy: readFromFiles,
    value: text,
  },
  delimiter: {
    flag: '--delimiter <character>',
    help: 'of CSV files; detected by default',
    takenBy: readFromFiles,
    value: z.string().min(1).optional(),
  },
  /** Splits that are cut here, and samples of train, keep the labels' proportions or hold as many of each. */
  sampling: {
    flag: '--sampling <how>',
    help: 'natural (default) or balanced',
    value: z.enum(['natural', 'balanced']).default('natural'),
  },
  train: { help: 'items in train; the same seed’s smaller numbers are subsets', value: count },
  validation: { help: 'items in validation', value: count },
  test: { help: 'items in test', value: count },
  limit: { help: 'at most this many items in validation and in test', value: count },
  offline: { help: 'read hub data from the cache only', value: z.boolean().optional() },
} satisfies Readonly<Record<string, TaskSetting>>;

export const TaskSpec = schemaOf(taskSettings);
export type TaskSpec = z.output<typeof TaskSpec>;
/** As a user writes it: what has a default may be left out. */
export type TaskSpecInput = z.input<typeof TaskSpec>;

/** @throws ConfigError with all faults in one line */
export function parseTaskSpec(input: unknown): TaskSpec {
  const parsed = TaskSpec.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .map((key) => {
          const near = nearest(key, Object.keys(taskSettings));
          return `unknown field "${key}"${near === null ? '' : `, did you mean "${near}"?`}`;
        })
        .join('; ');
    return `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message.replace(', received undefined', ', which is missing')}`;
  });
  throw new ConfigError(`task: ${faults.join('; ')}`);
}

/** @throws ConfigError for fields that would change nothing, rather than pass them over */
export function checkFields(spec: TaskSpec, task: Taker): void {
  const useless = Object.entries<TaskSetting>(taskSettings)
    .filter(
      ([field, { takenBy }]) => takenBy?.(task) === false && spec[field as keyof TaskSpec] !== undefined,
    )
    .map(([field]) => `"${field}"`);
  if (useless.length > 0)
    throw new ConfigError(`task ${task.name}: takes no ${useless.join(', ')}. Leave it out.`);
}
