/** The regret of a searched sweep as a page. */
import { type Regret, makeTable } from '@adaptbench/results';
import { markdownTable } from './markdown.ts';

const percent = (share: number | null): number | null => (share === null ? null : 100 * share);

export function regretMarkdown({ tasks, cost, machine, source }: Regret): string {
  const table = makeTable<Regret['tasks'][number]>(
    { name: 'regret', title: 'Regret', legend: [] },
    [
      { header: 'task', value: (t) => t.task },
      { header: 'configurations', value: (t) => t.configurations },
      { header: 'run whole', value: (t) => t.finalists },
      { header: 'whole sweep recommends', value: (t) => t.whole },
      { header: 'test (%)', value: (t) => percent(t.wholeAccuracy), digits: 1 },
      { header: 'the search recommends', value: (t) => t.other },
      { header: 'test, in the whole sweep (%)', value: (t) => percent(t.otherAccuracy), digits: 1 },
      { header: 'regret (points)', value: (t) => percent(t.regret), digits: 1 },
      { header: '95 % low', value: (t) => percent(t.low), digits: 1 },
      { header: '95 % high', value: (t) => percent(t.high), digits: 1 },
    ],
    tasks,
  );
  const ratio = (c: Regret['cost']['steps'], unit: string): string =>
    `${c.searched.toFixed(0)} of ${c.whole.toFixed(0)} ${unit}: ${c.ratio.toFixed(2)}`;
  return [
    '# A search against the whole sweep',
    markdownTable(table),
    `Cost: ${ratio(cost.steps, 'training steps')}; ${ratio(cost.items, 'asked items')}; ${ratio(cost.seconds, 'seconds of trials')}.`,
    'Regret: test accuracy of what the whole sweep recommends minus that of what the search recommends, both from the whole sweep’s trials, on the same items; empty bounds: the same configuration.',
    `Machine: ${machine.cpu}, ${machine.cores} cores. Program: ${source?.commit ?? 'unknown'}${source?.dirty === true ? ', with uncommitted changes' : ''}.`,
    '',
  ].join('\n\n');
}
