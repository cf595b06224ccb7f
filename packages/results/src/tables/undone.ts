/**
 * Trainings that are not done: configurations whose loss still fell or whose validation still rose at the end of the schedule. And methods
 * whose best learning rate is the largest or smallest that was tried. Each has the setting that would tell. Read from the curves of the
 * records, so that older runs have it too. Pure.
 */
import { fieldKey } from '@adaptbench/core';
import { once } from '../once.ts';
import { canonicalByParts } from '../record/canonical-json.ts';
import type { TrialSpec } from '../record/spec.ts';
import type { DoneTrial, TrainingRecord } from '../record/record.ts';
import { lateFall, lateRise } from '../stats/trend.ts';
import { listed, points } from '../text.ts';
import { groupBy } from './group.ts';
import type { ConfigurationRow } from './rows.ts';

export interface Undone {
  readonly row: ConfigurationRow;
  /** What was seen, and what would tell, in a sentence. */
  readonly text: string;
}

/** In the order of the rows. */
export const undone = once((rows: readonly ConfigurationRow[]): readonly Undone[] => {
  const rivals = rivalsOf(rows);
  return rows.flatMap((row) =>
    [ending(row, rivals(row)), edge(row, rivals(row))].flatMap((text) =>
      text === null ? [] : [{ row, text }],
    ),
  );
});

/** Of the mean curves of the seeds, as far as these have as many steps as the first. */
function ending(row: ConfigurationRow, rivals: readonly Rival[]): string | null {
  const all = row.done.flatMap((trial) =>
    trial.training === null ? [] : [{ trial, training: trial.training }],
  );
  const [first] = all;
  if (first === undefined) return null;
  const sameLength = all.filter(({ training }) => training.steps === first.training.steps);
  const fell = lateFall(
    meanCurve(
      sameLength.map(({ training }) => training.lossCurve),
      ({ loss }) => loss,
    ),
  );
  const accuracies = meanCurve(
    sameLength.map(({ training }) => training.validationCurve),
    ({ accuracy }) => accuracy,
  );
  const rose = lateRise(
    accuracies.map((accuracy, i) => ({ step: first.training.validationCurve[i]!.step, accuracy })),
    sameLength.reduce((sum, { trial }) => sum + judged(trial), 0),
  );
  if (fell === null && rose === null) return null;
  const seen = [
    ...(fell === null
      ? []
      : [`the loss still fell at the end (${points(fell)} % of its fall were in the second half)`]),
    ...(rose === null
      ? []
      : [`validation still rose at the end (by ${points(rose)} points since the one before)`]),
  ];
  return `${listed(seen)}: try ${remedies(row, first.training, rivals).join(' or ')}`;
}

/** Items that a validation looked at. */
const judged = ({ spec, accuracy }: DoneTrial): number =>
  Math.min(accuracy.validation.n, spec.training?.validationItems ?? Infinity);

/** Point by point; of as many points as the shortest has. */
function meanCurve<P>(curves: readonly (readonly P[])[], height: (point: P) => number): number[] {
  const length = Math.min(...curves.map((curve) => curve.length));
  const mean: number[] = [];
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (const curve of curves) sum += height(curve[i]!);
    mean.push(sum / curves.length);
  }
  return mean;
}

/** Twice as long; and three times the rate, where this is the best and the largest that was tried. */
function remedies(
  row: ConfigurationRow,
  { steps, epochs }: TrainingRecord,
  rivals: readonly Rival[],
): string[] {
  const { spec } = row;
  const { maxSteps } = spec.training ?? { maxSteps: null };
  const longer =
    maxSteps === null
      ? setting(spec, 'epochs', 2 * Math.max(1, Math.round(epochs ?? 1)))
      : setting(spec, 'maxSteps', 2 * steps);
  const rate = rateOf(spec);
  if (rate === null) return [longer];
  const beaten = rivals.some(
    (rival) => rival.rate.value > rate.value || accuracyOf(rival.row) > accuracyOf(row),
  );
  return beaten ? [longer] : [longer, setting(spec, rate.field, 3 * rate.value)];
}

const accuracyOf = ({ validation }: ConfigurationRow): number => validation?.mean ?? 0;

const setting = ({ method }: TrialSpec, field: string, value: number): string =>
  `--set ${fieldKey(fieldKey(method, 'train'), field)}=${Number(value.toPrecision(2))}`;

/** The best of several rates, where it is the last on one side; null otherwise. */
function edge(row: ConfigurationRow, rivals: readonly Rival[]): string | null {
  const rate = rateOf(row.spec);
  if (!row.chosen || rate === null) return null;
  const others = rivals.map((rival) => rival.rate);
  if (others.length === 0) return null;
  const above = others.every(({ value }) => value < rate.value);
  const below = others.every(({ value }) => value > rate.value);
  if (!above && !below) return null;
  const beyond = setting(row.spec, rate.field, above ? 3 * rate.value : rate.value / 3);
  return `the best learning rate is the ${above ? 'largest' : 'smallest'} of those that were tried: try ${beyond}`;
}

interface Rate {
  readonly field: 'learningRate' | 'rateFactor';
  readonly value: number;
}

/** As the specification has it: absolute, or a factor on the method's own. */
function rateOf({ training }: TrialSpec): Rate | null {
  if (training === null) return null;
  return training.learningRate === null
    ? { field: 'rateFactor', value: training.rateFactor ?? 1 }
    : { field: 'learningRate', value: training.learningRate };
}

/** A finished row with its rate. */
interface Rival {
  readonly row: ConfigurationRow;
  readonly rate: Rate;
}

/** Of a row: the other finished ones that differ from it in the rate alone. */
function rivalsOf(rows: readonly ConfigurationRow[]): (row: ConfigurationRow) => readonly Rival[] {
  const rated = rows.flatMap((row) => {
    const rate = rateOf(row.spec);
    return rate === null || row.done.length === 0 ? [] : [{ row, rate }];
  });
  const groups = groupBy(rated, ({ row }) => withoutRate(row.spec));
  const groupOf = new Map(groups.flatMap((group) => group.map(({ row }) => [row, group] as const)));
  return (row) => (groupOf.get(row) ?? []).filter((rival) => rival.row !== row);
}

function withoutRate({ seed: _, screen: __, training, ...rest }: TrialSpec): string {
  const { learningRate, rateFactor: ___, ...others } = training ?? { learningRate: null };
  return canonicalByParts({ ...rest, training: others, own: learningRate === null });
}
