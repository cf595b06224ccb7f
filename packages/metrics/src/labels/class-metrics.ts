/**
 * Metrics over classes, as scikit-learn computes them: accuracy_score, f1_score(average='macro', zero_division=0),
 * balanced_accuracy_score and matthews_corrcoef. An answer that could not be read is a class of its own that is never right.
 *
 * Departure: macro-F1 is over the classes that occur among the right answers (`labels` of f1_score), as balanced accuracy is. A class of
 * which a split has no item would have F1 0 whatever is answered, and a class that is answered without need costs the others their recall.
 */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { type CorpusDefinition, corpusMetric } from '../grading/corpus-metric.ts';
import { itemMetric } from '../grading/item-metric.ts';
import { goldOf, numbered } from './gold.ts';

/** The share of right answers. */
export const accuracy: Metric = itemMetric(
  {
    name: 'accuracy',
    title: 'Accuracy',
    means: 'Share of answers that are one of the right ones; an answer that could not be read is wrong.',
    binary: true,
  },
  (prediction, references) => (references.includes(prediction) ? 1 : 0),
);

/** Columns of class k: right answers, times it was answered, items of it. */
const [HIT, ANSWERED, GOLD, WIDTH] = [0, 1, 2, 3];

function classSums(answers: readonly GradedAnswer[]): ReturnType<CorpusDefinition['summands']> {
  const numbers = numbered(answers.map(goldOf));
  const items = answers.map((answer) => {
    const gold = goldOf(answer);
    const row = numbers.get(gold)! * WIDTH;
    if (answer.prediction === gold)
      return [[row + HIT, 1] as const, [row + ANSWERED, 1] as const, [row + GOLD, 1] as const];
    const answered = answer.prediction === null ? undefined : numbers.get(answer.prediction);
    const missed = [row + GOLD, 1] as const;
    return answered === undefined ? [missed] : [[answered * WIDTH + ANSWERED, 1] as const, missed];
  });
  return { columns: numbers.size * WIDTH, items };
}

/** Rows of classes that have items, as they stand in the sums. */
const classesIn = (sums: Float64Array): readonly number[] =>
  Array.from({ length: sums.length / WIDTH }, (_, k) => k * WIDTH).filter((row) => sums[row + GOLD]! > 0);

/** The mean over classes of F1. */
export const macroF1Definition: CorpusDefinition = {
  name: 'macro-f1',
  title: 'Macro-F1',
  means:
    'Mean of F1 = 2 right / (answered + items) over the classes that have items; an answer that could not be read belongs to none (scikit-learn f1_score, zero_division 0).',
  range: [0, 1],
  summands: classSums,
  value(sums) {
    const rows = classesIn(sums);
    return (
      rows.reduce(
        (sum, row) => sum + (2 * sums[row + HIT]!) / (sums[row + ANSWERED]! + sums[row + GOLD]!),
        0,
      ) / rows.length
    );
  },
  slopes(sums) {
    const slope = new Float64Array(sums.length);
    const rows = classesIn(sums);
    for (const row of rows) {
      const both = sums[row + ANSWERED]! + sums[row + GOLD]!;
      slope[row + HIT] = 2 / both / rows.length;
      slope[row + ANSWERED] = slope[row + GOLD] = (-2 * sums[row + HIT]!) / both ** 2 / rows.length;
    }
    return slope;
  },
};

/** The mean over classes of recall. */
export const balancedAccuracyDefinition: CorpusDefinition = {
  name: 'balanced-accuracy',
  title: 'Balanced accuracy',
  means:
    'Mean of recall = right / items over the classes that have items (scikit-learn balanced_accuracy_score).',
  range: [0, 1],
  summands: classSums,
  value(sums) {
    const rows = classesIn(sums);
    return rows.reduce((sum, row) => sum + sums[row + HIT]! / sums[row + GOLD]!, 0) / rows.length;
  },
  slopes(sums) {
    const slope = new Float64Array(sums.length);
    const rows = classesIn(sums);
    for (const row of rows) {
      slope[row + HIT] = 1 / sums[row + GOLD]! / rows.length;
      slope[row + GOLD] = -sums[row + HIT]! / sums[row + GOLD]! ** 2 / rows.length;
    }
    return slope;
  },
};

/** Columns of Matthews' sums: n, right answers, then for each class its items and the times it was answered. */
const [ITEMS, RIGHT, FIRST] = [0, 1, 2];

/** What Matthews' correlation is made of (Gorodkin 2004): covariance of both, and each one's own. */
function covariances(sums: Float64Array): {
  readonly both: number;
  readonly answered: number;
  readonly gold: number;
} {
  const n = sums[ITEMS]!;
  let [both, answered, gold] = [sums[RIGHT]! * n, n * n, n * n];
  for (let at = FIRST; at < sums.length; at += 2) {
    const [t, p] = [sums[at]!, sums[at + 1]!];
    both -= t * p;
    answered -= p * p;
    gold -= t * t;
  }
  return { both, answered, gold };
}

/** Correlation of answers and classes. */
export const matthewsDefinition: CorpusDefinition = {
  name: 'matthews',
  title: 'Matthews correlation',
  means:
    'Correlation of answers and right answers over all classes (Gorodkin 2004; scikit-learn matthews_corrcoef): 1 perfect, 0 no better than any constant answer.',
  range: [-1, 1],
  summands(answers, labels) {
    const gold = answers.map(goldOf);
    // What is no label cannot be told from what could not be read.
    const known = numbered([...gold, ...labels]);
    const unread = known.size;
    const items = answers.map(({ prediction }, i) => {
      const t = known.get(gold[i]!)!;
      const p = prediction === null ? unread : (known.get(prediction) ?? unread);
      return [
        [ITEMS, 1] as const,
        [RIGHT, t === p ? 1 : 0] as const,
        [FIRST + 2 * t, 1] as const,
        [FIRST + 2 * p + 1, 1] as const,
      ];
    });
    return { columns: FIRST + 2 * (unread + 1), items };
  },
  value(sums) {
    const { both, answered, gold } = covariances(sums);
    return answered === 0 || gold === 0 ? 0 : both / Math.sqrt(answered * gold);
  },
  // M = b / √(a g): dM = db/√(a g) − M/2 (da/a + dg/g)
  slopes(sums) {
    const slope = new Float64Array(sums.length);
    const { both, answered, gold } = covariances(sums);
    if (answered === 0 || gold === 0) return slope;
    const root = Math.sqrt(answered * gold);
    const value = both / root;
    const n = sums[ITEMS]!;
    slope[ITEMS] = sums[RIGHT]! / root - value * (n / answered + n / gold);
    slope[RIGHT] = n / root;
    for (let at = FIRST; at < sums.length; at += 2) {
      const [t, p] = [sums[at]!, sums[at + 1]!];
      slope[at] = -p / root + (value * t) / gold;
      slope[at + 1] = -t / root + (value * p) / answered;
    }
    return slope;
  },
};

/** Macro-averaged F1. */
export const macroF1: Metric = corpusMetric(macroF1Definition);
/** Macro-averaged recall. */
export const balancedAccuracy: Metric = corpusMetric(balancedAccuracyDefinition);
/** Matthews correlation coefficient. */
export const matthews: Metric = corpusMetric(matthewsDefinition);
