/** A metric says how good answers are; all that is known of one stands in one literal. */

/** An answer beside what would have been right. */
export interface GradedAnswer {
  /** The label or text that was read; null where nothing could be read. */
  readonly prediction: string | null;
  /** Every right answer; the first is the one that is trained on. */
  readonly references: readonly [string, ...string[]];
}

export interface Grades {
  /** Of all answers together, in the metric's unit; NaN of no answers. */
  readonly value: number;
  /**
   * One number per answer, of which `value` is the mean. Of a metric that is no mean over items (BLEU, macro-F1): what each item
   * contributes, its jackknife pseudo-value n·M − (n − 1)·M₍₋ᵢ₎ (Tukey 1958), moved so that the mean is exactly `value`. Its spread over
   * items is then that of `value`, in the same units; to first order it is the infinitesimal jackknife.
   */
  readonly items: readonly number[];
}

export interface Metric {
  /** As `--metric` takes it: `rouge-l`. */
  readonly name: string;
  /** As tables show it: `ROUGE-L`. */
  readonly title: string;
  /** Its definition in a sentence, with the source. */
  readonly means: string;
  readonly better: 'more' | 'less';
  /** Least and greatest value; shown in percent where they are 0 and 1. */
  readonly range: readonly [number, number];
  /** Whether every item's grade is 0 or 1. */
  readonly binary: boolean;
  /** Whether each class counts the same, however few items it has; left out where that is not so. */
  readonly perClass?: true;
  /** `labels`: in the task's order, for metrics over classes. */
  grade(answers: readonly GradedAnswer[], labels: readonly string[]): Grades;
}

/** Checks a metric's type where it is written. */
export const defineMetric = (metric: Metric): Metric => metric;
