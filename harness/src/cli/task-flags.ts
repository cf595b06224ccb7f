/** The flags that describe a task and its data; they become fields of a task specification of `@adaptbench/tasks`. */
import { ConfigError } from '@adaptbench/core';
import type { Command } from 'commander';
import { type AskedTask, type BenchConfig, askedTasks, type JsonObject } from '@adaptbench/results';
import { pairs, repeated, whole } from './parse.ts';

export interface TaskFlags {
  readonly task?: readonly string[];
  readonly data?: string;
  readonly kind?: string;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly rationaleColumn?: string;
  readonly labels?: string;
  readonly language?: string;
  readonly extract?: string;
  readonly maxNewTokens?: number;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sampling?: string;
  readonly template?: readonly string[];
}

export const addTaskFlags = (command: Command): Command =>
  command
    .optionsGroup('Task and data:')
    .option(
      '--task <name>',
      'a task (see `pnpm bench tasks`) or a data file; several: names with commas, or repeated',
      repeated,
    )
    .option(
      '--data <path>',
      'data to use: file, folder with train/validation/test files, hf:org/name, or train=a.csv,test=b.csv',
    )
    .option('--kind <kind>', 'of own data: classification (default) or generation')
    .option('--text-column <name>', 'column of the text or question')
    .option('--label-column <name>', 'column of the label or answer')
    .option('--rationale-column <name>', 'column of worked solutions')
    .option('--labels <pairs>', 'names of labels by their value in the file: 0=negative,1=positive')
    .option('--language <tag>', 'of own data, BCP 47')
    .option('--extract <how>', 'what an answer is, for generation: exact, number, letter, …')
    .option(
      '--max-new-tokens <n>',
      'most tokens of a free answer; default: as the task says',
      whole('--max-new-tokens', 1),
    )
    .option('--encoding <name>', 'of text files; detected by default')
    .option('--delimiter <character>', 'of CSV files; detected by default')
    .option('--sampling <how>', 'natural (default) or balanced')
    .option(
      '--template <prompt>',
      'index or name of a prompt of the task, or an own one with columns in braces: "Review: {text}\\nSentiment:"; may be repeated',
      repeated,
    );

/** The task or tasks as flags say it, on top of what a configuration file says. */
export function taskOf(
  flags: TaskFlags,
  base: BenchConfig['task'] | undefined,
): Pick<Partial<BenchConfig>, 'task' | 'template'> {
  const { task, template = [], ...rest } = flags;
  const own = template.filter((text) => text.includes('{')).map((text) => text.replaceAll('\\n', '\n'));
  const chosen = template.filter((text) => !text.includes('{')).flatMap((text) => text.split(','));
  const fields: Record<string, JsonObject[string] | undefined> = {
    ...rest,
    data: rest.data === undefined ? undefined : (pairs(rest.data) ?? rest.data),
    labels: labelsOf(rest.labels),
    templates: own.length === 0 ? undefined : own,
  };
  const names = task?.flatMap(namesIn);
  const before = base === undefined ? [] : askedTasks({ task: base });
  const tasks = names && names.length > 1 ? names : before.length > 1 && !names ? before : null;
  return {
    ...(tasks
      ? { task: several(tasks, defined(fields)) }
      : one(names?.[0], before[0], flags, defined(fields))),
    ...(chosen.length === 0 ? {} : { template: chosen.map(indexOrName) }),
  };
}

/** Names between commas; a path may hold commas of its own. */
const namesIn = (text: string): string[] => (/^[\w-]+(,[\w-]+)+$/.test(text) ? text.split(',') : [text]);

/** Flags that describe data describe one task's. */
function several(tasks: readonly AskedTask[], fields: JsonObject): readonly AskedTask[] {
  const field = Object.keys(fields).find((key) => key !== 'sampling');
  if (field !== undefined)
    throw new ConfigError(
      `--${field === 'templates' ? 'template' : dashed(field)}: describes one task, this run has ${tasks.length}: write their specifications into a configuration file`,
    );
  if (Object.keys(fields).length === 0) return tasks;
  return tasks.map((task) => Object.assign({}, typeof task === 'string' ? { name: task } : task, fields));
}

const dashed = (field: string): string => field.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function one(
  task: string | undefined,
  base: AskedTask | undefined,
  { data, kind }: TaskFlags,
  fields: JsonObject,
): Pick<Partial<BenchConfig>, 'task'> {
  const before: JsonObject = typeof base === 'string' ? { name: base } : (base ?? {});
  const fallback = data === undefined ? undefined : (kind ?? 'classification');
  const name = task ?? before['name'] ?? fallback;
  const merged = { ...before, ...(name === undefined ? {} : { name }), ...fields };
  return Object.keys(merged).length === 0 ? {} : { task: merged };
}

const indexOrName = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

function labelsOf(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  const labels = pairs(text);
  if (labels) return labels;
  throw new ConfigError(`--labels: expected value=name,value=name, got "${text}"`);
}

const defined = (fields: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined),
  );
