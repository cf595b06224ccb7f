/** The searches that are compared, each played through on a task of the table. */
import {
  type Score,
  accuracy,
  fallenLoss,
  goldProbability,
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
/** Whole at once after the first look. */
const ONCE = 32;
const usual = {
  score: jointly(goldProbability, recentredAccuracy, fallenLoss),
  factor: 4,
  waits: true,
  methodsFirst: false,
  ratesFirst: true,
};

/** `lessons`: of the tasks by which the scheme is chosen, but for the one that is searched. */
export const contendersFor = (lessons: readonly Lesson[]): readonly Contender[] => [
  { name: 'random', what: 'as many configurations as fit, drawn blindly, run whole', run: drawn },
  {
    name: 'halving',
    what: 'as it once was: trainings cut to 14 of 64 steps, begun anew, two finalists',
    run: (world) => apart(world, 'short', 2),
  },
  {
    name: 'less-data',
    what: 'trainings on a quarter of the items, begun anew',
    run: (world) => apart(world, 'less', 1),
  },
  {
    name: 'search',
    what: 'what --search does: rates on a method’s first configuration, the others of the better methods at the best rate; by the ranks of the right label’s probability, centred answers and how far the loss has fallen; an eighth goes on to the next look',
    run: (world) => play(world, (p, seen) => search.next(p, seen)),
  },
  searching({ ...usual, name: 'all', ratesFirst: false }, 'all configurations are looked at first'),
  searching(
    { ...usual, name: 'methods', methodsFirst: true },
    'the best of each method goes on before the second of any',
  ),
  searching({ ...usual, name: 'no-waiting', waits: false }, 'some are let go at the level of guessing too'),
  searching({ ...usual, name: 'doubling', factor: 2 }, 'looks at each doubling of the steps'),
  searching({ ...usual, name: 'once', factor: ONCE }, 'one look, then the finalists'),
  searching(
    { ...usual, name: 'no-gold', score: jointly(recentredAccuracy, fallenLoss) },
    'by centred answers and loss',
  ),
  searching(
    { ...usual, name: 'gold-loss', score: jointly(goldProbability, fallenLoss) },
    'by the right label’s probability and loss',
  ),
  searching({ ...usual, name: 'accuracy', score: accuracy }, 'by right answers alone'),
  searching({ ...usual, name: 'gold', score: goldProbability }, 'by the right label’s probability alone'),
  searching({ ...usual, name: 'fallen', score: fallenLoss }, 'by how far the loss has fallen alone'),
  searching(
    { ...usual, name: 'level', score: jointly(goldProbability, recentredAccuracy, lowLoss) },
    'by the loss as it is, in which a head over a few labels looks better than it will be',
  ),
  searching(
    { ...usual, name: 'power-law', score: foretoldLoss },
    'by the loss at the end as a power law foretells it',
  ),
  searching(
    { ...usual, name: 'curve-model', score: foretold(lessons) },
    'by a Bayesian model of the end learned on other tasks',
  ),
  searching(
    {
      ...usual,
      name: 'before',
      score: jointly(recentredAccuracy, lowLoss),
      methodsFirst: true,
      ratesFirst: false,
    },
    'as --search was: all configurations, by centred answers and loss, the best of each method first',
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
  return { finalists: wholeOnes(world, finalists), seconds };
}

const wholeOnes = ({ problem }: World, finalists: readonly number[]): ReadonlyMap<number, number> =>
  new Map(finalists.map((candidate) => [candidate, problem.seeds]));

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
      const action = { candidate: at, seed: 0, share: 1 / 4, items };
      seconds += world.seconds(action, 0);
      return world.observe(action).correct ?? 0;
    },
  );
  const finalists = [...order.slice(0, n), ...free.slice(0, 1)];
  for (const candidate of finalists)
    for (let seed = 0; seed < seeds; seed++)
      seconds += world.seconds({ candidate, seed, share: 1, items }, 0);
  return { finalists: wholeOnes(world, finalists), seconds };
}
