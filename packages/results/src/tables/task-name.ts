/** The name of a task in a table: its own, or its data's; where several would have the same, with the fields that tell them apart. */
import path from 'node:path';
import { canonicalByParts, canonicalJson } from '../record/canonical-json.ts';
import type { JsonObject, TrialSpec } from '../record/spec.ts';
import { groupBy } from './group.ts';

/** Equal for trials of the same task on the same data. */
export function taskKey({ task }: Pick<TrialSpec, 'task'>): string {
  const { offline: _, ...rest } = task;
  const key = keys.get(task) ?? canonicalByParts(rest);
  keys.set(task, key);
  return key;
}

/** Of specifications, which do not change. */
const keys = new WeakMap<JsonObject, string>();

/** What is said by the file's own field, unless one file had two contents. */
const hashes: ReadonlySet<string> = new Set(['scorerHash', 'jsonSchemaHash']);

/** Names by `taskKey`. */
export function taskNames(plan: readonly Pick<TrialSpec, 'task'>[]): ReadonlyMap<string, string> {
  const tasks = groupBy(plan, taskKey).flatMap((group) => group.slice(0, 1));
  const names = groupBy(tasks, ({ task }) => plainName(task)).flatMap((same) =>
    same.map((spec) => {
      const differing = Object.keys(spec.task).filter((field) => differs(same, field));
      const fields = differing.filter((field) => !hashes.has(field));
      const telling = fields.length === 0 ? differing : fields;
      const more = telling.map((field) => `${field}=${canonicalJson(spec.task[field])}`);
      return [taskKey(spec), [plainName(spec.task), ...more].join(' ')] as const;
    }),
  );
  return new Map(names);
}

const differs = (specs: readonly Pick<TrialSpec, 'task'>[], field: string): boolean =>
  field !== 'offline' && new Set(specs.map(({ task }) => canonicalJson(task[field] ?? null))).size > 1;

/** Its own name or its data's, which several tasks may share. */
export function plainName({ name, data }: JsonObject): string {
  if (typeof data === 'string') return path.basename(data);
  return typeof name === 'string' ? path.basename(name) : 'task';
}
