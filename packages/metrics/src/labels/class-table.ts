/** How answers fall to classes, for readers of runs: a row per class, what was taken for what, and what chance would give. */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { goldOf, numbered } from './gold.ts';

/** One class. A quotient of nothing is 0, as with scikit-learn's zero_division=0. */
export interface ClassRow {
  readonly label: string;
  /** Right answers / times it was answered. */
  readonly precision: number;
  /** Right answers / items. */
  readonly recall: number;
  readonly f1: number;
  /** Items of this class. */
  readonly support: number;
  /** Times it was answered. */
  readonly answered: number;
}

/** How often a class was answered as another (or as itself); null: the answer could not be read or is no label. */
export interface ConfusionCell {
  readonly gold: string;
  readonly prediction: string | null;
  readonly count: number;
}

export interface ClassTable {
  /** In the order of the labels; right labels that are none of them after those. */
  readonly classes: readonly ClassRow[];
  /** Cells that are not 0, by right label and answer in the order of the classes, the unreadable last. */
  readonly confusion: readonly ConfusionCell[];
  /** The commonest class, the first of equals, and its share of items; null of no items. */
  readonly majority: { readonly label: string; readonly share: number } | null;
}

/** The right label of an item beside its answer; null where that could not be read. */
export interface LabelPair {
  readonly gold: string;
  readonly prediction: string | null;
}

/** Counts by class. Only cells that are not 0 are kept, so the work is linear whatever the number of classes. */
export function classTable(pairs: readonly LabelPair[], labels: readonly string[]): ClassTable {
  const numbers = numbered([...labels, ...pairs.map(({ gold }) => gold)]);
  const names = [...numbers.keys()];
  const unread = names.length;
  const [support, answered, right] = [0, 1, 2].map(() => new Uint32Array(unread + 1)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const cells = new Map<number, number>();
  for (const { gold, prediction } of pairs) {
    const t = numbers.get(gold)!;
    const p = prediction === null ? unread : (numbers.get(prediction) ?? unread);
    support[t]!++;
    answered[p]!++;
    if (t === p) right[t]!++;
    const cell = t * (unread + 1) + p;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  let most = 0;
  for (let k = 1; k < unread; k++) if (support[k]! > support[most]!) most = k;
  return {
    classes: names.map((label, k) => ({
      label,
      precision: quotient(right[k]!, answered[k]!),
      recall: quotient(right[k]!, support[k]!),
      f1: quotient(2 * right[k]!, answered[k]! + support[k]!),
      support: support[k]!,
      answered: answered[k]!,
    })),
    confusion: [...cells]
      .toSorted(([a], [b]) => a - b)
      .map(([cell, count]) => ({
        gold: names[Math.floor(cell / (unread + 1))]!,
        prediction: names[cell % (unread + 1)] ?? null,
        count,
      })),
    majority: pairs.length === 0 ? null : { label: names[most]!, share: support[most]! / pairs.length },
  };
}

const quotient = (part: number, of: number): number => (of === 0 ? 0 : part / of);

/** What a metric gives for the commonest right label as the answer to everything: chance, to be beaten. NaN of no answers. */
export function majorityValue(
  metric: Metric,
  answers: readonly GradedAnswer[],
  labels: readonly string[],
): number {
  const golds = answers.map(({ references }) => references[0]);
  const { majority } = classTable(
    golds.map((gold) => ({ gold, prediction: null })),
    labels,
  );
  if (majority === null) return NaN;
  const constant = answers.map(({ references }) => ({ references, prediction: majority.label }));
  return metric.grade(constant, labels).value;
}

/** Right label and answer of graded answers, as `classTable` takes them. */
export const labelPairs = (answers: readonly GradedAnswer[]): readonly LabelPair[] =>
  answers.map((answer) => ({ gold: goldOf(answer), prediction: answer.prediction }));
