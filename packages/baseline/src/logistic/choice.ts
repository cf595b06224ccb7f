/**
 * Logistic regression over labels: the classes are the labels that training has. C is set, or chosen on validation by the task's first
 * metric, between equals by the right label's log-probability.
 */
import { type ClassificationTask, type Item, referencesOf } from '@adaptbench/core';
import { GRID } from '../config.ts';
import { type Logistic, fitLogistic, logProbabilities } from './logistic.ts';
import { type SparseRow, type SparseRows, sparseRows } from './sparse.ts';

/** What is fitted to: a row of features per item. */
export interface Featured {
  readonly items: readonly Item[];
  readonly rows: readonly SparseRow[];
}

export interface LabelModel extends Pick<Logistic, 'classes' | 'outputs' | 'coefficients'> {
  /** Of the classes, in the task's order. */
  readonly labels: readonly string[];
}

export interface ChosenModel extends LabelModel {
  readonly C: number;
  readonly notes: readonly string[];
}

/** Largest component of the gradient of the model that is kept: where labels are few its probabilities then are exact to 1e-4. */
const EXACT = 1e-8;
/** Multiplications that may be spent on that: seconds. */
const SPENT = 1e9;

/** Iterations of about so many multiplications, those with the pairs of L-BFGS among them. */
const affordable = ({ values, width }: SparseRows, { outputs }: Logistic): number =>
  Math.ceil(SPENT / (1 + 2 * values.length * outputs + 40 * width * outputs));

/** A log-probability below which a wrong label cannot be more wrong. */
const LEAST = -20;

/** `width`: features of a row. `set`: C where it is set. */
export function fitLabels(
  task: ClassificationTask,
  train: Featured,
  validation: Featured,
  width: number,
  set: number | null,
): ChosenModel {
  const seen = new Set(train.items.map(({ answer }) => answer));
  const labels = task.labels.filter((label) => seen.has(label));
  const classOf = new Map(labels.map((label, k) => [label, k]));
  const classes = Int32Array.from(train.items, ({ answer }) => classOf.get(answer)!);
  const rows = sparseRows(train.rows, width);
  const grid = set !== null ? [set] : validation.items.length === 0 ? [1] : GRID;
  let best: { model: Logistic; C: number; grade: Grade } | null = null;
  let from: Logistic | undefined;
  for (const C of grid) {
    from = fitLogistic(rows, classes, labels.length, { C, ...(from === undefined ? {} : { from }) });
    const grade = gradeOf(task, { ...from, labels }, validation);
    if (best === null || better(grade, best.grade)) best = { model: from, C, grade };
  }
  const { model, C } = best!;
  const unseen = task.labels.length - labels.length;
  return {
    ...fitLogistic(rows, classes, labels.length, {
      C,
      from: model,
      tolerance: EXACT,
      maxIterations: affordable(rows, model),
    }),
    labels,
    C,
    notes: [
      ...(grid.length > 1 ? [`C is ${C}, chosen on ${validation.items.length} validation items`] : []),
      ...(unseen === 0
        ? []
        : [`${unseen} of ${task.labels.length} labels have no training item and are never answered`]),
      ...(model.converged ? [] : ['the regression had not converged when its iterations ran out']),
    ],
  };
}

/** By label, log p(label | row). */
export function scoresOf(model: LabelModel, row: SparseRow): Map<string, number> {
  const scores = logProbabilities(model, row);
  return new Map(model.labels.map((label, k) => [label, scores[k]!]));
}

interface Grade {
  /** By the task's first metric, more is better. */
  readonly metric: number;
  readonly logProbability: number;
}

function gradeOf(task: ClassificationTask, model: LabelModel, { items, rows }: Featured): Grade {
  const scores = rows.map((row) => scoresOf(model, row));
  const graded = items.map((item, i) => ({
    prediction: [...scores[i]!].reduce((a, b) => (b[1] > a[1] ? b : a))[0],
    references: referencesOf(item),
  }));
  const [metric] = task.metrics ?? [];
  const right = graded.filter(({ prediction, references }) => references.includes(prediction)).length;
  const value = metric === undefined ? right : metric.grade(graded, task.labels).value;
  const logs = items.map(({ answer }, i) => Math.max(LEAST, scores[i]!.get(answer) ?? LEAST));
  return {
    metric: metric?.better === 'less' ? -value : value,
    logProbability: logs.reduce((a, b) => a + b, 0),
  };
}

const better = (a: Grade, b: Grade): boolean =>
  a.metric > b.metric || (a.metric === b.metric && a.logProbability > b.logProbability);
