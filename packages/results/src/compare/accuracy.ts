/** The change of a row's test score between two runs, by the sharpest test that what is known allows. */
import { metricOf } from '../judged/metric.ts';
import { areSame, groupsOf, sampleOf, scoresOf } from '../judged/splits.ts';
import { matched } from '../stats/matched.ts';
import { paired } from '../stats/paired.ts';
import type { Spread } from '../stats/spread.ts';
import { twoSample } from '../stats/two-sample.ts';
import type { DoneTrial, SplitOutcome } from '../record/record.ts';
import { count } from '../text.ts';

export interface AccuracyChange {
  /** New − old on the unit scale, in [−1, 1], as are the ends of the 95 % interval. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of no change. */
  readonly p: number;
  /** In words. */
  readonly test: string;
  /** Why p knows less than all noise, so that nothing may be flagged by it; empty where it knows it. */
  readonly restriction: string;
}

/** One trial a seed on each side; `spreads`: of the new side and of the old. null where one side has none, or no items, or the two are judged by different metrics. */
export function accuracyChange(
  old: readonly DoneTrial[],
  now: readonly DoneTrial[],
  spreads: readonly [Spread | null, Spread | null],
): AccuracyChange | null {
  const [before, after] = [old.map(testOf), now.map(testOf)];
  const items = count(after[0]?.n ?? 0, 'item');
  const all = [...before, ...after];
  if (new Set(all.map((split) => metricOf(split).name)).size > 1) return null;
  if (gradedByOther(old, now)) return null;
  const [sameItems, groups] = [areSame(all), groupsOf(all)];
  const [scoresNow, scoresOld] = [scoresOf(after), scoresOf(before)];
  if (!sameItems || scoresNow === null || scoresOld === null) {
    const found = twoSample(after.map(sampleOf), before.map(sampleOf));
    if (found === null) return null;
    const why = sameItems ? 'only counts are known' : 'the items differ';
    return {
      ...found,
      change: found.difference,
      test: `two samples (${why})`,
      restriction: restrictionOf(old, now),
    };
  }
  if (isMatched(old, now)) {
    const found = matched(
      scoresOf(inOrder(now).map(testOf)) ?? [],
      scoresOf(inOrder(old).map(testOf)) ?? [],
      groups,
    );
    const test = `the same ${items} and the same draws`;
    return { ...found, change: found.difference, test, restriction: '' };
  }
  const found = paired(scoresNow, scoresOld, spreads, groups);
  if (found === null) return null;
  const seeds = `${old.length} and ${count(now.length, 'seed')}`;
  return {
    ...found,
    change: found.difference,
    test: `paired on ${items}, ${seeds}`,
    restriction: restrictionOf(old, now),
  };
}

/** Whether a file that grades answers had another content; an older program's is not known. */
const gradedByOther = (old: readonly DoneTrial[], now: readonly DoneTrial[]): boolean =>
  (['scorerHash', 'jsonSchemaHash'] as const).some(
    (hash) => new Set([...old, ...now].flatMap(({ spec }) => spec.task[hash] ?? [])).size > 1,
  );

/** Where nothing is drawn: one trial on each side stands for all seeds, and the items' noise is all there is. */
export function fixedChange(old: readonly DoneTrial[], now: readonly DoneTrial[]): AccuracyChange | null {
  const found = accuracyChange(old.slice(0, 1), now.slice(0, 1), [null, null]);
  if (found === null) return null;
  const items = count(now[0]?.accuracy.test.n ?? 0, 'item');
  const same = old[0]?.accuracy.test.itemsDigest === now[0]?.accuracy.test.itemsDigest;
  return { ...found, test: `${same ? `the same ${items}` : 'other items'}, nothing drawn`, restriction: '' };
}

const testOf = ({ accuracy }: DoneTrial): SplitOutcome => accuracy.test;
const inOrder = (trials: readonly DoneTrial[]): DoneTrial[] =>
  trials.toSorted((a, b) => a.spec.seed - b.spec.seed);
const seedsOf = (trials: readonly DoneTrial[]): string =>
  inOrder(trials)
    .map(({ spec }) => spec.seed)
    .join();

/** Nothing is trained and the seeds are the same: every draw is the same on both sides. */
const isMatched = (old: readonly DoneTrial[], now: readonly DoneTrial[]): boolean =>
  [...old, ...now].every(({ training, spec }) => training === null && spec.training === null) &&
  seedsOf(old) === seedsOf(now);

function restrictionOf(old: readonly DoneTrial[], now: readonly DoneTrial[]): string {
  return Math.min(old.length, now.length) > 1
    ? ''
    : 'one seed: how much seeds differ is not known, so the test knows the noise of the items alone';
}
