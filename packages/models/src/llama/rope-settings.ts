/**
 * What config.json says of rotary positions, in all the places where it may say it, made one: transformers'
 * `RotaryEmbeddingConfigMixin.convert_rope_params_to_dict` and `standardize_rope_params` (modeling_rope_utils.py), with the same
 * precedence. `rope_scaling` goes before `rope_parameters`; what stands inside goes before `rope_theta` and `partial_rotary_factor` at
 * the top; `original_max_position_embeddings` at the top goes before the one inside.
 */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { excerpt } from '../config/excerpt.ts';
import { parseFields } from '../config/parse.ts';

const positive = z.number().positive();
const size = z
  .int()
  .positive()
  .max(1 << 30);
/** What every type may hold beside its own. */
const base = {
  rope_theta: positive,
  /** Of the head's width, what is turned. */
  partial_rotary_factor: positive.max(1).default(1),
};
const factors = z.array(positive).max(1 << 16);

const types = {
  default: z.object({ rope_theta: positive }),
  linear: z.object({ ...base, factor: positive }),
  /** Beyond the context that the model has, frequencies would change with the length; within it they are those of `default`. */
  dynamic: z.object({ ...base, factor: positive }),
  llama3: z.object({
    ...base,
    factor: positive,
    low_freq_factor: positive,
    high_freq_factor: positive,
    original_max_position_embeddings: positive,
  }),
  yarn: z.object({
    ...base,
    factor: positive.nullable(),
    original_max_position_embeddings: positive,
    beta_fast: z.number().nullish(),
    beta_slow: z.number().nullish(),
    attention_factor: z.number().nullish(),
    mscale: z.number().nullish(),
    mscale_all_dim: z.number().nullish(),
    truncate: z.boolean().nullable().default(true),
  }),
  longrope: z.object({
    ...base,
    factor: positive.nullish(),
    original_max_position_embeddings: size,
    attention_factor: z.number().nullish(),
    short_factor: factors,
    long_factor: factors,
  }),
  proportional: z.object({ ...base, factor: positive.default(1) }),
} as const;

type Types = typeof types;
/** The settings of one type, checked. */
export type RopeOf<K extends keyof Types> = { readonly type: K } & Readonly<z.infer<Types[K]>>;
export type RopeSettings = { [K in keyof Types]: RopeOf<K> }[keyof Types];

const DEFAULT_THETA = 10_000;
const withOriginal: ReadonlySet<string> = new Set(['llama3', 'yarn', 'longrope']);

/** Fields of config.json that are read here. */
export const ropeFields = [
  'rope_theta',
  'rope_scaling',
  'rope_parameters',
  'partial_rotary_factor',
  'original_max_position_embeddings',
] as const;

/** @throws LoadError where the settings contradict themselves, lack something or are of a type that cannot be computed */
export function ropeSettings(config: Readonly<Record<string, unknown>>, maxPositions: number): RopeSettings {
  const where = isEmpty(config['rope_scaling']) ? 'rope_parameters' : 'rope_scaling';
  const own = isEmpty(config[where]) ? {} : config[where];
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    throw new LoadError(`config.json: ${where} is ${excerpt(own)}: expected an object.`);
  const given = new Map(Object.entries(own));
  const nested = [...given].find(([, v]) => typeof v === 'object' && v !== null && !Array.isArray(v));
  if (nested)
    throw new LoadError(
      `config.json: ${where} has settings of its own for "${nested[0]}": expected one rotation for all layers. Models that turn by layer cannot be loaded.`,
    );
  const type = given.get('rope_type') ?? given.get('type') ?? 'default';
  if (given.has('rope_type') && given.get('rope_type') === null)
    throw new LoadError(`config.json: ${where}: rope_type is null: expected ${knownTypes}.`);
  if (typeof type !== 'string' || !Object.hasOwn(types, type))
    throw new LoadError(
      `config.json: ${where}: the type is ${excerpt(type)}: expected ${knownTypes}. This model's rotation cannot be computed.`,
    );
  if (!given.has('rope_theta'))
    given.set('rope_theta', Object.hasOwn(config, 'rope_theta') ? config['rope_theta'] : DEFAULT_THETA);
  const partial = config['partial_rotary_factor'];
  if (partial !== undefined && partial !== null && !given.has('partial_rotary_factor'))
    given.set('partial_rotary_factor', partial);
  if (withOriginal.has(type)) {
    const top = config['original_max_position_embeddings'];
    if (top !== undefined) given.set('original_max_position_embeddings', top);
    else if (!given.has('original_max_position_embeddings'))
      given.set('original_max_position_embeddings', maxPositions);
  }
  const known = type as keyof Types;
  const fields = parseFields(types[known], Object.fromEntries(given), `config.json: ${where} (${type})`);
  return { ...fields, type: known } as RopeSettings;
}

const knownTypes = `one of ${Object.keys(types).join(', ')}`;

/** Python's `rope_scaling or rope_parameters`. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Positions within which the rotation is one and the same for texts of every length. */
export function ropePositions(rope: RopeSettings): number {
  // The long factors begin beyond the original context; up to there it is the short ones.
  if (rope.type === 'longrope' && String(rope.short_factor) !== String(rope.long_factor))
    return rope.original_max_position_embeddings;
  return Infinity;
}
