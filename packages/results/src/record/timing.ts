/** What the timing phase of a trial finds, as the record has it. Milliseconds. */
import type { z } from 'zod';
import { amount, count, object } from './fields.ts';

const bound = amount.nullable();
/** A sample of times in milliseconds: quantiles, each with a 95 % interval (`stats/timing.ts`). */
const sample = object({
  n: count,
  p50: amount,
  p90: amount,
  p95: amount,
  p99: amount,
  p50Low: bound,
  p50High: bound,
  p90Low: bound,
  p90High: bound,
  p95Low: bound,
  p95High: bound,
  p99Low: bound,
  p99High: bound,
});

/** Single requests, one after the other (batch 1), after warm-up. */
const requestTimes = {
  /** From an item's text to its answer, tokenizing included. */
  item: sample,
  /** From a prompt's text to the first token after it; null where nothing is generated. */
  firstToken: sample.nullable(),
  /** Time from the first token to the last by their number less one; null where the context has no room. */
  perToken: sample.nullable(),
  /** Mean over the requests of `firstToken`. */
  promptTokens: amount,
  /** Tokens that a request of `firstToken` and `perToken` generates: the same for all methods, an end token does not end it. */
  generatedTokens: amount,
};

/** How the folded patch differs from the patch beside the weights. */
const mergedDifference = {
  /** Largest |Δ logit| over every position of the first ten timed prompts; null where a logit was no number. */
  maxLogitDifference: amount.nullable(),
  /** Of the timed items. */
  answersChanged: count,
  answersCompared: count,
  /** Folding the patch in and loading the folded weights. */
  loadMs: amount,
};

/** What the third phase finds, in a process in which nothing was run before. */
export const latencyPass = object({
  /** Each request reads its whole prompt. */
  alone: object(requestTimes),
  /** The beginning that all prompts share has been read before; null where they share none. */
  cached: object({ ...requestTimes, sharedTokens: amount }).nullable(),
  /** The patch folded into the weights; null where it cannot be. */
  merged: object({ ...requestTimes, ...mergedDifference }).nullable(),
  /** Items asked together, `batch` at once; `n` passes over them were timed, the rate is their median. */
  throughput: object({ batch: count, itemsPerSecond: amount, n: count }),
  /** Another task's artefact read from disk and put in place of this one's, the model loaded; null where there is none. */
  switchMs: amount.nullable(),
  /** Calls before each series of timed ones. */
  warmups: count,
});

export type LatencyPass = z.infer<typeof latencyPass>;
export type RequestTimes = LatencyPass['alone'];
export type MergedDifference = Omit<NonNullable<LatencyPass['merged']>, keyof RequestTimes>;
