/**
 * Whether a training was done when it ended. Pure.
 *
 * Loss: a straight line through the second half of the curve, by least squares. The loss still falls where the line does, by Student's t of
 * its slope (one-sided p < `FALSE_ALARMS`). Its fall must be no small part of the whole: `MATERIAL` of what the loss lost since the
 * beginning. A loss that is level, with independent noise, is called falling in `FALSE_ALARMS` of trainings at most. A schedule that lowers
 * the rate to 0 flattens every curve, so that what still falls is never too much said.
 *
 * Validation: the last state is the best, and better than the one before by a one-sided z test of two shares on as many items. Both are
 * asked the same items, which makes the test say less than it could: fewer false alarms than stated. Where the one before is further
 * away than `RECENT` nothing is said: any state is worse while its rate is still high.
 */
import { average } from './mean.ts';
import { twoSided } from './student.ts';

/** Share of trainings whose loss is level at the end that are called falling at most. */
export const FALSE_ALARMS = 0.01;

/** The normal distribution's quantile that is exceeded in `FALSE_ALARMS` of cases. */
const Z = 2.3263478740408408;

/** Share of the whole fall below which a fall over the second half is not worth going on for. */
const MATERIAL = 0.1;

/** Share of the steps that may lie between the last two validations. */
const RECENT = 0.34;

/** Points of the second half without which nothing is said. */
const LEAST_POINTS = 6;

/** How much of its whole fall a loss made in the second half where it still falls; null where it does not, or where too little is known. */
export function lateFall(losses: readonly number[]): number | null {
  const n = losses.length;
  const half = losses.slice(Math.ceil(n / 2));
  if (half.length < LEAST_POINTS) return null;
  const line = fit(half);
  const fell = -line.slope * (half.length - 1);
  const began = average(losses.slice(0, Math.max(1, Math.floor(n / 20))));
  const ended = line.middle - fell / 2;
  const share = fell / Math.max(began - ended, fell);
  return fell > 0 && line.p < FALSE_ALARMS && share >= MATERIAL ? share : null;
}

/** Least squares over 0, 1, …: its slope, its height in the middle, and the one-sided p of a slope that is not below 0. */
function fit(values: readonly number[]): { slope: number; middle: number; p: number } {
  const n = values.length;
  const middle = average(values);
  const centre = (n - 1) / 2;
  let [xx, xy] = [0, 0];
  for (const [i, y] of values.entries()) {
    xx += (i - centre) ** 2;
    xy += (i - centre) * (y - middle);
  }
  const slope = xy / xx;
  let rest = 0;
  for (const [i, y] of values.entries()) rest += (y - middle - slope * (i - centre)) ** 2;
  const t = slope / Math.sqrt(rest / (n - 2) / xx);
  const tail = Number.isNaN(t) ? 1 : twoSided(Math.abs(t), n - 2) / 2;
  return { slope, middle, p: slope < 0 ? tail : 1 - tail };
}

/** A validation: the state after a step, and the share of right answers. */
interface Judged {
  readonly step: number;
  readonly accuracy: number;
}

/** By how much the last of some accuracies is above the one before, where it rises beyond chance and is the best; else null. `items`: asked each time. */
export function lateRise(validations: readonly Judged[], items: number): number | null {
  const [before, last] = validations.slice(-2);
  if (before === undefined || last === undefined || last.step - before.step > RECENT * last.step) return null;
  const rise = last.accuracy - before.accuracy;
  const pooled = (before.accuracy + last.accuracy) / 2;
  const error = Math.sqrt((2 * pooled * (1 - pooled)) / items);
  return rise > Z * error && validations.every(({ accuracy }) => accuracy <= last.accuracy) ? rise : null;
}
