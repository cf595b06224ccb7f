/** What an estimate of a trial says. */
export interface Estimate {
  /** All phases but timing, in processes of their own. */
  readonly seconds: number;
  /** Of these, what a process for the answers takes to begin, where another one has trained. */
  readonly secondProcess?: number;
  /** Of these, what a process takes to begin, which trials that share processes do without. */
  readonly start?: number;
  /** More where its requests are timed. */
  readonly timingSeconds: number;
  /** Highest resident memory of its processes. */
  readonly bytes: number;
  /** Why it will be skipped; left out where it will run. */
  readonly skipped?: string;
}

/** Bytes that data and tokenizer take. */
export const HEAP = 80 * 2 ** 20;
