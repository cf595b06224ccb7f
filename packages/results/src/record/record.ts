/** What is known of a trial once it is over: one of these a line in `trials.jsonl`. Sizes in bytes, times as the names say. */
import type { Timing } from '../stats/timing.ts';
import type { JsonObject, TrialSpec } from './spec.ts';

/** The outcome on one split. */
export interface SplitOutcome {
  /** Items asked. */
  readonly n: number;
  readonly correct: number;
  /**
   * One digit an item in the order asked, 1 correct and 0 not; null where only the counts are known (an imported result). Texts and
   * predictions are in `trials/<id>/items.jsonl`.
   */
  readonly outcomes: string | null;
  /** SHA-256 (16 hex) of the item ids in order: equal digests can be compared item by item. */
  readonly itemsDigest: string;
  /** Items whose answer could not be read (counted as wrong); null where nobody counted. */
  readonly unparseable: number | null;
  /** Correct under the lenient reading of the same output; null where there is only one reading. */
  readonly lenient: number | null;
  /** By name the mean of a property over the items that have it, where the method measures any. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Of each of `measures`: the items that have it, and their sample standard deviation (0 of one item). */
  readonly measured?: Readonly<Record<string, { readonly n: number; readonly sd: number }>>;
  /** Each way in which the items were asked, where there were several; `outcomes` as above. */
  readonly ways?: readonly {
    readonly name: string;
    readonly tags: readonly string[];
    readonly outcomes: string;
  }[];
}

/** What training took. A result made elsewhere (`imported`) has null for what its source does not tell. */
export interface TrainingRecord {
  readonly steps: number;
  /** Passes over the items; not whole where a number of steps was set. */
  readonly epochs: number | null;
  /** Training items, each counted once however often it was seen. */
  readonly items: number;
  /** Tokens that went through the model in all steps, padding left out. */
  readonly tokens: number;
  /** Wall time of the steps alone: no loading, compiling or validation. */
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly stepMs: { readonly p50: number; readonly p95: number } | null;
  /** Mean cross-entropy in nats over the last steps; null where it was not a finite number. */
  readonly finalLoss: number | null;
  /** At most 100 points. */
  readonly lossCurve: readonly { readonly step: number; readonly loss: number }[];
  readonly validationCurve: readonly { readonly step: number; readonly accuracy: number }[];
  /** The step whose state was kept. */
  readonly bestStep: number;
  /** Floating-point operations a token of a step, from the graph. */
  readonly flopsPerToken: number | null;
  readonly gflopPerSecond: number | null;
}

/** Bytes that a training step needs at once, by purpose, computed from the graph. */
export interface Liveness {
  readonly weights: number;
  readonly trainable: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
}

/** As with training, null is for what an imported result does not tell. */
export interface MemoryRecord {
  readonly trainableParameters: number;
  /** Size on disk of what was learned; 0 where nothing was. */
  readonly artifactBytes: number;
  /**
   * High-water mark of the training process's resident memory, as the system keeps it: pages that two mappings show count twice; null
   * where nothing was trained. Of a training that was cut, this and the next two are the highest of its processes.
   */
  readonly trainPeakRssBytes: number | null;
  /** High-water mark of the evaluating process's resident memory. */
  readonly inferencePeakRssBytes: number | null;
  /** Resident memory of the evaluating process before the model was loaded: Node.js and the libraries. */
  readonly idleRssBytes: number | null;
  /** As `idleRssBytes`, of the training process. */
  readonly trainIdleRssBytes?: number | null;
  /**
   * Highest memory seen while the process worked, sampled, each page counted once however often it is mapped: never more than the
   * high-water mark. null where the system does not tell.
   */
  readonly trainSampledPeakRssBytes?: number | null;
  readonly inferenceSampledPeakRssBytes?: number | null;
  readonly liveness: Liveness | null;
  readonly inferenceLiveness?: InferenceLiveness | null;
  /** Highest memory of the device in use by the evaluating process; null where the device is the CPU or does not tell. */
  readonly deviceBytes?: number | null;
  /** Keys and values that one request keeps: mean over test items. */
  readonly kvBytesPerRequest: number | null;
  /** Tokens of the model's context that are left after the method's positions and the item's prompt: mean over test items. */
  readonly contextTokensLeft?: number;
  /** Bytes that have to be replaced in memory to go over to another task while the model stays loaded; 0 where only the prompt changes. */
  readonly switchBytes?: number;
}

/** Bytes that the largest batch of the evaluation needs at once, by purpose, computed from its programs. */
export interface InferenceLiveness {
  readonly weights: number;
  /** Tensors of the patch that stay beside the weights. */
  readonly patch: number;
  readonly activations: number;
  /** Keys and values of a shared beginning and of the texts' tokens so far; a prefix's are the patch's tensors. */
  readonly keyValues: number;
}

/** The main figures of `timing`, and what every trial knows of its requests. */
export interface LatencyRecord {
  /** Single items, one after the other (batch 1), from text to answer, tokenizing included; null where the trial was not timed. */
  readonly itemMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
    /** Timed calls. */
    readonly n: number;
  } | null;
  /** Mean over test items. */
  readonly promptTokens: number;
  /** Mean over test items; 0 where labels are scored. */
  readonly generatedTokens: number;
  /** Tokens of a prompt by the time to the first token after it, medians. */
  readonly prefillTokensPerSecond: number | null;
  /** null where the context has no room. */
  readonly decodeTokensPerSecond: number | null;
  /** Items asked together at the evaluation's own batch size; where the trial was not timed, all test items in the evaluation itself. */
  readonly throughputItemsPerSecond: number;
  /** Calls before the timed ones; 0 where there are none. */
  readonly warmups: number;
  /** Times that each item was timed. */
  readonly repeats: number;
}

