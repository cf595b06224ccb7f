/**
 * A trial: one model × task × method × configuration × seed. Its specification is plain JSON that says everything that decides
 * its outcome, and its id is the hash of that, so a trial done anywhere is recognised everywhere.
 */
import { createHash } from 'node:crypto';
import type { TrainSettings } from '@adaptbench/core';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Which checkpoint, and how it is read. */
export interface ModelSpec {
  /** A folder, a GGUF file or a hub repository (`owner/name`). */
  readonly reference: string;
  /** Branch, tag or commit of a hub repository. */
  readonly revision?: string;
  /** The commit that `revision` meant in a run that is repeated: it may mean another by now. No part of the trial's identity. */
  readonly pinned?: string;
  /** Folder or repository of the tokenizer, where it is not the model's own. */
  readonly tokenizer?: string;
  /** Only files that are already here. No part of the trial's identity. */
  readonly offline?: boolean;
}

export interface TrialSpec {
  readonly model: ModelSpec;
  /** As `@adaptbench/tasks` defines it: name or data file, columns, numbers of items, own prompts. */
  readonly task: JsonObject;
  /** Name in the registry (`methods.ts`). */
  readonly method: string;
  /** The method's configuration with every default filled in. */
  readonly config: JsonObject;
  /** null: this method trains nothing. */
  readonly training: TrainSettings | null;
  /** Seeds every random choice: training items, exemplars, initialisation, order, dropout, sampling. */
  readonly seed: number;
  /** Index into the task's templates. */
  readonly template: number;
  /** Whether prompts are wrapped in the model's chat template. */
  readonly chat: boolean;
  readonly engine: string;
  readonly device: string;
  /** Threads inside an operation; null leaves it to the engine. */
  readonly threads: number | null;
  /** Left out for a whole trial. */
  readonly screen?: Screening;
}

/** What a screening trial has of a whole one; it neither sees a test item nor is timed. */
export interface Screening {
  /** Share of the training steps, above 0 and below 1. */
  readonly steps: number;
  /** How many of the validation items: the first so many. */
  readonly items: number;
}

/** The first 16 hexadecimal digits of the SHA-256 of the specification's canonical JSON, `offline` and `pinned` left out. */
export const trialId = (spec: TrialSpec): string => remembered(trialIds, spec, identity);

/**
 * As `trialId`, the seed left out too: trials of the same value differ only by seed and share a row in the tables. Screening trials have
 * that of their whole ones.
 */
export const configurationId = (spec: TrialSpec): string =>
  remembered(configurationIds, spec, (of) => {
    const { seed: _, screen: __, ...rest } = identity(of);
    return rest;
  });

/** Ids of specifications, which do not change: a run asks for each of them again and again. */
const trialIds = new WeakMap<TrialSpec, string>();
const configurationIds = new WeakMap<TrialSpec, string>();

function remembered(
  ids: WeakMap<TrialSpec, string>,
  spec: TrialSpec,
  value: (spec: TrialSpec) => object,
): string {
  const known = ids.get(spec);
  if (known !== undefined) return known;
  const id = digest(value(spec));
  ids.set(spec, id);
  return id;
}

/** Whether files came from the network or the cache changes no outcome, nor by which name a commit was found. */
function identity(spec: TrialSpec) {
  const { offline: _, pinned: ___, ...model } = spec.model;
  const { offline: __, ...task } = spec.task;
  return { ...spec, model, task };
}

const digest = (value: object): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);

/** JSON without white space and with sorted keys: equal values give equal text. Undefined fields are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
