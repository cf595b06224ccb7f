/**
 * Logistic regression with an L2 penalty, scikit-learn's `LogisticRegression(C=C)` with its solver `lbfgs`: the same objective, so the
 * same probabilities. With n items, D features and K classes it minimises
 *
 *     1/n Σᵢ −log p(yᵢ | xᵢ)  +  1/(2 C n) ‖W‖²
 *
 * over W [D, K] and the intercepts b [K], which the penalty leaves out; p = softmax(xᵢ W + b). Of two classes there is one column, and p of
 * the second is σ(xᵢ w + b).
 */
import { minimise } from './lbfgs.ts';
import type { SparseRow, SparseRows } from './sparse.ts';

export interface LogisticOptions {
  /** Inverse of the penalty's strength. */
  readonly C: number;
  /** Largest component of the gradient at which fitting ends; scikit-learn's default unless told. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
  /** Where fitting begins; zeros unless told. */
  readonly from?: Logistic;
}

/** A fitted model. */
export interface Logistic {
  readonly classes: number;
  /** Columns of W and b: one per class, one of two classes, none of a single class. */
  readonly outputs: number;
  /** W row by row, then b. */
  readonly coefficients: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const TOLERANCE = 1e-4;
const MOST_ITERATIONS = 1000;

/** Columns that so many classes have. */
export const outputsOf = (classes: number): number => (classes > 2 ? classes : classes - 1);

/** `labels`: the class of each row, from 0 on; each of `classes` occurs. */
export function fitLogistic(
  rows: SparseRows,
  labels: Int32Array,
  classes: number,
  { C, tolerance = TOLERANCE, maxIterations = MOST_ITERATIONS, from }: LogisticOptions,
): Logistic {
  const outputs = outputsOf(classes);
  const start = from?.coefficients ?? new Float64Array((rows.width + 1) * outputs);
  const loss = outputs === 1 ? binomial : multinomial;
  const strength = 1 / (C * labels.length);
  const penalised = rows.width * outputs;
  const { x, iterations, converged } = minimise(
    (coefficients, gradient) => {
      gradient.fill(0);
      const value = loss(rows, labels, coefficients, gradient);
      let squares = 0;
      for (let i = 0; i < penalised; i++) {
        squares += coefficients[i]! ** 2;
        gradient[i]! += strength * coefficients[i]!;
      }
      return value + (strength / 2) * squares;
    },
    start,
    { tolerance, maxIterations },
  );
  return { classes, outputs, coefficients: x, iterations, converged };
}

/** The mean loss, its gradient added to `gradient`. */
type Loss = (
  rows: SparseRows,
  labels: Int32Array,
  coefficients: Float64Array,
  gradient: Float64Array,
) => number;

const multinomial: Loss = ({ starts, columns, values, width }, labels, coefficients, gradient) => {
  const n = labels.length;
  const K = coefficients.length / (width + 1);
  const z = new Float64Array(K);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < K; k++) z[k] = coefficients[width * K + k]!;
    for (let p = starts[i]!; p < starts[i + 1]!; p++) {
      const [at, value] = [columns[p]! * K, values[p]!];
      for (let k = 0; k < K; k++) z[k]! += value * coefficients[at + k]!;
    }
    const right = labels[i]!;
    const rightZ = z[right]!;
    const total = intoExponentials(z);
    loss += total.log - rightZ;
    // ∂(−log p(y)) / ∂z = p − 1[y], divided by n as the loss is.
    for (let k = 0; k < K; k++) z[k]! /= total.sum * n;
    z[right]! -= 1 / n;
    for (let p = starts[i]!; p < starts[i + 1]!; p++) {
      const [at, value] = [columns[p]! * K, values[p]!];
      for (let k = 0; k < K; k++) gradient[at + k]! += value * z[k]!;
    }
    for (let k = 0; k < K; k++) gradient[width * K + k]! += z[k]!;
  }
  return loss / n;
};

const binomial: Loss = ({ starts, columns, values, width }, labels, coefficients, gradient) => {
  const n = labels.length;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let z = coefficients[width]!;
    for (let p = starts[i]!; p < starts[i + 1]!; p++) z += values[p]! * coefficients[columns[p]!]!;
    loss += softplus(z) - labels[i]! * z;
    const residual = (Math.exp(-softplus(-z)) - labels[i]!) / n;
    for (let p = starts[i]!; p < starts[i + 1]!; p++) gradient[columns[p]!]! += residual * values[p]!;
    gradient[width]! += residual;
  }
  return loss / n;
};

/** By class, log p(class | row). */
export function logProbabilities(
  { classes, outputs, coefficients }: Pick<Logistic, 'classes' | 'outputs' | 'coefficients'>,
  { columns, values }: SparseRow,
): Float64Array {
  const z = coefficients.slice(coefficients.length - outputs);
  for (let p = 0; p < columns.length; p++)
    for (let k = 0; k < outputs; k++) z[k]! += values[p]! * coefficients[columns[p]! * outputs + k]!;
  if (classes === 1) return new Float64Array(1);
  if (outputs === 1) return Float64Array.of(-softplus(z[0]!), -softplus(-z[0]!));
  const { log } = intoExponentials(Float64Array.from(z));
  return z.map((x) => x - log);
}

/** z becomes exp(z − max z); gives their sum, and log Σ exp(z). */
function intoExponentials(z: Float64Array): { readonly sum: number; readonly log: number } {
  let most = -Infinity;
  for (let k = 0; k < z.length; k++) if (z[k]! > most) most = z[k]!;
  let sum = 0;
  for (let k = 0; k < z.length; k++) {
    z[k] = Math.exp(z[k]! - most);
    sum += z[k]!;
  }
  return { sum, log: most + Math.log(sum) };
}

/** log(1 + exp(x)), without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
