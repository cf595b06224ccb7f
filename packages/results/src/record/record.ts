/**
 * What is known of a trial once it is over: one of these per line of `trials.jsonl`. The schema is checked when a line is read and the
 * types follow from it. Unknown fields are ignored, so that newer programs' runs open; `older.ts` brings older lines into this shape.
 * Sizes in bytes, times as the names say.
 */
import { z } from 'zod';
import { amount, count, curve, list, object } from './fields.ts';
import { jsonObject, specSchema } from './spec.ts';
import { latencyPass } from './timing.ts';

const bytes = amount.nullable();
const text = z.string();
const texts = z.record(text, text).readonly();
const figures = z.record(text, z.number()).readonly();

const digits = text.regex(/^[01]*$/, 'expected a digit 0 or 1 for each item');
const ONE = '1'.codePointAt(0);
function ones(outcomes: string): number {
  let found = 0;
  for (let i = 0; i < outcomes.length; i++) if (outcomes.codePointAt(i) === ONE) found++;
  return found;
}

/** How good a split's answers are by one metric: see core's `Metric`, whose literal this repeats as far as readers of runs need it. */
const grades = object({
  name: text,
  title: text,
  means: text,
  better: z.enum(['more', 'less']),
  range: z.tuple([z.number(), z.number()]).readonly(),
  binary: z.boolean(),
  value: z.number(),
  /** Of a label task: the value that the commonest right label as every answer would have. */
  majority: z.number().exactOptional(),
  /** One number per item in the order asked, of which `value` is the mean: what an item contributes, of a metric that is no mean. */
  items: list(z.number()),
});

/**
 * The outcome on one split. An answer is right or wrong: `outcomes` is a digit per item and `correct` their sum. How good it is by other
 * metrics stands in `grades`.
 */
const split = object({
  /** Items asked. */
  n: count,
  correct: count,
  /** One digit per item in the order asked, 1 correct and 0 not; null where only counts are known. `items.jsonl` has the texts. */
  outcomes: digits.nullable(),
  /** SHA-256 (16 hex) of the item ids in order: equal digests can be compared item by item. */
  itemsDigest: text,
  /** Items whose answer could not be read (counted as wrong); null where they were not counted. */
  unparseable: count.nullable(),
  /** By each of the task's metrics, the one that configurations are chosen by first; left out where right or wrong is all there is. */
  grades: list(grades).exactOptional(),
  /**
   * Only of a test by a metric in which each class counts the same: the items of the class that has the fewest, and how many classes have
   * some.
   */
  rarest: object({ items: count, classes: count }).exactOptional(),
  /** What each item belongs to, as a number from 0 on, where items are no independent draws. */
  groups: list(count).exactOptional(),
  /** Of written answers: mean characters, shares of nothing but white space and of the limit of tokens reached; null where not kept. */
  shape: object({
    characters: amount.nullable(),
    empty: amount.nullable(),
    cutOff: amount.nullable(),
  }).exactOptional(),
  /** Correct under the lenient reading of the same output; null where there is only one reading. */
  lenient: count.nullable(),
  /** Only of a look at a paused training, where labels are scored: what tells whether its answers say anything. */
  look: object({
    /** Correct once each label's score is centred: see `recentred` in the harness. */
    recentred: count,
    /** Items whose label is the commonest among them. */
    commonest: count,
    /** Mean probability of the right label among the labels; left out by older programs. */
    gold: amount.exactOptional(),
    /** Of both sets of answers the score, 0 to 1, by the metric that configurations are chosen by; left out where that is accuracy. */
    scored: object({ recentred: amount, commonest: amount }).exactOptional(),
  }).exactOptional(),
  /** By name the mean of a property over the items that have it, where the method measures any. */
  measures: figures.exactOptional(),
  /** Of each of `measures`: the items that have it, and their sample standard deviation (0 of one item). */
  measured: z
    .record(text, object({ n: count, sd: amount }))
    .readonly()
    .exactOptional(),
  /** Each way in which the items were asked, where there were several; `outcomes` as above. */
  ways: list(object({ name: text, tags: list(text), outcomes: digits })).exactOptional(),
})
  .refine(({ n, correct }) => correct <= n, 'more are correct than there are items')
  .refine(
    ({ n, correct, outcomes }) => outcomes === null || (outcomes.length === n && ones(outcomes) === correct),
    'outcomes do not agree with n and correct',
  )
  .refine(
    ({ n, ways = [] }) => ways.every(({ outcomes }) => outcomes.length === n),
    'ways do not agree with n',
  )
  .refine(
    ({ n, grades = [], groups }) =>
      grades.every(({ items }) => items.length === n) && (groups === undefined || groups.length === n),
    'grades or groups do not agree with n',
  );

