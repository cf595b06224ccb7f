/** Single figures of matched rows, compared; still without the adjustment for how many there are. */
import { type ProcessRow, type ProcessValue, processChanges } from '../stats/processes.ts';
import { mean } from '../stats/mean.ts';
import type { Spread } from '../stats/spread.ts';
import type { Figure } from '../figures/figure.ts';
import { testAccuracy } from '../figures/accuracy.ts';
import { metricOf } from '../judged/metric.ts';
import { shown, shownChange, shownDifference, unitOf } from '../judged/shown.ts';
import { valueOf, valuesOfBoth } from '../figures/read.ts';
import type { DoneTrial } from '../record/record.ts';
import { accuracyChange, fixedChange } from './accuracy.ts';
import type { RunComparison, Finding } from './schema.ts';

export interface Draft {
  readonly finding: Omit<Finding, 'adjustedP'>;
  /** Whether its p may flag it: then the verdict is that of the adjusted p. */
  readonly tested: boolean;
  readonly better: Figure['better'];
}

export interface RowPair {
  readonly old: readonly DoneTrial[];
  readonly new: readonly DoneTrial[];
  /** Whether other seeds might have answered otherwise. */
  readonly drawn: boolean;
  /** How much the seeds of the new and of the old row differ; null where nothing is borrowed. */
  readonly spreads: readonly [Spread | null, Spread | null];
}

const empty = { change: null, low: null, high: null, p: null, test: '', reason: '' } as const;

/** null where neither side is done. */
export function accuracyDraft({ old, new: now, drawn, spreads }: RowPair): Draft | null {
  const [one] = [...now, ...old];
  if (one === undefined) return null;
  const metric = metricOf(one.accuracy.test);
  const mean = (done: readonly DoneTrial[]): number | null => {
    const score = valueOf(testAccuracy, { done });
    return score === null ? null : shown(metric, score.value);
  };
  const about = {
    figure: `test ${metric.title}`,
    group: 'accuracy',
    unit: unitOf(metric),
    old: mean(old),
    new: mean(now),
  } as const;
  if (about.old === null && about.new === null) return null;
  const found = drawn ? accuracyChange(old, now, spreads) : fixedChange(old, now);
  if (found === null)
    return draft({
      ...about,
      ...empty,
      verdict: 'unknown',
      reason:
        about.old === null || about.new === null
          ? `not done in the ${about.old === null ? 'old' : 'new'} run`
          : 'judged by another metric',
    });
  const { change, p, test, restriction } = found;
  const ends = shownChange(metric, found);
  const finding = {
    ...about,
    change: shownDifference(metric, change),
    ...ends,
    p,
    test,
    reason: restriction,
  };
  return restriction === ''
    ? { finding: { ...finding, verdict: 'same' }, tested: true, better: metric.better }
    : draft({ ...finding, verdict: 'unknown' });
}

/** `least`: percent of growth from which it counts as worse. null where nothing is known on either side. */
export function sizeDraft(figure: Figure, { old, new: now }: RowPair, least: number): Draft | null {
  const values = valuesOfBoth(figure, old, now);
  if (values === null) return null;
  const [before, after] = [values.old, values.new].map((all) => all.map(({ value }) => value)) as [
    number[],
    number[],
  ];
  const [a, b] = [mean(before) ?? 0, mean(after) ?? 0];
  const apart = Math.min(...after) > Math.max(...before) || Math.max(...after) < Math.min(...before);
  const change = a === 0 ? (b === 0 ? 0 : null) : (b / a - 1) * 100;
  const large = change === null || Math.abs(change) >= least;
  return draft({
    ...aboutOf(figure),
    ...empty,
    old: a,
    new: b,
    change,
    test: 'exact',
    verdict: apart
      ? large
        ? b > a === (figure.better === 'less')
          ? 'worse'
          : 'better'
        : 'changed'
      : 'same',
  });
}

/**
 * One draft per row, null where the row has no such figure. `refusals`: by row why it is not to be compared, empty where it is. Noise is
 * taken from all rows together, hence all of them at once.
 */
export function measuredDrafts(
  figure: Figure,
  rows: readonly RowPair[],
  refusals: readonly string[],
  minEffect: RunComparison['minEffect'],
): (Draft | null)[] {
  const least =
    figure.compared === 'latency' || figure.unit.base === 's' ? minEffect.latency : minEffect.memory;
  const values = rows.map((row) => valuesOfBoth(figure, row.old, row.new));
  const compared = values.flatMap((value, i) =>
    value?.sameWay && refusals[i] === '' && isPositive(value) ? [{ value, i }] : [],
  );
  const changes = processChanges(
    compared.map(({ value }) => value),
    Math.log(1 + least / 100),
  );
  const byRow = new Map(compared.map(({ i }, at) => [i, changes[at] ?? null]));
  return values.map((value, i): Draft | null => {
    if (value === null) return null;
    const about = {
      ...aboutOf(figure),
      old: middle(value.old, figure),
      new: middle(value.new, figure),
    };
    const reason = refusals[i] || (value.sameWay ? '' : 'measured in another way');
    if (reason !== '') return draft({ ...about, ...empty, verdict: 'refused', reason });
    const change = byRow.get(i);
    if (!change)
      return draft({
        ...about,
        ...empty,
        change: about.old ? ((about.new ?? 0) / about.old - 1) * 100 : null,
        verdict: 'unknown',
        reason: 'one process per run: how much processes differ is not known',
      });
    const percent = (ratio: number): number => (ratio - 1) * 100;
    const noise = change.noise === 'seeds' ? 'processes of the same row' : 'changes of the other rows';
    const finding = {
      ...about,
      change: percent(change.ratio),
      low: percent(change.low),
      high: percent(change.high),
      p: change.p,
      test: `noise from the ${noise}, more than ${least} %`,
      verdict: 'same',
      reason: '',
    } as const;
    return { finding, tested: true, better: figure.better };
  });
}

/** The geometric mean, of which `processChanges` gives the ratio; the plain one where a value is 0. */
const middle = (values: readonly ProcessValue[], { unit }: Figure): number | null => {
  const shown = values.map(({ value }) => value / unit.per);
  if (shown.some((value) => value <= 0)) return mean(shown);
  const log = mean(shown.map(Math.log));
  return log === null ? null : Math.exp(log);
};

/** Exact figures are told in full, measured ones in the unit of the tables. */
const aboutOf = ({ name, compared, unit, noise }: Figure) => ({
  figure: name,
  group: compared ?? 'published',
  unit: noise === 'none' ? unit.base : unit.shown,
});
const draft = (finding: Draft['finding']): Draft => ({ finding, tested: false, better: 'less' });
const isPositive = (row: ProcessRow): boolean => [...row.old, ...row.new].every(({ value }) => value > 0);
