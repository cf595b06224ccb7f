/**
 * The configurations of one method that a run tries: what `set` names for it, else the method's own sweep, each point checked by the
 * method's schema and completed with its defaults.
 */
import {
  type AnyMethod,
  ConfigError,
  draws,
  fieldKey,
  fieldsUnder,
  keyedUnder,
  partsOf,
  trainSettings,
  tunes,
  unknownName,
} from '@adaptbench/core';
import { fieldsOf } from '@adaptbench/report';
import { type Json, type JsonObject, type TrialSpec, canonicalJson } from '@adaptbench/results';
import type { z } from 'zod';
import { type Axes, checkSize, distinctBy, grid } from './grid.ts';

/** What a method has of a trial. */
export type Configuration = Pick<TrialSpec, 'method' | 'config' | 'training' | 'draws'>;

type Sets = Readonly<Record<string, Json>>;

/** `set` as the user wrote it (all methods'); throws one ConfigError with every fault. No configuration is given twice. */
export function configurations(method: AnyMethod, set: Sets, sweep: boolean): Configuration[] {
  const { name } = method;
  const values = methodAxes(method, set);
  const axes = Object.keys(values).length > 0 || !sweep ? values : (method.space as Axes);
  const configs = checkAll(method.config, grid(axes), (field) => fieldKey(name, field));
  const special = trainAxes(method, set);
  const general = { ...defaultsOf(method), ...axesOf(set, 'train', trainFields) };
  const trainings = checkAll(trainSettings, grid({ ...general, ...special }), (field) =>
    fieldKey(field in special ? fieldKey(name, 'train') : 'train', field),
  );
  checkSize(configs.length * trainings.length, `configurations of ${name}`);
  const all = configs.flatMap((parsed): Configuration[] => {
    const config = JSON.parse(JSON.stringify(parsed)) as JsonObject;
    const drawn = draws(method, parsed) ? {} : ({ draws: false } as const);
    return (tunes(method) ? trainings : [null]).map((training) => ({
      method: name,
      config,
      training,
      ...drawn,
    }));
  });
  return distinctBy(all, canonicalJson);
}

const namesOf = (schema: z.ZodType): string[] => fieldsOf(schema).map(({ name }) => name);
const trainFields = namesOf(trainSettings);

/** Values of the method's own fields. What is set for a part of a composed method holds for it too, but for what is set for itself. */
function methodAxes({ name, config }: AnyMethod, set: Sets): Axes {
  const fields = Object.fromEntries(namesOf(config).map((field) => [field, true]));
  const parts = partsOf(name).filter((part) => part !== name);
  const inherited = parts.map((part) =>
    keyedUnder(part, axesOf(set, part, Object.keys(fieldsUnder(part, fields)))),
  );
  return Object.assign({}, ...inherited, axesOf(set, name, Object.keys(fields))) as Axes;
}

/** Values of training settings that are set for this method alone, or for a part of it. */
function trainAxes({ name }: AnyMethod, set: Sets): Axes {
  const owners = new Set([...partsOf(name), name]);
  const axes = [...owners].map((owner) => axesOf(set, fieldKey(owner, 'train'), trainFields));
  return Object.assign({}, ...axes) as Axes;
}

/** The method's own training settings, where it has any. */
const defaultsOf = (method: AnyMethod): Axes =>
  Object.fromEntries(Object.entries(method.training ?? {}).map(([field, value]) => [field, [value]]));

/** The values that `set` names for the fields of `owner`. Its `train.…` are fields of another owner. */
function axesOf(set: Sets, owner: string, fields: readonly string[]): Axes {
  const values = Object.entries(fieldsUnder(owner, set)).filter(([field]) => !field.startsWith('train.'));
  for (const [field] of values)
    if (!fields.includes(field)) throw unknownName('field', field, fields, `--set ${fieldKey(owner, field)}`);
  return Object.fromEntries(values.map(([field, value]) => [field, isList(value) ? value : [value]]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function checkAll<T>(
  schema: z.ZodType<T>,
  points: readonly JsonObject[],
  key: (field: string) => string,
): T[] {
  const faults = new Set<string>();
  const good = points.flatMap((point) => {
    const parsed = schema.safeParse(point);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues) faults.add(faultText(point, issue, key));
    return [];
  });
  if (faults.size > 0) throw new ConfigError([...faults].join('; '));
  return good;
}

/** E.g. `--set lora.rank=0: Too small: expected number to be >=1`. */
function faultText(point: JsonObject, issue: z.core.$ZodIssue, key: (field: string) => string): string {
  const field = String(issue.path[0] ?? '');
  if (field === '') return `--set ${key('…')}: ${issue.message} (${JSON.stringify(point)})`;
  const value = point[field];
  return `--set ${key(field)}${value === undefined ? '' : `=${JSON.stringify(value)}`}: ${issue.message}`;
}
