/**
 * A trial: one model × task × method × configuration × seed. Its specification is plain JSON that says everything that decides its outcome.
 * Its id is the hash of that: a trial done anywhere is recognised everywhere. The schema is checked where a file is read, and the types
 * follow from it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { once } from '../once.ts';
import { canonicalByParts } from './canonical-json.ts';
import { count, object } from './fields.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

const text = z.string();
/** An object as JSON has it: what it holds came out of JSON and can be nothing else. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** Which checkpoint, and how it is read. */
const model = object({
  /** A folder, a GGUF file or a hub repository (`owner/name`). */
  reference: text,
  /** Branch, tag or commit of a hub repository. */
  revision: text.exactOptional(),
  /** The commit that `revision` meant in a run that is repeated: it may mean another by now. No part of the trial's identity. */
  pinned: text.exactOptional(),
  /** Folder or repository of the tokenizer, where it is not the model's own. */
  tokenizer: text.exactOptional(),
  /** Only files that are already here. No part of the trial's identity. */
  offline: z.boolean().exactOptional(),
});

/** The fields of core's `TrainSettings`: an older or another program's values may be others than today's ranges allow. */
const training = object({
  /** null: the method's own, times the factor. */
  learningRate: z.number().nullable(),
  rateFactor: z.number().exactOptional(),
  batchSize: count,
  accumulate: count,
  epochs: z.number().nullable(),
  maxSteps: count.nullable(),
  schedule: z.enum(['constant', 'linear', 'cosine']),
  warmup: z.number(),
  weightDecay: z.number(),
  clipNorm: z.number().nullable(),
  maxTokens: count,
  validations: count,
  validationItems: count,
});

/** What a screening trial has of a whole one; it neither sees a test item nor is timed. */
const screening = object({
  /** Share of the training steps, above 0 and below 1. */
  steps: z.number(),
  /** How many of the validation items: the first so many. */
  items: count,
  /**
   * A look at the whole trial's own training, which pauses there and goes on from there; left out where, as in older runs, a training
   * of its own was cut short and thrown away.
   */
  paused: z.literal(true).exactOptional(),
});

export const specSchema = object({
  model,
  /** As `@adaptbench/tasks` defines it: name or data file, columns, numbers of items, own prompts. */
  task: jsonObject,
  /** Name in the registry (`methods.ts`). */
  method: text.min(1),
  /** The method's configuration with every default filled in. */
  config: jsonObject,
  /** null: this method trains nothing. */
  training: training.nullable(),
  /** Seeds every random choice: training items, exemplars, initialisation, order, dropout, sampling. */
  seed: count,
  /**
   * false: the method says that this configuration leaves nothing to the seed, so that one seed stands for all. Left out of all others,
   * and by older programs. No part of the trial's identity.
   */
  draws: z.literal(false).exactOptional(),
  /** true: the method is fitted to the training items, and no model is trained. Follows from the method; no part of the trial's identity. */
  fits: z.literal(true).exactOptional(),
  /** Index into the task's templates. */
  template: count,
  /** Whether prompts are wrapped in the model's chat template. */
  chat: z.boolean(),
  engine: text,
  device: text,
  /** Threads inside an operation; null leaves it to the engine. */
  threads: count.nullable(),
  /** Of frozen matrices; left out for float32. */
  precision: z.literal('float16').exactOptional(),
  /** Left out for a whole trial. */
  screen: screening.exactOptional(),
});

export type ModelSpec = z.infer<typeof model>;
export type TrialSpec = z.infer<typeof specSchema>;
export type Screening = z.infer<typeof screening>;

/** The whole trial of a screening one. */
export function wholeOf({ screen: _, ...whole }: TrialSpec): TrialSpec {
  return whole;
}

/** Whether other seeds may give other outcomes: of older runs, where nothing says that they do not. */
export const draws = (spec: Pick<TrialSpec, 'draws'>): boolean => spec.draws !== false;

/** The first 16 hexadecimal digits of the SHA-256 of the specification's canonical JSON, without what is no part of the identity. */
export const trialId = once((spec: TrialSpec): string => {
  // A record's specification is written as the plan's is.
  const text = JSON.stringify(spec);
  const known = idsByText.get(text);
  if (known !== undefined) return known;
  const id = digest(identity(spec));
  if (idsByText.size >= MOST_IDS) idsByText.clear();
  idsByText.set(text, id);
  return id;
});
/** Ids that are kept; more of them begin anew. */
const MOST_IDS = 20_000;
const idsByText = new Map<string, string>();

/**
 * As `trialId`, the seed left out too: trials of the same value differ only by seed and share a row in the tables. Screening trials have
 * that of their whole ones.
 */
export const configurationId = once((spec: TrialSpec): string => {
  const { seed: _, screen: __, ...rest } = identity(spec);
  return digest(rest);
});

/**
 * Whether files came from the network or the cache changes no outcome, nor by which name a commit was found. `draws` and `fits`
 * follow from the method and its configuration.
 */
function identity({ draws: _, fits: _____, ...spec }: TrialSpec) {
  const { offline: __, pinned: ___, ...from } = spec.model;
  const { offline: ____, ...task } = spec.task;
  return { ...spec, model: from, task };
}

const digest = (value: object): string =>
  createHash('sha256').update(canonicalByParts(value)).digest('hex').slice(0, 16);