/** What training took. A result made elsewhere (`imported`) has null for what its source does not tell. */
const training = object({
  steps: count,
  /** Passes over the items; not whole where a number of steps was set. */
  epochs: amount.nullable(),
  /** Training items, each counted once however often it was seen. */
  items: count,
  /** Tokens that went through the model in all steps, padding left out. */
  tokens: count,
  /** Wall time of the steps alone: no loading, compiling or validation. */
  seconds: amount,
  tokensPerSecond: amount,
  stepMs: object({ p50: amount, p95: amount }).nullable(),
  /** Mean cross-entropy in nats over the last steps; null where it was not a finite number. */
  finalLoss: z.number().nullable(),
  /** Peak rate; absent in runs of before a method had its own, whose settings name it. */
  learningRate: amount.exactOptional(),
  /** At most 100 points; of more steps each is the mean of those since the one before (in older runs a single step's). */
  lossCurve: curve('loss'),
  validationCurve: curve('accuracy'),
  /** The step whose state was kept. */
  bestStep: count,
  /** Floating-point operations per token of a step, from the graph. */
  flopsPerToken: amount.nullable(),
  gflopPerSecond: amount.nullable(),
});

/** What fitting took, of a method that is fitted and not trained. */
const fitting = object({
  /** Training items. */
  items: count,
  /** Wall time from the items to the artefact; a model's hidden states included, its loading not. */
  seconds: amount,
});

/** What a trial's result takes; null for what an imported result or an older run does not tell. */
const sizes = object({
  trainableParameters: count,
  /** Size on disk of what was learned; 0 where nothing was. */
  artifactBytes: amount,
  /** Bytes to replace in memory for another task while the model stays loaded; 0 where only the prompt changes. */
  switchBytes: bytes,
  /** Keys and values that one request keeps: mean over test items; 0 where no model is asked. */
  kvBytesPerRequest: bytes,
  /** Tokens of the model's context that are left after the method's positions and the item's prompt: mean over test items. */
  contextTokensLeft: z.number().nullable(),
});

/** Resident memory of a phase's process; of a training that was cut, the highest of its processes. null where it was not measured. */
const processMemory = {
  /** Before the model was loaded: Node.js and the libraries. */
  idleRssBytes: bytes,
  /** High-water mark as the system keeps it: pages that two mappings show count twice. */
  peakRssBytes: bytes,
  /** Highest sampled size, each page counted once however often it is mapped: never more than the high-water mark. */
  sampledPeakBytes: bytes,
};

/** Bytes that a training step needs at once, by purpose, computed from the graph. */
export const liveness = object({
  weights: amount,
  trainable: amount,
  gradients: amount,
  optimizer: amount,
  activations: amount,
});

/** Bytes that the largest batch of the evaluation needs at once, by purpose, computed from its programs. */
export const inferenceLiveness = object({
  weights: amount,
  /** Tensors of the patch that stay beside the weights. */
  patch: amount,
  activations: amount,
  /** Keys and values of a shared beginning and of the texts' tokens so far; a prefix's are the patch's tensors. */
  keyValues: amount,
});

/** What the evaluation knows of its requests, means over test items. */
const requests = object({
  promptTokens: amount,
  /** 0 where labels are scored. */
  generatedTokens: amount,
  /** Test items asked together in the evaluation itself; null in older runs where the trial was timed. */
  itemsPerSecond: amount.nullable(),
});

/** Times of single requests in the evaluating process, as runs had them before requests had a process of their own. */
export const evaluationTimes = object({
  p50: amount,
  p90: amount,
  p95: amount,
  p99: amount,
  n: count,
  prefillTokensPerSecond: amount.nullable(),
  decodeTokensPerSecond: amount.nullable(),
});

