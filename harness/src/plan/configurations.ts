/**
 * The configurations of one method that a run tries: what `set` names for it, else the method's own sweep, each point checked by the
 * method's schema and completed with its defaults.
 */
import {
  type AnyMethod,
  ConfigError,
  type TrainSettings,
  trainSettings,
  tunes,
  unknownName,
} from '@adaptbench/core';
import type { z } from 'zod';
import { partsOf, type Json, type JsonObject, canonicalJson } from '@adaptbench/results';
import { fieldsOf } from '@adaptbench/report';
import { type Axes, checkSize, distinctBy, grid } from './grid.ts';

export interface Configuration {
  readonly config: JsonObject;
  /** null where the configuration trains nothing. */
  readonly training: TrainSettings | null;
}

/** `set` as the user wrote it (all methods'); throws one ConfigError with every fault. No configuration is given twice. */
export function configurations(
  method: AnyMethod,
  set: Readonly<Record<string, Json>>,
  sweep: boolean,
): Configuration[] {
  const own = ownAxes(method, set);
  const general = axesOf(set, 'train.', fieldsOf(trainSettings));
  // What is set for a part of a composed method holds for it too, unless something is set for itself.
  const owners = [...new Set([...partsOf(method.name), method.name])];
  const special = Object.assign(
    {},
    ...owners.map((owner) => axesOf(set, `${owner}.train.`, fieldsOf(trainSettings))),
  ) as Axes;
  const axes = Object.keys(own).length > 0 || !sweep ? own : (method.space as Axes);
  const configs = checkAll(method.config, grid(axes), (field) => `${method.name}.${field}`);
  const points = grid({ ...defaultsOf(method), ...general, ...special });
  const trainings = checkAll(trainSettings, points, (field) =>
    field in special ? `${method.name}.train.${field}` : `train.${field}`,
  );
  checkSize(configs.length * trainings.length, `configurations of ${method.name}`);
  const all = configs.flatMap((parsed): Configuration[] => {
    const config = JSON.parse(JSON.stringify(parsed)) as JsonObject;
    return tunes(method) ? trainings.map((training) => ({ config, training })) : [{ config, training: null }];
  });
  return distinctBy(all, canonicalJson);
}

/** Of a composed method, fields bear their owner's name (`lora.rank`), as their keys in `set` do: those count for it too. */
function ownAxes(method: AnyMethod, set: Readonly<Record<string, Json>>): Axes {
  const fields = fieldsOf(method.config);
  const parts = partsOf(method.name);
  const inherited = parts.length === 1 ? [] : parts;
  return {
    ...(Object.assign(
      {},
      ...inherited.map((part) => {
        const theirs = fields.flatMap(({ name }) =>
          name.startsWith(`${part}.`) ? [{ name: name.slice(part.length + 1) }] : [],
        );
        const axes = axesOf(set, `${part}.`, theirs, 'train.');
        return Object.fromEntries(
          Object.entries(axes).map(([field, values]) => [`${part}.${field}`, values]),
        );
      }),
    ) as Axes),
    ...axesOf(set, `${method.name}.`, fields, 'train.'),
  };
}

/** The method's own training settings, where it has any. */
const defaultsOf = (method: AnyMethod): Axes =>
  Object.fromEntries(Object.entries(method.training ?? {}).map(([field, value]) => [field, [value]]));

/** The values named under `prefix`, by field; those under `prefix + except` are somebody else's. */
function axesOf(
  set: Readonly<Record<string, Json>>,
  prefix: string,
  fields: readonly { readonly name: string }[],
  except?: string,
): Axes {
  const axes: Record<string, readonly Json[]> = {};
  for (const [key, value] of Object.entries(set)) {
    const field = key.slice(prefix.length);
    if (!key.startsWith(prefix) || (except !== undefined && field.startsWith(except))) continue;
    const known = fields.map((f) => f.name);
    if (!known.includes(field)) throw unknownName('field', field, known, `--set ${key}`);
    axes[field] = isList(value) ? value : [value];
  }
  return axes;
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
