/** The searches that are compared, each played through on a task of the table. */
import {
  type Score,
  accuracy,
  jointly,
  pausing,
  lowLoss,
  recentredAccuracy,
  search,
} from '@adaptbench/harness';
import { type Random, random } from '@adaptbench/core';
import { type Lesson, foretold } from './curve-model.ts';
import { lossAtEnd } from './power-law.ts';
import { type Played, type World, play } from './world.ts';

export interface Contender {
  readonly name: string;
  /** In a line. */
  readonly what: string;
  readonly run: (world: World) => Played;
}

const searching = (options: Parameters<typeof pausing>[0], what: string): Contender => {
  const scheme = pausing(options);
  return { name: options.name, what, run: (world) => play(world, (p, seen) => scheme.next(p, seen)) };
};

const foretoldLoss: Score = (field) => field.map((looks) => -lossAtEnd(looks));
const joint = jointly(recentredAccuracy, lowLoss);
/** From the first look at once to the end. */
const ONCE = 16;
const plain = { score: accuracy, factor: 4, waits: false, methodsFirst: false, ratesFirst: false };

/** `lessons`: of the tasks by which the scheme is chosen, but for the one that is searched. */
export const contendersFor = (lessons: readonly Lesson[]): readonly Contender[] => [
  { name: 'random', what: 'as many configurations as fit, drawn blindly, run whole', run: drawn },
  {
    name: 'halving',
    what: 'as it was: trainings cut to 14 of 64 steps, begun anew, two finalists',
    run: (world) => apart(world, 'short', 2),
  },
  {
    name: 'less-data',
    what: 'trainings on a quarter of the items, begun anew',
    run: (world) => apart(world, 'less', 1),
  },
  {
    name: 'search',
    what: 'what --search does: joint-methods, and none is let go at the level of guessing',
    run: (world) => play(world, (p, seen) => search.next(p, seen)),
  },
  searching(
    { ...plain, name: 'accuracy' },
    'pausing, a quarter of the logarithm goes on at each fourfold, by accuracy',
  ),
  searching(
    { ...plain, name: 'accuracy-methods', methodsFirst: true },
    'as accuracy, the best of each method first',
  ),
  searching(
    { ...plain, name: 'accuracy-waits', waits: true },
    'as accuracy, none is let go at the level of guessing',
  ),
  searching({ ...plain, name: 'centred', score: recentredAccuracy }, 'as accuracy, by centred answers'),
  searching({ ...plain, name: 'loss', score: lowLoss }, 'as accuracy, by the training loss of late'),
  searching(
    { ...plain, name: 'power-law', score: foretoldLoss },
    'as accuracy, by the loss at the end as a power law foretells it',
  ),
  searching(
    { ...plain, name: 'curve-model', score: foretold(lessons) },
    'as accuracy, by a Bayesian model of the end learned on other tasks',
  ),
  searching(
    { ...plain, name: 'joint', score: joint },
    'as accuracy, by the ranks of centred answers and of loss together',
  ),
  searching({ ...plain, name: 'joint-2', score: joint, factor: 2 }, 'as joint, more looks: at each doubling'),
  searching(
    { ...plain, name: 'joint-methods', score: joint, methodsFirst: true },
    'as joint, the best of each method first',
  ),
  searching(
    { ...plain, name: 'joint-waits', score: joint, waits: true },
    'as joint, none is let go at the level of guessing',
  ),
  searching(
    { ...plain, name: 'loss-once', score: lowLoss, factor: ONCE },
    'as loss, one look, then the finalists',
  ),
  searching(
    { ...plain, name: 'joint-once', score: joint, factor: ONCE },
    'as joint, one look, then the finalists',
  ),
  searching(
    { ...plain, name: 'joint-once-waits', score: joint, factor: ONCE, waits: true },
    'as joint-once, none is let go at the level of guessing',
  ),
];

/** As many whole configurations as the budget holds, at least one. */
function drawn(world: World): Played {
  const { candidates, seeds, items, budget } = world.problem;
  const r: Random = random(0, 'random search', world.task, String(budget), world.draw);
  let seconds = 0;
  const finalists: number[] = [];
  for (const candidate of r.shuffle([...candidates.keys()])) {
    const cost = Array.from({ length: seeds }, (_, seed) =>
      world.seconds({ candidate, seed, share: 1, items }, 0),
    ).reduce((a, b) => a + b, 0);
    if (finalists.length > 0 && seconds + cost > budget * world.whole) break;
    seconds += cost;
    finalists.push(candidate);
  }
  return { finalists, seconds };
}

/** Screenings that are thrown away, then the best `n` run whole from the beginning. */
function apart(world: World, kind: 'short' | 'less', n: number): Played {
  const { candidates, seeds, items } = world.problem;
  const all = [...candidates.keys()];
  const trained = all.filter((at) => candidates[at]!.trains);
  let seconds = 0;
  const best = (from: readonly number[], correct: (at: number) => number): number[] =>
    from
      .map((at) => ({ at, correct: correct(at) }))
      .toSorted((a, b) => b.correct - a.correct || a.at - b.at)
      .map(({ at }) => at);
  const order = best(trained, (at) => {
    const found = world.apart(kind, at);
    if (found === null) throw new Error(`${world.task}: the table lacks ${kind} of ${at}`);
    seconds += found.seconds;
    return found.correct;
  });
  const free = best(
    all.filter((at) => !trained.includes(at)),
    (at) => {
      const action = { candidate: at, seed: 0, share: 1 / 16, items };
      seconds += world.seconds(action, 0);
      return world.observe(action).correct ?? 0;
    },
  );
  const finalists = [...order.slice(0, n), ...free.slice(0, 1)];
  for (const candidate of finalists)
    for (let seed = 0; seed < seeds; seed++)
      seconds += world.seconds({ candidate, seed, share: 1, items }, 0);
  return { finalists, seconds };
}
