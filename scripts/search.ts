/**
 * What searches lose and save, played through on the table of curves (`scripts/curves.ts`):
 *   node --import tsx scripts/search.ts [--table results/regret/curves.jsonl] [--out results/regret]
 * Writes anytime.csv, one row per scheme, budget, task and order of the seeds, and anytime.md. The scheme is chosen by some tasks and
 * reported on others.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { options } from './options.ts';
import { lowLoss, recentredAccuracy } from '@adaptbench/harness';
import { type Lesson, standard } from './search/curve-model.ts';
import { type Contender, contendersFor } from './search/schemes.ts';
import { type CurveRow, readCurves } from './search/table.ts';
import { type World, worldOf } from './search/world.ts';
import type { Outcome } from './search/outcome.ts';
import { csvOf, pageOf } from './search/page.ts';

/** By these tasks the scheme was chosen; the table's others report on it. */
const CHOOSING = ['hotel', 'takeaway', 'topic'];
const BUDGETS = [0.1, 0.15, 0.2, 0.3, 0.5];
/** Of the steps, at which searches look. */
const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2];
/** Costs as measured on a small model, and without what a trial takes beside its steps and answers. */
const FIXED = { measured: 1, none: 0 } as const;

const o = options({
  table: path.join(import.meta.dirname, '../results/regret/curves.jsonl'),
  out: path.join(import.meta.dirname, '../results/regret'),
});

const rows = readCurves(o.table);
/** Configurations of the sweep that train; a task of which some are still to be run has no say. */
const count = new Set(rows.flatMap(({ at, steps }) => (steps > 0 ? [at] : []))).size;

const tasks = [...new Set(rows.map(({ task }) => task))].filter((task) => ordersOf(task).length > 0);

/** Of the seeds with which a task has all of its configurations: each alone, and all orders of two. */
function ordersOf(task: string): number[][] {
  const own = rows.filter((row) => row.task === task && row.kind === 'whole');
  const seeds = [...new Set(own.map(({ seed }) => seed))].filter(
    (seed) => own.filter((row) => row.seed === seed && row.steps > 0).length === count,
  );
  // Of each seed alone: what its search costs, and what it would cost if there were three that came out alike.
  const alone = seeds.flatMap((seed) => [[seed], [seed, seed, seed]]);
  return [...alone, ...seeds.flatMap((a) => seeds.filter((b) => b !== a).map((b) => [a, b]))];
}

/** Of each look at each training of the tasks by which the scheme is chosen, but for `task` itself. */
function lessonsBeside(task: string): Lesson[] {
  return CHOOSING.filter((other) => other !== task && tasks.includes(other)).flatMap((other) => {
    const world = worldOf(
      rows.filter((row) => row.task === other),
      ordersOf(other)[0]!,
      1,
      1,
    );
    const { candidates, items } = world.problem;
    const trained = [...candidates.keys()].filter((at) => candidates[at]!.trains);
    const end = standard(trained.map((at) => world.recommended([at])));
    return SHARES.flatMap((share) => {
      const field = trained.map((candidate) => [world.observe({ candidate, seed: 0, share, items })]);
      const [answers, loss] = [standard(recentredAccuracy(field)), standard(lowLoss(field))];
      return trained.map((_, i) => ({ share, answers: answers[i]!, loss: loss[i]!, end: end[i]! }));
    });
  });
}

function outcome(scheme: Contender, world: World, costs: string): Outcome[] {
  try {
    const played = scheme.run(world);
    const whole = world.recommended([...world.problem.candidates.keys()]);
    const found = world.recommended(played.finalists);
    return [
      {
        scheme: scheme.name,
        what: scheme.what,
        budget: world.problem.budget,
        costs,
        task: world.task,
        choosing: CHOOSING.includes(world.task),
        draw: world.draw,
        seeds: world.problem.seeds,
        share: played.seconds / world.whole,
        regret: whole - found,
        behindBest: world.highest - found,
      },
    ];
  } catch (error) {
    if (error instanceof Error && error.message.includes('lacks')) return [];
    throw error;
  }
}

const outcomes = tasks.flatMap((task) => {
  const own: readonly CurveRow[] = rows.filter((row) => row.task === task);
  return ordersOf(task).flatMap((seeds) =>
    Object.entries(FIXED).flatMap(([costs, fixed]) =>
      BUDGETS.flatMap((budget) => {
        const world = worldOf(own, seeds, budget, fixed);
        return contendersFor(lessonsBeside(task)).flatMap((scheme) => outcome(scheme, world, costs));
      }),
    ),
  );
});
writeFileSync(path.join(o.out, 'anytime.csv'), csvOf(outcomes));
const page = pageOf(outcomes);
writeFileSync(path.join(o.out, 'anytime.md'), page);
process.stdout.write(page);
