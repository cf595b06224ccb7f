/** Outcomes of searches as a file of values and as a page: by scheme and budget the mean over tasks, with a bootstrap interval. */
import { random } from '@adaptbench/core';
import { count, groupBy } from '@adaptbench/results';
import type { Outcome } from './outcome.ts';

const points = (share: number): string => (100 * share).toFixed(1);

export const csvOf = (outcomes: readonly Outcome[]): string =>
  [
    'costs,scheme,configurations that train,budget (%),task,scheme chosen by it,seeds,order of seeds,share of seconds (%),regret (points),behind the best (points)',
    ...outcomes.map((one) =>
      [
        one.costs,
        one.scheme,
        one.size,
        points(one.budget),
        one.task,
        one.choosing ? 'yes' : 'no',
        one.seeds,
        `"${one.draw}"`,
        points(one.share),
        points(one.regret),
        points(one.behindBest),
      ].join(),
    ),
    '',
  ].join('\n');

/** The budget of `--search`. */
const USUAL = 0.1;
/** Seeds of the sweep of which schemes are compared. */
const SEEDS = 3;

/** What is compared is in the page; every play in the file of values. */
export function pageOf(outcomes: readonly Outcome[]): string {
  const largest = Math.max(...outcomes.map(({ size }) => size));
  const measured = outcomes.filter(({ costs }) => costs === 'measured');
  const sweep = measured.filter(({ size, seeds }) => size === largest && seeds === SEEDS);
  const usual = sweep.filter(({ budget }) => budget === USUAL);
  const searches = outcomes.filter(({ scheme }) => scheme === 'search');
  const reported = searches.filter(({ choosing }) => !choosing);
  const whats = groupBy(usual, ({ scheme }) => scheme).map(([one]) => `- ${one!.scheme}: ${one!.what}`);
  const what = `${largest} configurations that train, ${count(SEEDS, 'seed')}`;
  return [
    '# Searches: regret against their share of the seconds',
    '',
    ...whats,
    '',
    ...section(
      `Reported on ${names(usual, false)}: ${what}`,
      'scheme',
      usual.filter(({ choosing }) => !choosing),
      (one) => one.scheme,
    ),
    ...section(
      `The scheme was chosen on ${names(usual, true)}: ${what}`,
      'scheme',
      usual.filter(({ choosing }) => choosing),
      (one) => one.scheme,
    ),
    ...section(
      'The search by size of the sweep, on the tasks that report',
      'sweep',
      reported.filter(({ budget, costs }) => budget === USUAL && costs === 'measured'),
      sweepOf,
    ),
    ...section(
      'The same without what a look and a trial take beside their steps and answers, as of a large model',
      'sweep',
      reported.filter(({ budget, costs }) => budget === USUAL && costs === 'none'),
      sweepOf,
    ),
    ...section(
      `The search by budget, on the tasks that report: ${what}`,
      'budget (%)',
      sweep.filter(({ scheme, choosing }) => scheme === 'search' && !choosing),
      (one) => points(one.budget),
    ),
    ...section(
      `The search by task: ${what}`,
      'task',
      usual.filter(({ scheme }) => scheme === 'search'),
      (one) => one.task,
    ),
  ].join('\n');
}

const names = (outcomes: readonly Outcome[], choosing: boolean): string =>
  [...new Set(outcomes.filter((one) => one.choosing === choosing).map(({ task }) => task))].join(', ');

const sweepOf = ({ size, seeds }: Outcome): string => `${size} that train, ${count(seeds, 'seed')}`;

function section(
  title: string,
  what: string,
  outcomes: readonly Outcome[],
  rowOf: (one: Outcome) => string,
): string[] {
  const tasks = new Set(outcomes.map(({ task }) => task)).size;
  return [
    `## ${title}`,
    '',
    `| ${what} | share of seconds (%) | mean regret (points) | 95 % interval | worst task | worst | behind the best (points) |`,
    '| --- | ---: | ---: | --- | --- | ---: | ---: |',
    ...groupBy(outcomes, rowOf).map((own) => lineOf(rowOf(own[0]!), own, what === 'task' ? 1 : tasks)),
    '',
  ];
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** `among`: tasks of the section; a scheme that needs what the table has of fewer is marked. */
function lineOf(name: string, own: readonly Outcome[], among: number): string {
  const first = own[0]!;
  const tasks = [...new Set(own.map(({ task }) => task))];
  const byTask = tasks.map((task) => own.filter((one) => one.task === task).map(({ regret }) => regret));
  const overTasks = (of: (one: Outcome) => number): number =>
    mean(tasks.map((task) => mean(own.filter((one) => one.task === task).map(of))));
  const worst = tasks
    .map((task, i) => ({ task, regret: mean(byTask[i] ?? []) }))
    .reduce((a, b) => (b.regret > a.regret ? b : a));
  const [low, high] = interval(byTask, `${first.scheme} ${first.budget} ${first.costs}`);
  return `| ${[
    `${name}${tasks.length < among ? ` (${tasks.join(', ')} alone)` : ''}`,
    points(overTasks(({ share }) => share)),
    points(mean(byTask.map(mean))),
    `${points(low)} to ${points(high)}`,
    worst.task,
    points(worst.regret),
    points(overTasks(({ behindBest }) => behindBest)),
  ].join(' | ')} |`;
}

const DRAWS = 1000;

/** Tasks are drawn anew, and within each the orders of its seeds. */
function interval(byTask: readonly (readonly number[])[], name: string): [number, number] {
  const r = random(0, 'interval', name);
  const drawn = Array.from({ length: DRAWS }, () =>
    mean(
      byTask.map(() => {
        const own = byTask[r.below(byTask.length)]!;
        return mean(own.map(() => own[r.below(own.length)]!));
      }),
    ),
  ).toSorted((a, b) => a - b);
  return [drawn[Math.floor(0.025 * DRAWS)]!, drawn[Math.floor(0.975 * DRAWS)]!];
}
