/**
 * The configurations of one method that a run tries: what `set` names for it, every value with every other; else the method's own sweep,
 * one field at a time around the defaults and factors of its learning rate at the defaults. Each point is checked by the method's schema
 * and completed with its defaults.
 */
import {
  type AnyMethod,
  ConfigError,
  RATE_FACTORS,
  type TrainSettings,
  draws,
  fieldKey,
  fieldsUnder,
  fits,
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
export type Configuration = Pick<TrialSpec, 'method' | 'config' | 'training' | 'draws' | 'fits'>;

type Sets = Readonly<Record<string, Json>>;

/** `set` as the user wrote it (all methods'); throws one ConfigError with every fault. No configuration is given twice. */
export function configurations(method: AnyMethod, set: Sets, sweep: boolean): Configuration[] {
  const { name } = method;
  const values = methodAxes(method, set);
  const ownSweep = sweep && Object.keys(values).length === 0;
  const points = ownSweep ? oneAtATime(method.space) : grid(values);
  const configs = checkAll(method.config, points, (field) => fieldKey(name, field));
  const special = trainAxes(method, set);
  const axes = { ...defaultsOf(method), ...general(set, special), ...special };
  const trainings = checkAll(trainSettings, grid(axes), (field) =>
    fieldKey(field in special ? fieldKey(name, 'train') : 'train', field),
  ).map(withFactor);
  const rates = ownSweep && tunes(method) && !rateFields.some((field) => field in axes) ? RATE_FACTORS : [];
  checkSize(configs.length * trainings.length, `configurations of ${name}`);
  const described = configs.map((parsed) => ({
    method: name,
    config: JSON.parse(JSON.stringify(parsed)) as JsonObject,
    ...(draws(method, parsed) ? {} : ({ draws: false } as const)),
    ...(fits(method) ? ({ fits: true } as const) : {}),
  }));
  const all = [
    ...described.flatMap((one): Configuration[] =>
      (tunes(method) ? trainings : [null]).map((training) => Object.assign({ training }, one)),
    ),
    ...described
      .slice(0, 1)
      .flatMap((one) =>
        rates.flatMap((rateFactor) =>
          trainings.map((t): Configuration => Object.assign({ training: { ...t, rateFactor } }, one)),
        ),
      ),
  ];
  return distinctBy(all, canonicalJson);
}

/** The defaults, then each value of each field with the defaults of the others. */
const oneAtATime = (space: Axes): JsonObject[] => [
  {},
  ...Object.entries(space).flatMap(([field, values]) => values.map((value) => ({ [field]: value }))),
];

/** A trial whose rate is the method's own says its factor, so that one trial has one id. */
const withFactor = (settings: TrainSettings): TrainSettings =>
  settings.learningRate === null ? { ...settings, rateFactor: settings.rateFactor ?? 1 } : settings;

const rateFields = ['learningRate', 'rateFactor'];

/** Values of training settings for all methods. A rate of the method's own, of either kind, goes before both kinds. */
function general(set: Sets, special: Axes): Axes {
  const axes = axesOf(set, 'train', trainFields);
  if (!rateFields.some((field) => field in special)) return axes;
  return Object.fromEntries(Object.entries(axes).filter(([field]) => !rateFields.includes(field)));
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
