/** What the flags of `bench` ask for, on top of a configuration: the fields of its task, its prices, its sets. */
import { ConfigError } from '@adaptbench/core';
import {
  type AskedTask,
  type BenchConfig,
  type Json,
  type JsonObject,
  askedTasks,
  benchSettings,
} from '@adaptbench/results';
import { taskSettings } from '@adaptbench/tasks';
import type { Command } from 'commander';
import { parseSet } from '../plan/set-syntax.ts';
import { addFlags, given } from './flags.ts';

const { model, tasks, items, methods, machine, prices, folder } = benchSettings;
const plain = { ...model, ...items, ...methods, ...machine, ...folder };

/** All flags that become fields of a configuration, but for the run's own. */
export function addSettings(command: Command): Command {
  addFlags(command, model, 'Model:');
  addFlags(command, tasks, 'Task and data:');
  addFlags(command, taskSettings);
  addFlags(command, items);
  addFlags(command, methods, 'Methods and settings:');
  addFlags(command, machine, 'Machine:');
  return addPrices(command);
}

export const addPrices = (command: Command): Command =>
  addFlags(command, prices, 'Prices, for the tables of cost:');

/** `base` with the prices that the flags name on top; no field where no price is named. */
export function pricesOf(command: Command, base: BenchConfig['prices'] = {}): Pick<BenchConfig, 'prices'> {
  const all = { ...base, ...given(command, prices) };
  return Object.keys(all).length === 0 ? {} : { prices: all };
}

/** `base` with what flags say on top. */
export function asked(command: Command, base: Partial<BenchConfig>): Partial<BenchConfig> {
  const { set = [], template = [], ...fields } = given(command, plain);
  const { task } = given(command, tasks);
  const written = template.filter((text) => text.includes('{')).map((text) => text.replaceAll('\\n', '\n'));
  const chosen = template.filter((text) => !text.includes('{')).flatMap((text) => text.split(','));
  const about = {
    ...given(command, taskSettings),
    ...(written.length === 0 ? {} : { templates: written }),
  } as JsonObject;
  const sets = { ...base.set, ...setOf(set) };
  return {
    ...base,
    ...fields,
    ...taskOf(task?.flatMap(namesIn), about, base.task),
    ...(chosen.length === 0 ? {} : { template: chosen.map(indexOrName) }),
    ...pricesOf(command, base.prices),
    ...(Object.keys(sets).length === 0 ? {} : { set: sets }),
  };
}

/** Names between commas; a path may hold commas of its own. */
const namesIn = (text: string): string[] => (/^[\w-]+(,[\w-]+)+$/.test(text) ? text.split(',') : [text]);

const indexOrName = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

/** The task or tasks: those of `names`, or else of the configuration, with the fields that flags give. */
function taskOf(
  names: readonly string[] | undefined,
  fields: JsonObject,
  base: BenchConfig['task'] | undefined,
): { readonly task?: BenchConfig['task'] } {
  const before = base === undefined ? [] : askedTasks({ task: base });
  const several = names && names.length > 1 ? names : before.length > 1 && !names ? before : null;
  if (several) return { task: withFields(several.map(kindTold), fields) };
  const [first = {}] = before;
  const described = specification(first);
  const name = names?.[0] ?? described['name'];
  const task = withKind({ ...described, ...(name === undefined ? {} : { name }), ...fields });
  return Object.keys(task).length === 0 ? {} : { task };
}

/** What the data look like says of which kind they are, where nothing else does. */
const withKind = (task: JsonObject): JsonObject =>
  !('data' in task) || 'name' in task ? task : { ...task, name: task['kind'] ?? 'own' };

const kindTold = (task: AskedTask): AskedTask => (typeof task === 'string' ? task : withKind(task));

const specification = (task: AskedTask): JsonObject => (typeof task === 'string' ? { name: task } : task);

/** Flags that describe data describe those of one task. */
function withFields(tasks: readonly AskedTask[], fields: JsonObject): readonly AskedTask[] {
  const field = Object.keys(fields).find((key) => key !== 'sampling');
  if (field !== undefined)
    throw new ConfigError(
      `--${field === 'templates' ? 'template' : dashed(field)}: describes one task, this run has ${tasks.length}: write their specifications into a configuration file`,
    );
  if (Object.keys(fields).length === 0) return tasks;
  return tasks.map((task) => Object.assign({}, specification(task), fields));
}

const dashed = (field: string): string => field.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function setOf(texts: readonly string[]): Record<string, Json> {
  const sets: Record<string, Json> = {};
  for (const text of texts) {
    const { key, values } = parseSet(text);
    if (key in sets) throw new ConfigError(`--set ${key}: given twice; write all values after one =`);
    sets[key] = values;
  }
  return sets;
}
