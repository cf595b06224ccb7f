/**
 * Successive halving that pauses: all configurations train to a small share of their steps. Those that may still win go on from where they
 * are, and the last few run whole with every seed. As long as nearly all of them answer no better than the commonest label does, their
 * answers say nothing of which is the better: none is let go, and all train on.
 */
import type { Action, Observation, Problem, Scheme, Stage } from './contract.ts';
import { aboveChance } from '@adaptbench/results';
import type { Score } from './evidence.ts';
import { firstOnes, looked, othersOf } from './rates-first.ts';
import { fieldAt, scheduleFor } from './schedule.ts';

/** Share of the candidates that must be above chance before any is let go. */
const KNOWING = 0.25;

/** Of the steps: before, answers are at chance as a rule, and the training loss tells more. */
const ANSWERS = 1 / 8;

/** Validation items of a first look. */
const FIRST_ITEMS = 64;

/** How much further all go where that is not so. */
const WAITING = 2;

export interface PausingOptions {
  readonly name: string;
  readonly score: Score;
  readonly factor: number;
  /** Whether evidence at the level of guessing lets none go. */
  readonly waits: boolean;
  /** Whether the best candidate of each method goes on before the second of any. */
  readonly methodsFirst: boolean;
  /** Whether a method's rates are looked at on its first configuration alone, and the others at the best rate. */
  readonly ratesFirst: boolean;
}

interface Ranked {
  readonly candidate: number;
  readonly score: number;
  readonly last: Observation;
}

export const pausing = (o: PausingOptions): Scheme => ({
  name: o.name,
  next: (problem, seen) => nextStage(problem, seen, o),
});

function nextStage(problem: Problem, seen: readonly Observation[], o: PausingOptions): Stage {
  const { candidates, seeds, items } = problem;
  const all = [...candidates.keys()];
  const trained = all.filter((i) => candidates[i]!.trains);
  const untrained = all.filter((i) => !candidates[i]!.trains);
  const size = {
    trained: trained.length,
    looked: o.ratesFirst ? looked(candidates, trained) : trained.length,
    untrained: untrained.length,
    seeds,
  };
  const schedule = scheduleFor(size, problem.budget, o.factor);
  const looks = looksByCandidate(seen);
  /** By what was known when they had come so far. */
  const ranked = (field: readonly number[], upTo: number): Ranked[] =>
    rank(field, (candidate) => looks.get(candidate)?.filter((one) => one.share <= upTo) ?? [], o.score);
  let share: number = schedule.first;
  const lookAt = (now: readonly number[], look: number, asked: number): Stage | null => {
    const actions = now.map((candidate): Action => ({ candidate, seed: 0, share, items: asked }));
    return actions.every(({ candidate }) => looks.get(candidate)?.some((one) => one.share === share))
      ? null
      : {
          actions,
          last: false,
          name: `look ${look}: ${now.length} configurations, ${percent(share)} of the steps`,
        };
  };
  const few = Math.min(items, FIRST_ITEMS);
  const first = o.ratesFirst ? firstOnes(candidates, trained) : trained;
  const open = lookAt([...first, ...untrained], 1, few);
  if (open) return open;
  const order = ranked(first, share).map(({ candidate }) => candidate);
  const others = o.ratesFirst ? othersOf(candidates, trained, order) : [];
  const further = lookAt(others, 1, few);
  if (further) return further;
  let field = [...first, ...others];
  // All the way only where every look so far told nothing.
  for (let look = 1; ; look++) {
    if (look > 1) {
      const next = lookAt(field, look, items);
      if (next) return next;
    }
    const now = ranked(field, share);
    const waits =
      o.waits && share < 1 && now.filter((one) => knows(one, share)).length < KNOWING * now.length;
    share = Math.min(1, share * (waits ? WAITING : o.factor));
    const n = waits ? now.length : fieldAt(look + 1, share, trained.length, schedule.finalists);
    field = best(now, n, problem, o);
    if (field.length === 0 || (share === 1 && field.length <= schedule.finalists)) break;
  }
  const trainedBest = best(ranked(field, share), schedule.finalists, problem, o);
  const free = best(
    ranked(untrained, schedule.first),
    trained.length === 0 ? schedule.finalists : 1,
    problem,
    o,
  );
  const finalists = [...trainedBest, ...free];
  const whole = (candidate: number, seed: number): Action => ({ candidate, seed, share: 1, items });
  const rightOf = (candidate: number): number | null | undefined =>
    looks.get(candidate)?.find((one) => one.share === 1)?.correct;
  if (seeds > 1 && trainedBest.length > 0 && finalists.some((one) => rightOf(one) === undefined))
    return {
      actions: finalists.map((candidate) => whole(candidate, 0)),
      last: false,
      name: `${finalists.length} finalists, whole, with the first seed`,
    };
  // What trains nothing and is behind with one seed needs no more of them.
  const right = Math.max(...trainedBest.map((one) => rightOf(one) ?? 0));
  const seedsOf = (one: number): number =>
    trainedBest.length > 0 && free.includes(one) && (rightOf(one) ?? 0) < right ? 1 : seeds;
  return {
    actions: finalists.flatMap((candidate) =>
      Array.from({ length: seedsOf(candidate) }, (_, seed) => whole(candidate, seed)),
    ),
    last: true,
    name: `${finalists.length} finalists, whole, with every seed`,
  };
}

/** Of each candidate those with the first seed, in order. */
function looksByCandidate(seen: readonly Observation[]): ReadonlyMap<number, readonly Observation[]> {
  const looks = new Map<number, Observation[]>();
  for (const one of seen.toSorted((a, b) => a.share - b.share))
    if (one.seed === 0) looks.set(one.candidate, [...(looks.get(one.candidate) ?? []), one]);
  return looks;
}

/** Best first; what failed is out. */
function rank(
  field: readonly number[],
  looksOf: (candidate: number) => readonly Observation[],
  score: Score,
): Ranked[] {
  const known = field.flatMap((candidate) => {
    const looks = looksOf(candidate);
    const last = looks.at(-1);
    return last === undefined || last.correct === null ? [] : [{ candidate, last, looks }];
  });
  const scores = score(known.map(({ looks }) => looks));
  return known
    .map(({ candidate, last }, i): Ranked => ({ candidate, last, score: scores[i] ?? -Infinity }))
    .toSorted(
      (a, b) => b.score - a.score || a.last.parameters - b.last.parameters || a.candidate - b.candidate,
    );
}

/** Whether it answers better than one answer to everything would; early on, whether its loss tells. */
const knows = ({ last: { correct, recentred, commonest, items, losses } }: Ranked, share: number): boolean =>
  (share < ANSWERS && losses.length > 0) || aboveChance(recentred ?? correct ?? 0, items, commonest / items);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The `n` that go on, best first. */
function best(
  order: readonly Ranked[],
  n: number,
  { candidates }: Problem,
  { methodsFirst }: PausingOptions,
): number[] {
  const seen = new Set<string>();
  const firsts = methodsFirst
    ? order.filter(({ candidate }) => {
        const { method } = candidates[candidate]!;
        return !seen.has(method) && seen.add(method);
      })
    : [];
  return [...firsts, ...order.filter((one) => !firsts.includes(one))]
    .slice(0, n)
    .map(({ candidate }) => candidate);
}
