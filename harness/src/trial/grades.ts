/** How good the answers of a split are by the task's metrics: what a record keeps of them. */
import {
  type GradedAnswer,
  type Item,
  type Metric,
  type Task,
  referencesOf,
  smallest,
} from '@adaptbench/core';
import { majorityValue } from '@adaptbench/metrics';
import { type SplitGrades, type SplitOutcome, toUnit } from '@adaptbench/results';

/** Of predictions in the order of their items; none where the task has no metrics, or there is nothing to grade. */
export function gradesOf(
  task: Task,
  items: readonly Item[],
  predictions: readonly (string | null)[],
): SplitGrades[] {
  if (items.length === 0) return [];
  return (task.metrics ?? []).map((metric) => gradedBy(metric, task, items, predictions));
}

/** By the metric that configurations are chosen by: on the unit scale, 1 best; null where the task has none. */
export function judgedBy(
  task: Task,
  items: readonly Item[],
  predictions: readonly (string | null)[],
): number | null {
  const [first] = task.metrics ?? [];
  if (first === undefined || items.length === 0) return null;
  return toUnit(first, gradedBy(first, task, items, predictions).value);
}

/** The class with the fewest items, where each counts the same in the metric that configurations are chosen by; null elsewhere. */
export function rarestOf(
  { metrics }: Pick<Task, 'metrics'>,
  items: readonly Item[],
): NonNullable<SplitOutcome['rarest']> | null {
  if (metrics?.[0].perClass !== true || items.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { answer } of items) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return { items: smallest(counts.values()), classes: counts.size };
}

function gradedBy(
  metric: Metric,
  task: Task,
  items: readonly Item[],
  predictions: readonly (string | null)[],
): SplitGrades {
  const graded = items.map((item, i): GradedAnswer => ({
    prediction: predictions[i] ?? null,
    references: referencesOf(item),
  }));
  const { name, title, means, better, range, binary } = metric;
  const labels = task.kind === 'classification' ? task.labels : [];
  const { value, items: each } = metric.grade(graded, labels);
  return {
    name,
    title,
    means,
    better,
    range,
    binary,
    value,
    ...(task.kind === 'classification' ? { majority: majorityValue(metric, graded, labels) } : {}),
    items: each.map(short),
  };
}

/** Six decimals: far below what an item's grade can tell, and short on disk. */
const short = (grade: number): number => Math.round(grade * 1e6) / 1e6;
