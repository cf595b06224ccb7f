/** What the user cannot or will not exceed, and whether a configuration keeps to it. Pure. */
import { percent } from '../text.ts';
import type { Facts } from './facts.ts';
import { durationText, sizeText } from './units.ts';

/** Limits are null where they do not matter. */
export interface Constraints {
  /** Labelled items there are. */
  readonly labels: number | null;
  /** Peak memory of the serving process, and of the training one, above what it held before the model, in bytes. */
  readonly maxMemory: number | null;
  readonly maxTrainMemory: number | null;
  /** Milliseconds of a single request. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly firstToken: number | null;
  /** Bytes to store for one task. */
  readonly maxArtifact: number | null;
  /** Milliseconds of training. */
  readonly maxTraining: number | null;
  /** Requests a day. */
  readonly requests: number | null;
  /** Tokens of context that must be left for the request. */
  readonly minContext: number | null;
  readonly minAccuracy: number | null;
  readonly mustMerge: boolean;
  /** Accuracy, in shares, that a cheaper method may seem to lose against the best where no test tells them apart. */
  readonly margin: number;
}

export const noConstraints: Constraints = {
  labels: null,
  maxMemory: null,
  maxTrainMemory: null,
  p50: null,
  p95: null,
  firstToken: null,
  maxArtifact: null,
  maxTraining: null,
  requests: null,
  minContext: null,
  minAccuracy: null,
  mustMerge: false,
  margin: 0.02,
};

/** One constraint that a configuration breaks, or that cannot be judged because nobody measured it. */
export interface Breach {
  /** The flag. */
  readonly flag: string;
  /** What was measured against what is allowed. */
  readonly text: string;
  /** Measured over allowed (or allowed over measured, where more is better): 1.05 is 5 % too much; null where it was not measured. */
  readonly excess: number | null;
  /** Whether the measurement's 95 % interval holds the limit, so that measuring again could lift it. */
  readonly close: boolean;
}

/** All that `facts` breaks; empty: it survives. */
export function breaches(facts: Facts, c: Constraints): Breach[] {
  const { request } = facts;
  const found = [
    most('--labels', 'measured with', facts.labels ?? 0, c.labels, (n) => `${n} labelled items`),
    most(
      '--max-memory',
      'serving takes, above the idle process,',
      facts.inferenceBytes,
      c.maxMemory,
      sizeText,
    ),
    most(
      '--max-train-memory',
      'training takes, above the idle process,',
      facts.trains ? facts.trainingBytes : 0,
      c.maxTrainMemory,
      sizeText,
    ),
    most(
      '--p50',
      `a request (${request?.serving ?? 'alone'}) takes p50`,
      request?.p50Ms ?? null,
      c.p50,
      durationText,
    ),
    most(
      '--p95',
      `a request (${request?.serving ?? 'alone'}) takes p95`,
      request?.p95Ms ?? null,
      c.p95,
      durationText,
      request,
    ),
    most(
      '--first-token',
      'the first token takes p50',
      request?.firstTokenMs ?? null,
      c.firstToken,
      durationText,
    ),
    most('--max-artifact', 'its artefact has', facts.artifactBytes, c.maxArtifact, sizeText),
    most('--max-training', 'training takes', facts.trainingMs, c.maxTraining, durationText),
    least(
      '--requests',
      'this machine answers',
      facts.itemsPerSecond === null ? null : facts.itemsPerSecond * 86_400,
      c.requests,
      (n) => `${Number(n.toPrecision(3)).toLocaleString('en')} requests a day`,
    ),
    least(
      '--min-context',
      'it leaves',
      facts.contextLeft,
      c.minContext,
      (n) => `${Math.round(n)} tokens of context`,
    ),
    minimum(facts, c.minAccuracy),
    c.mustMerge ? unmerged(facts) : null,
  ];
  return found.filter((breach) => breach !== null);
}

type Bounds = { readonly p95Low: number | null; readonly p95High: number | null } | null;

function most(
  flag: string,
  what: string,
  value: number | null,
  limit: number | null,
  text: (n: number) => string,
  bounds: Bounds = null,
): Breach | null {
  if (limit === null || (value !== null && value <= limit)) return null;
  if (value === null) return unknown(flag);
  const [low, high] = [bounds?.p95Low ?? null, bounds?.p95High ?? null];
  const interval = low !== null && high !== null ? ` (95 % interval ${text(low)} to ${text(high)})` : '';
  return {
    flag,
    text: `${what} ${text(value)}${interval}, allowed are ${text(limit)}`,
    excess: limit > 0 ? value / limit : Infinity,
    close: low !== null && low <= limit,
  };
}

function least(
  flag: string,
  what: string,
  value: number | null,
  limit: number | null,
  text: (n: number) => string,
): Breach | null {
  if (limit === null || (value !== null && value >= limit)) return null;
  if (value === null) return unknown(flag);
  return {
    flag,
    text: `${what} ${text(value)}, needed are ${text(limit)}`,
    excess: limit / value,
    close: false,
  };
}

function minimum({ row: { test } }: Facts, limit: number | null): Breach | null {
  if (limit === null || test === null || test.mean >= limit) return null;
  return {
    flag: '--min-accuracy',
    text: `it answers ${percent(test.mean)} (95 % interval ${percent(test.low)} to ${percent(test.high)}), needed are ${percent(limit)}`,
    excess: limit / Math.max(test.mean, 1e-9),
    close: test.high >= limit,
  };
}

function unmerged({ merges }: Facts): Breach | null {
  switch (merges) {
    case true:
      return null;
    case null:
      return unknown('--must-merge');
    case false:
      return { flag: '--must-merge', text: 'it cannot go into the weights', excess: Infinity, close: false };
  }
}

const unknown = (flag: string): Breach => ({ flag, text: 'was not measured', excess: null, close: false });
