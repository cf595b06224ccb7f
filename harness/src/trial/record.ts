/** What is known of a trial once it is over: one of these a line in `trials.jsonl`. Sizes in bytes, times as the names say. */
import type { TrialSpec } from './spec.ts';

/** The outcome on one split. */
export interface SplitOutcome {
  /** Items asked. */
  readonly n: number;
  readonly correct: number;
  /** One digit an item in the order asked, 1 correct and 0 not. Texts and predictions are in `trials/<id>/items.jsonl`. */
  readonly outcomes: string;
  /** SHA-256 (16 hex) of the item ids in order: equal digests can be compared item by item. */
  readonly itemsDigest: string;
  /** Items whose answer could not be read (counted as wrong). */
  readonly unparseable: number;
  /** Correct under the lenient reading of the same output; null where there is only one reading. */
  readonly lenient: number | null;
  /** By name the mean of a property over the items that have it, where the method measures any. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Each way in which the items were asked, where there were several; `outcomes` as above. */
  readonly ways?: readonly {
    readonly name: string;
    readonly tags: readonly string[];
    readonly outcomes: string;
  }[];
}

/** What training took. */
export interface TrainingRecord {
  readonly steps: number;
  /** Passes over the items; not whole where a number of steps was set. */
  readonly epochs: number;
  /** Training items, each counted once however often it was seen. */
  readonly items: number;
  /** Tokens that went through the model in all steps, padding left out. */
  readonly tokens: number;
  /** Wall time of the steps alone: no loading, compiling or validation. */
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly stepMs: { readonly p50: number; readonly p95: number };
  /** Mean cross-entropy in nats over the last steps; null where it was not a finite number. */
  readonly finalLoss: number | null;
  /** At most 100 points. */
  readonly lossCurve: readonly { readonly step: number; readonly loss: number }[];
  readonly validationCurve: readonly { readonly step: number; readonly accuracy: number }[];
  /** The step whose state was kept. */
  readonly bestStep: number;
  /** Floating-point operations a token of a step, from the graph. */
  readonly flopsPerToken: number;
  readonly gflopPerSecond: number;
}

/** Bytes that a training step needs at once, by purpose, computed from the graph. */
export interface Liveness {
  readonly weights: number;
  readonly trainable: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
}

export interface MemoryRecord {
  readonly trainableParameters: number;
  /** Size on disk of what was learned; 0 where nothing was. */
  readonly artifactBytes: number;
  /** Highest resident memory of the training process; null where nothing was trained. */
  readonly trainPeakRssBytes: number | null;
  /** Highest resident memory of the evaluating process. */
  readonly inferencePeakRssBytes: number;
  /** Resident memory of the evaluating process before the model was loaded: Node.js and the libraries. */
  readonly idleRssBytes: number;
  readonly liveness: Liveness | null;
  /** Keys and values that one request keeps: mean over test items. */
  readonly kvBytesPerRequest: number;
}

/** Single items, one after the other (batch 1), from text to answer: tokenizing included. */
export interface LatencyRecord {
  readonly itemMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
    /** Timed calls. */
    readonly n: number;
  };
  /** Mean over the timed items. */
  readonly promptTokens: number;
  /** Mean over the timed items; 0 where labels are scored. */
  readonly generatedTokens: number;
  readonly prefillTokensPerSecond: number | null;
  /** null where the model ends at once or its context has no room. */
  readonly decodeTokensPerSecond: number | null;
  /** All test items at the evaluation's own batch size, divided by the wall time. */
  readonly throughputItemsPerSecond: number;
  /** Calls before the timed ones. */
  readonly warmups: number;
  /** Times that each item was timed. */
  readonly repeats: number;
}

/** Hashes of what went in, as far as the trial knows them. */
export interface Provenance {
  /** Commit of the hub repository, or SHA-256 of the weights. */
  readonly model: string | null;
  /** SHA-256 of the items of all splits. */
  readonly data: string | null;
  /** Names for the report, e.g. `template: review-sentiment`, `task: sst2 v1`. */
  readonly labels: Readonly<Record<string, string>>;
}

export type Phase = 'train' | 'evaluate';

interface TrialBase {
  readonly id: string;
  readonly spec: TrialSpec;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Wall time of all phases, processes' start included. */
  readonly seconds: number;
}
export interface DoneTrial extends TrialBase {
  readonly state: 'done';
  readonly accuracy: { readonly validation: SplitOutcome; readonly test: SplitOutcome };
  /** null where nothing was trained. */
  readonly training: TrainingRecord | null;
  readonly memory: MemoryRecord;
  readonly latency: LatencyRecord;
  readonly provenance: Provenance;
  /** What a reader should know, e.g. exemplars dropped for lack of context. */
  readonly notes: readonly string[];
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
