/** What is not known well enough, and by how much accuracy knowing it could move the answer. Pure. */
import { judged } from '../judged/metric.ts';
import { differenceText, hasScore, isAccuracy, scoreText } from '../judged/shown.ts';
import { draws } from '../record/spec.ts';
import { average, squares } from '../stats/mean.ts';
import { type Pair, type Split, difference } from '../tables/compare.ts';
import type { Undone } from '../tables/undone.ts';
import { percent } from '../text.ts';
import type { Eliminated, Recommendation, Survivor, OpenQuestion } from './recommendation.ts';

/** By what could be won; then trainings that were not done, of whose end nothing is known; methods that were never measured last. */
export function openQuestions({
  survivors,
  eliminated,
  unknown,
  pairs,
  decidedOn: split,
  notDone,
}: Omit<Recommendation, 'open' | 'task' | 'variants'> & {
  readonly notDone: readonly Undone[];
}): OpenQuestion[] {
  const [first] = survivors;
  const rivals = survivors
    .slice(1)
    .flatMap((rival) => (first ? (rivalry(first, rival, pairs, split) ?? []) : []));
  const barred = eliminated.flatMap((one) => nearMiss(one, first ?? null, split) ?? []);
  const short = survivors.flatMap(({ facts: { row, name } }) =>
    notDone
      .filter((one) => one.row === row)
      .map(({ text }): OpenQuestion => ({ text: `${name}: ${text}.`, gain: null })),
  );
  const missing = unknown.map(({ method, reason }): OpenQuestion => ({
    text: `${method} has no result here (${reason}); nothing can be said of it.`,
    gain: null,
  }));
  return [...[...rivals, ...barred].toSorted((a, b) => (b.gain ?? 0) - (a.gain ?? 0)), ...short, ...missing];
}

/** A survivor that may well be the better one. */
function rivalry(
  first: Survivor,
  rival: Survivor,
  pairs: readonly Pair[],
  split: Split,
): OpenQuestion | null {
  const ahead = difference(pairs, rival.facts.row, first.facts.row);
  if (!ahead || ahead.apart || ahead.high <= 0) return null;
  return {
    text: `${rival.facts.name} and ${first.facts.name} cannot be told apart (${gap(first, ahead.difference)} between them): ${remedy(rival, first, ahead.difference, split)}`,
    gain: ahead.high,
  };
}

/** Without its sign. */
const gap = ({ facts: { row } }: Survivor, difference: number): string =>
  differenceText(row.metric, Math.abs(difference)).replace('-', '');

/** Whether items or seeds are what is short, and about how many would do. */
function remedy(a: Survivor, b: Survivor, seen: number, split: Split): string {
  const tests = [a, b].map((one) => one.facts.row[split]);
  const seedPart = tests.reduce((sum, t) => sum + (t?.sd ?? 0) ** 2 / (t?.seeds ?? 1), 0);
  const itemPart = [a, b].reduce((sum, one) => sum + itemPartOf(one, split), 0);
  const items = tests[0]?.n ?? 0;
  const drawing = [a, b].map((one) => one.facts.row).filter(({ spec }) => draws(spec));
  const seeds = `${drawing.length === 1 ? `of ${drawing[0]?.method} ` : ''}(now ${drawing.map(({ done }) => done.length).join(' and ')})`;
  if (seedPart > itemPart)
    return `the spread over seeds is the larger part of the doubt, so more seeds ${seeds} would tell most.`;
  if (Math.abs(seen) < 0.001)
    return `they are level on ${Math.round(items)} ${split} items, so take the cheaper.`;
  // Power 0.8 at a two-sided 5 %: the error must be |seen| / 2.8. Unpaired, so on the safe side.
  const needed = (items * itemPart * 2.8 ** 2) / seen ** 2;
  if (needed <= items)
    return drawing.length > 0
      ? `more seeds ${seeds} would tell.`
      : `more ${split} items would tell (now ${Math.round(items)}).`;
  return `if the difference is as seen, about ${Number(needed.toPrecision(2)).toLocaleString('en')} ${split} items would show it (now ${Math.round(items)}).`;
}

/** Variance of a mean score over items, as if every seed had the same. */
function itemPartOf({ facts: { row } }: Survivor, split: Split): number {
  const over = row[split];
  if (over === null) return 0;
  const scores = row.done.map(({ accuracy }) => judged(accuracy[split]).scores);
  const graded = scores.flatMap((of) => (of === null || typeof of === 'string' ? [] : [of]));
  if (graded.length === 0) return (over.mean * (1 - over.mean)) / Math.max(over.n, 1);
  return average(graded.map((of) => squares(of, average(of)) / Math.max(of.length, 1) ** 2));
}

/** A method that one constraint keeps out, by little. */
function nearMiss(
  { facts, breaches }: Eliminated,
  first: Survivor | null,
  split: Split,
): OpenQuestion | null {
  const [breach] = breaches;
  const seen = facts.row[split];
  if (breach === undefined || breaches.length > 1 || seen === null) return null;
  const measurable = breach.excess === null || breach.close || breach.excess < 1.1;
  const gain = seen.high - (first?.facts.row[split]?.mean ?? 0);
  if (!measurable || gain <= 0) return null;
  const why =
    breach.excess === null
      ? 'is out because that was not measured'
      : breach.close
        ? 'is out, but the limit lies inside the interval of what was measured'
        : `is out by ${percent(breach.excess - 1)} only`;
  return {
    text: `${facts.name} ${hasScore(facts.row.metric, scoreText(facts.row.metric, seen.mean))} ${isAccuracy(facts.row.metric) ? 'of' : 'on'} ${split} and ${why} (${breach.flag}: ${breach.text}): measure it again on a quiet machine, with more calls.`,
    gain,
  };
}
