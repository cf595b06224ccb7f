/** Outcomes of searches as a file of values and as a page: by scheme and budget the mean over tasks, with a bootstrap interval. */
import { random } from '@adaptbench/core';
import { count, groupBy } from '@adaptbench/results';
import type { Outcome } from './outcome.ts';

const points = (share: number): string => (100 * share).toFixed(1);

export const csvOf = (outcomes: readonly Outcome[]): string =>
  [
    'costs,scheme,budget (%),task,scheme chosen by it,seeds,order of seeds,share of seconds (%),regret (points),behind the best (points)',
    ...outcomes.map((one) =>
      [
        one.costs,
        one.scheme,
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

export function pageOf(outcomes: readonly Outcome[]): string {
  const groups = groupBy(outcomes, ({ choosing, costs, seeds }) => JSON.stringify([!choosing, costs, seeds]));
  const parts = groups
    .toSorted((a, b) => order(a).localeCompare(order(b)))
    .map((own) => {
      const { choosing, costs, seeds } = own[0]!;
      const tasks = [...new Set(own.map(({ task }) => task))];
      const role = choosing ? 'The scheme was chosen on' : 'Reported on';
      const what = costs === 'none' ? 'steps and answers alone' : 'all seconds';
      const lines = groupBy(own, ({ scheme }) => scheme).flatMap((same) =>
        groupBy(same, ({ budget }) => String(budget)).map((line) => lineOf(line, tasks.length)),
      );
      return [
        `## ${role} ${tasks.join(', ')}: ${what}, sweep of ${count(seeds, 'seed')}`,
        '',
        '| scheme | budget (%) | share of seconds (%) | mean regret (points) | 95 % interval | worst task | worst | behind the best (points) |',
        '| --- | ---: | ---: | ---: | --- | --- | ---: | ---: |',
        // A budget that changes nothing is one line.
        ...lines.filter((line, i) => withoutBudget(line) !== withoutBudget(lines[i - 1] ?? '')),
        '',
      ].join('\n');
    });
  const whats = groupBy(outcomes, ({ scheme }) => scheme).map(([one]) => `- ${one!.scheme}: ${one!.what}`);
  return ['# Searches: regret against their share of the seconds', '', ...whats, '', ...parts].join('\n');
}

const order = ([one]: readonly Outcome[]): string =>
  one === undefined ? '' : `${one.choosing ? 1 : 0} ${one.costs === 'none' ? 1 : 0} ${one.seeds}`;

const withoutBudget = (line: string): string => line.replace(/ \| [\d.]+/u, '');

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** `among`: tasks of the section; a scheme that needs what the table has of fewer is marked. */
function lineOf(own: readonly Outcome[], among: number): string {
  const first = own[0]!;
  const tasks = [...new Set(own.map(({ task }) => task))];
  const byTask = tasks.map((task) => own.filter((one) => one.task === task).map(({ regret }) => regret));
  const worst = tasks
    .map((task, i) => ({ task, regret: mean(byTask[i] ?? []) }))
    .reduce((a, b) => (b.regret > a.regret ? b : a));
  const [low, high] = interval(byTask, `${first.scheme} ${first.budget} ${first.costs}`);
  return `| ${[
    `${first.scheme}${tasks.length < among ? ` (${tasks.join(', ')} alone)` : ''}`,
    points(first.budget),
    points(mean(own.map(({ share }) => share))),
    points(mean(byTask.map(mean))),
    `${points(low)} to ${points(high)}`,
    worst.task,
    points(worst.regret),
    points(mean(own.map(({ behindBest }) => behindBest))),
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
