/**
 * Metrics over classes, as scikit-learn computes them: accuracy_score, f1_score(average='macro', zero_division=0),
 * balanced_accuracy_score and matthews_corrcoef. An answer that could not be read is a class of its own that is never right.
 *
 * Departure: macro-F1 is over the classes that occur among the right answers (`labels` of f1_score), as balanced accuracy is. A class
 * without items in a split would have F1 0 whatever is answered. A class that is answered without need costs the others their recall.
 */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { type CorpusDefinition, type Summands, corpusMetric, withoutItem } from '../grading/corpus-metric.ts';
import { type About, itemMetric } from '../grading/item-metric.ts';
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

/** Rows of classes that have items. */
const classesIn = (sums: Float64Array, rows: Iterable<number>): readonly number[] =>
  [...rows].filter((row) => sums[row + GOLD]! > 0);

/** The mean over classes of something of a class. */
function classMean(
  about: About,
  ofClass: (right: number, answered: number, items: number) => number,
): CorpusDefinition {
  const total = (sums: Float64Array, rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + ofClass(sums[row + HIT]!, sums[row + ANSWERED]!, sums[row + GOLD]!), 0);
  const all = (sums: Float64Array): readonly number[] =>
    classesIn(
      sums,
      Array.from({ length: sums.length / WIDTH }, (_, k) => k * WIDTH),
    );
  return {
    ...about,
    perClass: true,
    range: [0, 1],
    summands: classSums,
    value: (sums) => total(sums, all(sums)) / all(sums).length,
    without(sums) {
      const rows = all(sums);
      const whole = total(sums, rows);
      return (item) => {
        // Two classes at most: the right one and the one that was answered.
        const touched = new Set(item.map(([column]) => column - (column % WIDTH)));
        const before = classesIn(sums, touched);
        const rest = whole - total(sums, before);
        return withoutItem(sums, item, () => {
          const after = classesIn(sums, touched);
          return (rest + total(sums, after)) / (rows.length - before.length + after.length);
        });
      };
    },
  };
}

/** The mean over classes of F1. */
export const macroF1Definition: CorpusDefinition = classMean(
  {
    name: 'macro-f1',
    title: 'Macro-F1',
    means:
      'Mean of F1 = 2 right / (answered + items) over the classes that have items; an answer that could not be read belongs to none (scikit-learn f1_score, zero_division 0).',
  },
  (right, answered, items) => (2 * right) / (answered + items),
);

/** The mean over classes of recall. */
export const balancedAccuracyDefinition: CorpusDefinition = classMean(
  {
    name: 'balanced-accuracy',
    title: 'Balanced accuracy',
    means:
      'Mean of recall = right / items over the classes that have items (scikit-learn balanced_accuracy_score).',
  },
  (right, _answered, items) => right / items,
);

/** Columns of Matthews' sums: n, right answers, then for each class its items and the times it was answered. */
const [ITEMS, RIGHT, FIRST] = [0, 1, 2];
type MatthewsItem = readonly [Summand, Summand, gold: Summand, answer: Summand];
type Summand = Summands[number];

/** Σₖ tₖ pₖ, Σₖ pₖ² and Σₖ tₖ² over classes with t items that were answered p times. */
interface Products {
  readonly both: number;
  readonly answered: number;
  readonly gold: number;
}

function productsOf(sums: Float64Array): Products {
  let [both, answered, gold] = [0, 0, 0];
  for (let at = FIRST; at < sums.length; at += 2) {
    const [t, p] = [sums[at]!, sums[at + 1]!];
    both += t * p;
    answered += p * p;
    gold += t * t;
  }
  return { both, answered, gold };
}

/** (c n − Σtp) / √((n² − Σp²)(n² − Σt²)), c right answers (Gorodkin 2004); 0 where all answers or all items are of one class. */
function correlation(n: number, right: number, { both, answered, gold }: Products): number {
  const below = (n * n - answered) * (n * n - gold);
  return below === 0 ? 0 : (right * n - both) / Math.sqrt(below);
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
  value: (sums) => correlation(sums[ITEMS]!, sums[RIGHT]!, productsOf(sums)),
  without(sums) {
    const { both, answered, gold } = productsOf(sums);
    return (item) => {
      const [, [, right], [ofGold], [ofAnswer]] = item as MatthewsItem;
      const [t, p] = [sums[ofGold]!, sums[ofAnswer]!];
      // Σtp loses p of the item's class and t of the answer's; where they are one class, (t − 1)(p − 1) = tp − t − p + 1.
      const lost = sums[ofGold + 1]! + sums[ofAnswer - 1]! - right;
      return correlation(sums[ITEMS]! - 1, sums[RIGHT]! - right, {
        both: both - lost,
        answered: answered - 2 * p + 1,
        gold: gold - 2 * t + 1,
      });
    };
  },
};

/** Macro-averaged F1. */
export const macroF1: Metric = corpusMetric(macroF1Definition);
/** Macro-averaged recall. */
export const balancedAccuracy: Metric = corpusMetric(balancedAccuracyDefinition);
/** Matthews correlation coefficient. */
export const matthews: Metric = corpusMetric(matthewsDefinition);