/** Single requests, one after the other (batch 1), after warm-up. */
export interface RequestTimes {
  /** From an item's text to its answer, tokenizing included. */
  readonly item: Timing;
  /** From a prompt's text to the first token after it. */
  readonly firstToken: Timing;
  /** Time per output token: that from the first token to the last by their number less one; null where the context has no room. */
  readonly perToken: Timing | null;
  /** Mean over the requests of `firstToken`. */
  readonly promptTokens: number;
  /** Tokens that a request of `firstToken` and `perToken` generates: the same for all methods, an end token does not end it. */
  readonly generatedTokens: number;
}

/** What the third phase finds, in a process in which nothing was run before. */
export interface LatencyPass {
  /** Each request reads its whole prompt. */
  readonly alone: RequestTimes;
  /** The beginning that all prompts share has been read before; null where they share none. */
  readonly cached: (RequestTimes & { readonly sharedTokens: number }) | null;
  /** The patch folded into the weights; null where it cannot be. */
  readonly merged: (RequestTimes & MergedDifference) | null;
  /** Items asked together, at the evaluation's own batch size. */
  readonly throughput: {
    /** Items asked at once. */
    readonly batch: number;
    readonly itemsPerSecond: number;
    /** Passes over the batch that were timed; the rate is their median. */
    readonly n: number;
  };
  /** Another task's artefact read from disk and put in place of this one's, while the model stays loaded; null where there is none. */
  readonly switchMs: number | null;
  /** Calls before each series of timed ones. */
  readonly warmups: number;
}

/** How the folded patch differs from the patch beside the weights. */
export interface MergedDifference {
  /** Largest |Δ logit| over every position of the first ten timed prompts; null where a logit was no number. */
  readonly maxLogitDifference: number | null;
  /** Of the timed items. */
  readonly answersChanged: number;
  readonly answersCompared: number;
  /** Folding the patch in and loading the folded weights. */
  readonly loadMs: number;
}

/** Hashes of what went in, as far as the trial knows them. */
export interface Provenance {
  /** Commit of the hub repository, or SHA-256 of the weights. */
  readonly model: string | null;
  /** SHA-256 of the items of all splits. */
  readonly data: string | null;
  /** By name as configured, SHA-256 of the items of other tasks whose training items were used; left out where there are none. */
  readonly otherData?: Readonly<Record<string, string>>;
  /** Names for the report, e.g. `template: review-sentiment`, `task: sst2 v1`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Where a result comes from that was made elsewhere and read from a file, with what has no place among our own measurements. */
export interface Imported {
  /** Whose format the file has, e.g. `PEFT method_comparison/MetaMathQA`. */
  readonly format: string;
  /** The file's name, and the SHA-256 of its bytes. */
  readonly file: string;
  readonly sha256: string;
  /** Figures as published, by name with unit, e.g. `accelerator memory, max (bytes)`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Settings as published. */
  readonly settings: JsonObject;
  /** What ran it: operating system, accelerator, package versions. */
  readonly system: Readonly<Record<string, string>>;
}

export type Phase = 'train' | 'evaluate' | 'time';

interface TrialBase {
  readonly id: string;
  readonly spec: TrialSpec;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Wall time of all phases, processes' start included, by a monotonic clock; of a training that was cut, of all its processes up to their last states. */
  readonly seconds: number;
}
export interface DoneTrial extends TrialBase {
  readonly state: 'done';
  readonly accuracy: { readonly validation: SplitOutcome; readonly test: SplitOutcome };
  /** null where nothing was trained. */
  readonly training: TrainingRecord | null;
  readonly memory: MemoryRecord;
  /** null where nobody measured it (an imported result). */
  readonly latency: LatencyRecord | null;
  /** null where this trial was not timed: seeds do not change what a request costs, so one seed's times stand for all. */
  readonly timing?: LatencyPass | null;
  readonly provenance: Provenance;
  /** What a reader should know, e.g. exemplars dropped for lack of context. */
  readonly notes: readonly string[];
  /** Only where the result was made elsewhere. */
  readonly imported?: Imported;
}
export interface FailedTrial extends TrialBase {
  readonly state: 'failed';
  readonly error: {
    /** The error's class, or `ProcessDied`, `TimedOut`. */
    readonly name: string;
    readonly message: string;
    /** The error's stack, or the last lines that the process wrote to its standard error. */
    readonly stack: string;
    readonly phase: Phase;
    readonly signal: string | null;
    readonly exitCode: number | null;
    /** Highest resident memory seen before the end; null where the system does not tell. */
    readonly peakRssBytes: number | null;
  };
}
/** The configuration cannot work here (`ConfigError`): no fault of the program, nothing to retry. */
export interface SkippedTrial extends TrialBase {
  readonly state: 'skipped';
  readonly reason: string;
}
export type TrialRecord = DoneTrial | FailedTrial | SkippedTrial;
