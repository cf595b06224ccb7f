/** The regret of a searched sweep as a page. */
import { type Regret, makeTable, scoreWords, shown, shownChange, shownDifference } from '@adaptbench/results';
import { markdownTable } from './markdown.ts';

type Task = Regret['tasks'][number];

const score = ({ metric }: Task, of: number | null): number | null =>
  of === null ? null : shown(metric, of);
const end = ({ metric, low, high }: Task, which: 'low' | 'high'): number | null =>
  low === null || high === null ? null : shownChange(metric, { low, high })[which];

export function regretMarkdown({ tasks, cost, machine, source }: Regret): string {
  const { unit, points, digits, name } = scoreWords(tasks);
  const table = makeTable<Task>(
    { name: 'regret', title: 'Regret', legend: [] },
    [
      { header: 'task', value: (t) => t.task },
      { header: 'configurations', value: (t) => t.configurations },
      { header: 'run whole', value: (t) => t.finalists },
      { header: 'whole sweep recommends', value: (t) => t.whole },
      { header: `test${unit}`, value: (t) => score(t, t.wholeAccuracy), digits },
      { header: 'the search recommends', value: (t) => t.other },
      { header: `test, in the whole sweep${unit}`, value: (t) => score(t, t.otherAccuracy), digits },
      { header: `regret${points}`, value: (t) => shownDifference(t.metric, t.regret), digits },
      { header: '95 % low', value: (t) => end(t, 'low'), digits },
      { header: '95 % high', value: (t) => end(t, 'high'), digits },
    ],
    tasks,
  );
  const ratio = (c: Regret['cost']['steps'], unit: string): string =>
    `${c.searched.toFixed(0)} of ${c.whole.toFixed(0)} ${unit}: ${c.ratio.toFixed(2)}`;
  return [
    '# A search against the whole sweep',
    markdownTable(table),
    `Cost: ${ratio(cost.steps, 'training steps')}; ${ratio(cost.items, 'asked items')}; ${ratio(cost.seconds, 'seconds of trials')}.`,
    `Regret: test ${name} of what the whole sweep recommends minus that of what the search recommends, both from the whole sweep’s trials, on the same items; empty bounds: the same configuration.`,
    `Machine: ${machine.cpu}, ${machine.cores} cores. Program: ${source?.commit ?? 'unknown'}${source?.dirty === true ? ', with uncommitted changes' : ''}.`,
    '',
  ].join('\n\n');
}
