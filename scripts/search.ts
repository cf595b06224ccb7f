/**
 * What searches lose and save, played through on the table of curves (`scripts/curves.ts`):
 *   node --import tsx scripts/search.ts [--table results/regret/large-curves.jsonl] [--out results/regret]
 * Writes anytime.csv, one row per scheme, size of the sweep, budget, task and order of the seeds, and anytime.md. The scheme is chosen by
 * some tasks and reported on others.
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
/** Of the steps, at which the table has answers. */
const SHARES = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];
/** Alike seeds that a sweep of one stands for. */
const ALIKE = [1, 3, 5];
/** Sweeps by what they are: the whole table's, one size of each method at its rates, or each method at its own rate. */
const parts = new Map<string, (row: CurveRow) => boolean>([
  ['all', () => true],
  [
    'one size',
    ({ config }) =>
      ![config['rank'], config['bottleneck'], config['length']].some((size) =>
        [8, 32, 4].includes(Number(size)),
      ),
  ],
  ['own rates', ({ rateFactor }) => rateFactor === undefined || rateFactor === 1],
]);
/** Costs as measured on a small model, and without what a trial takes beside its steps and answers. */
const FIXED = { measured: 1, none: 0 } as const;

const o = options({
  table: path.join(import.meta.dirname, '../results/regret/large-curves.jsonl'),
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
  // Of each seed alone: what its search costs, and what it would cost if there were several that came out alike.
  const alone = seeds.flatMap((seed) => ALIKE.map((n) => Array.from({ length: n }, () => seed)));
  return [...alone, ...seeds.flatMap((a) => seeds.filter((b) => b !== a).map((b) => [a, b, b]))];
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
    const found = world.recommended([...played.finalists.keys()], (at) => played.finalists.get(at) ?? 1);
    return [
      {
        scheme: scheme.name,
        what: scheme.what,
        budget: world.problem.budget,
        costs,
        task: world.task,
        choosing: CHOOSING.includes(world.task),
        draw: world.draw,
        size: world.problem.candidates.filter(({ trains }) => trains).length,
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

const outcomes = tasks.flatMap((task) =>
  [...parts].flatMap(([part, has]) => {
    const own: readonly CurveRow[] = rows.filter((row) => row.task === task && has(row));
    const contenders = contendersFor(lessonsBeside(task));
    return ordersOf(task).flatMap((seeds) =>
      Object.entries(FIXED).flatMap(([costs, fixed]) =>
        BUDGETS.flatMap((budget) => {
          const world = worldOf(own, seeds, budget, fixed);
          // Smaller sweeps and costs of a larger model are of the search itself.
          const played =
            part === 'all' && costs === 'measured'
              ? contenders
              : contenders.filter(({ name }) => name === 'search');
          return played.flatMap((scheme) => outcome(scheme, world, costs));
        }),
      ),
    );
  }),
);
writeFileSync(path.join(o.out, 'anytime.csv'), csvOf(outcomes));
const page = pageOf(outcomes);
writeFileSync(path.join(o.out, 'anytime.md'), page);
process.stdout.write(page);
