/** What a recommendation holds: what survives the constraints, what does not, and what is open. */
import type { Pair, Split } from '../tables/compare.ts';
import type { Breach } from './constraints.ts';
import type { Facts } from './facts.ts';

export interface Survivor {
  readonly facts: Facts;
  /** The most accurate survivor, and this one second; null for the former, and where items were not kept one by one. */
  readonly behind: Pair | null;
  /** Whether it cannot be told from the most accurate survivor. */
  readonly tied: boolean;
  /** `tied`, and by the mean within the margin of it. */
  readonly withinMargin: boolean;
  /** The recommended method and this one on the test items, which had no say in the choice; null where methods were chosen by them. */
  readonly onTest: Pair | null;
  /** Seconds of computing on this machine: training, and requests of `costDays` days where a rate is given, else one request. */
  readonly costSeconds: number | null;
}

export interface Eliminated {
  readonly facts: Facts;
  readonly breaches: readonly Breach[];
}

export interface Recommendation {
  readonly task: string;
  /** The items that methods were chosen by. */
  readonly decidedOn: Split;
  /** In order; the first is recommended, unless it answers no item at all. Empty where nothing survives. */
  readonly survivors: readonly Survivor[];
  /** Of all two survivors that were asked the same items, on `decidedOn`. */
  readonly pairs: readonly Pair[];
  /** One per method that has no surviving configuration: the one that breaks least. */
  readonly eliminated: readonly Eliminated[];
  /** Configurations of surviving methods that break a constraint. */
  readonly variants: readonly Eliminated[];
  /** Methods that did not run to an end here, with the reason. */
  readonly unknown: readonly { readonly method: string; readonly reason: string }[];
  /** What measuring could change the answer, the likeliest to matter first. */
  readonly open: readonly OpenQuestion[];
}

export interface OpenQuestion {
  /** A measurement and what it could show, in a sentence or two. */
  readonly text: string;
  /** Accuracy, in shares, that could be won over what is recommended if the measurement comes out well; null where nothing is known of it. */
  readonly gain: number | null;
}