/** Hashes of what went in, as far as the trial knows them. */
const provenance = object({
  /** Commit of the hub repository, or SHA-256 of the weights. */
  model: text.nullable(),
  /** SHA-256 of the items of all splits. */
  data: text.nullable(),
  /** By name as configured, SHA-256 of the items of other tasks whose training items were used. */
  otherData: texts.exactOptional(),
  /** Names for the report, e.g. `template: review-sentiment`, `task: sst2 v1`. */
  labels: texts,
});

/** Where a result comes from that was made elsewhere, with what has no place among our own measurements. */
const imported = object({
  /** Whose format the file has, e.g. `PEFT method_comparison/MetaMathQA`. */
  format: text,
  /** The file's name, and the SHA-256 of its bytes. */
  file: text,
  sha256: text,
  /** Figures as published, by name with unit, e.g. `accelerator memory, max (bytes)`. */
  figures,
  /** Settings as published. */
  settings: jsonObject,
  /** What ran it: operating system, accelerator, package versions. */
  system: texts,
});

const phase = z.enum(['train', 'evaluate', 'time']);
const base = {
  id: text,
  spec: specSchema,
  /** ISO 8601. */
  startedAt: text,
  /** Wall time of all phases, processes' start included; of a cut training, of all its processes. Older clocks could run back. */
  seconds: z.number(),
};

const done = object({
  ...base,
  state: z.literal('done'),
  accuracy: object({ validation: split, test: split }),
  /** null where nothing was trained. */
  training: training.nullable(),
  /** Only of a method that is fitted. */
  fitting: fitting.exactOptional(),
  sizes,
  /** Memory of each phase's process; null where it did not run, or was not measured (an imported result). */
  phases: object({
    train: object({
      ...processMemory,
      explained: liveness.nullable(),
      /** As of `evaluate`; left out where the device does not tell. */
      deviceBytes: z.number().exactOptional(),
    }).nullable(),
    evaluate: object({
      ...processMemory,
      explained: inferenceLiveness.nullable(),
      /** Highest memory of the device that the phase’s process had; null where the device is the CPU or does not tell. */
      deviceBytes: z.number().nullable(),
    }).nullable(),
  }),
  /** null of an imported result. */
  requests: requests.nullable(),
  /** null where this trial was not timed: seeds do not change what a request costs, so one seed's times stand for all. */
  timing: latencyPass.nullable(),
  evaluationTimes: evaluationTimes.exactOptional(),
  provenance,
  /** What a reader should know, e.g. exemplars dropped for lack of context. */
  notes: list(text),
  /** Only where the result was made elsewhere. */
  imported: imported.exactOptional(),
});

const failed = object({
  ...base,
  state: z.literal('failed'),
  error: object({
    /** The error's class, or `ProcessDied`, `TimedOut`. */
    name: text,
    message: text,
    /** The error's stack, or the last lines that the process wrote to its standard error. */
    stack: text,
    phase,
    signal: text.nullable(),
    exitCode: z.int().nullable(),
    /** Highest resident memory seen before the end; null where the system does not tell. */
    peakRssBytes: bytes,
  }),
});

/** The configuration cannot work here (`ConfigError`): no fault of the program, nothing to retry. */
const skipped = object({ ...base, state: z.literal('skipped'), reason: text });

export const recordSchema = z.discriminatedUnion('state', [done, failed, skipped]);

export type DoneTrial = z.infer<typeof done>;
export type FailedTrial = z.infer<typeof failed>;
export type SkippedTrial = z.infer<typeof skipped>;
export type TrialRecord = DoneTrial | FailedTrial | SkippedTrial;
export type SplitOutcome = DoneTrial['accuracy']['test'];
export type SplitGrades = z.infer<typeof grades>;
export type TrainingRecord = z.infer<typeof training>;
export type FittingRecord = z.infer<typeof fitting>;
export type Liveness = z.infer<typeof liveness>;
export type Provenance = z.infer<typeof provenance>;
export type Imported = z.infer<typeof imported>;
export type Phase = z.infer<typeof phase>;
