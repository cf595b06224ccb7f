/**
 * A trial's record as it stands in `trials.jsonl`: what `record.ts` says, checked once when it is read. Fields that are not known
 * are none of its business, so that older and newer programs' runs open; those that are known must be what tables take them for.
 */
import { z } from 'zod';
import type { TrialRecord } from './record.ts';
import { jsonObject, specSchema } from './spec-schema.ts';

const count = z.int().min(0);
/** Not below 0. */
const amount = z.number().min(0);
const text = z.string();
const texts = z.record(text, text);
const figures = z.record(text, z.number());

const digits = text.regex(/^[01]*$/, 'expected a digit 0 or 1 for each item');
const ones = (outcomes: string): number => outcomes.split('1').length - 1;

const split = z
  .object({
    n: count,
    correct: count,
    outcomes: digits.nullable(),
    itemsDigest: text,
    unparseable: count.nullable(),
    lenient: count.nullable(),
    measures: figures.exactOptional(),
    measured: z.record(text, z.object({ n: count, sd: amount })).exactOptional(),
    ways: z.array(z.object({ name: text, tags: z.array(text), outcomes: digits })).exactOptional(),
  })
  .refine(({ n, correct }) => correct <= n, 'more are correct than there are items')
  .refine(
    ({ n, correct, outcomes }) => outcomes === null || (outcomes.length === n && ones(outcomes) === correct),
    'outcomes do not agree with n and correct',
  )
  .refine(
    ({ n, ways = [] }) => ways.every(({ outcomes }) => outcomes.length === n),
    'ways do not agree with n',
  );

const training = z.object({
  steps: count,
  epochs: amount.nullable(),
  items: count,
  tokens: count,
  seconds: amount,
  tokensPerSecond: amount,
  stepMs: z.object({ p50: amount, p95: amount }).nullable(),
  finalLoss: z.number().nullable(),
  lossCurve: z.array(z.object({ step: count, loss: z.number() })),
  validationCurve: z.array(z.object({ step: count, accuracy: z.number() })),
  bestStep: count,
  flopsPerToken: amount.nullable(),
  gflopPerSecond: amount.nullable(),
});

const liveness = z.object({
  weights: amount,
  trainable: amount,
  gradients: amount,
  optimizer: amount,
  activations: amount,
});
const inferenceLiveness = z.object({
  weights: amount,
  patch: amount,
  activations: amount,
  keyValues: amount,
});
const bytes = amount.nullable();

const memory = z.object({
  trainableParameters: count,
  artifactBytes: amount,
  trainPeakRssBytes: bytes,
  inferencePeakRssBytes: bytes,
  idleRssBytes: bytes,
  trainIdleRssBytes: bytes.exactOptional(),
  trainSampledPeakRssBytes: bytes.exactOptional(),
  inferenceSampledPeakRssBytes: bytes.exactOptional(),
  liveness: liveness.nullable(),
  inferenceLiveness: inferenceLiveness.nullable().exactOptional(),
  deviceBytes: z.number().nullable().exactOptional(),
  kvBytesPerRequest: bytes,
  contextTokensLeft: z.number().exactOptional(),
  switchBytes: amount.exactOptional(),
});

const latency = z.object({
  itemMs: z.object({ p50: amount, p90: amount, p95: amount, p99: amount, n: count }).nullable(),
  promptTokens: amount,
  generatedTokens: amount,
  prefillTokensPerSecond: amount.nullable(),
  decodeTokensPerSecond: amount.nullable(),
  throughputItemsPerSecond: amount,
  warmups: count,
  repeats: count,
});

const bound = amount.nullable();
const timing = z.object({
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
const requests = z.object({
  item: timing,
  firstToken: timing,
  perToken: timing.nullable(),
  promptTokens: amount,
  generatedTokens: amount,
});
const pass = z.object({
  alone: requests,
  cached: requests.extend({ sharedTokens: amount }).nullable(),
  merged: requests
    .extend({
      maxLogitDifference: amount.nullable(),
      answersChanged: count,
      answersCompared: count,
      loadMs: amount,
    })
    .nullable(),
  throughput: z.object({ batch: count, itemsPerSecond: amount, n: count }),
  switchMs: amount.nullable(),
  warmups: count,
});

const provenance = z.object({
  model: text.nullable(),
  data: text.nullable(),
  otherData: texts.exactOptional(),
  labels: texts,
});

const imported = z.object({
  format: text,
  file: text,
  sha256: text,
  figures,
  settings: jsonObject,
  system: texts,
});

const base = {
  id: text,
  spec: specSchema,
  startedAt: text,
  // A clock that was set back made it negative in runs of older versions.
  seconds: z.number(),
};

export const recordSchema = z.discriminatedUnion('state', [
  z.object({
    ...base,
    state: z.literal('done'),
    accuracy: z.object({ validation: split, test: split }),
    training: training.nullable(),
    memory,
    latency: latency.nullable(),
    timing: pass.nullable().exactOptional(),
    provenance,
    notes: z.array(text),
    imported: imported.exactOptional(),
  }),
  z.object({
    ...base,
    state: z.literal('failed'),
    error: z.object({
      name: text,
      message: text,
      stack: text,
      phase: z.enum(['train', 'evaluate', 'time']),
      signal: text.nullable(),
      exitCode: z.int().nullable(),
      peakRssBytes: bytes,
    }),
  }),
  z.object({ ...base, state: z.literal('skipped'), reason: text }),
]) satisfies z.ZodType<TrialRecord>;
