/**
 * What successive halving loses and saves, against the whole sweep of the same bench:
 *   node --import tsx scripts/regret/halving.ts --whole RUN --halved RUN [--out results/regret/NAME]
 * For each task the recommendation of either run without constraints is looked up in the whole run. Regret: the test accuracy there of
 * what the whole run recommends minus that of what the halved run recommends, on the same items, with the paired 95 % interval. Cost:
 * training steps, asked items and wall seconds of all trials of the one over those of the other. Writes regret.json and regret.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DoneTrial, makeTable } from '@adaptbench/results';
import { markdownTable } from '@adaptbench/report';
import { options } from '../peers/adaptbench/side.ts';
import { type Run, checkAlike, load, lost, percent } from './lost.ts';

const o = options({ whole: '', halved: '', out: path.join(import.meta.dirname, '../../results/regret') });
const [whole, halved] = [load(o.whole), load(o.halved)];
checkAlike(whole, halved);

const rowsOfTask = ({ rows }: Run, task: string): number => rows.filter((row) => row.task === task).length;
const tasks = whole.recommendations.flatMap(({ task }) => {
  const its = lost(whole, task, halved.recommendations);
  const counts = { configurations: rowsOfTask(whole, task), finalists: rowsOfTask(halved, task) };
  return its === null ? [] : [{ ...its, ...counts }];
});

const done = ({ records }: Run): DoneTrial[] => records.filter((record) => record.state === 'done');
const costIn = (of: (trial: DoneTrial) => number) => {
  const [all, part] = [whole, halved].map((run) => done(run).reduce((sum, trial) => sum + of(trial), 0));
  return { whole: all!, halved: part!, ratio: part! / all! };
};
const cost = {
  steps: costIn(({ training }) => training?.steps ?? 0),
  items: costIn(({ accuracy: { validation, test } }) => validation.n + test.n),
  seconds: costIn(({ seconds }) => seconds),
};
mkdirSync(o.out, { recursive: true });
const { machine, source } = halved.manifest.sessions.at(-1)!;
writeFileSync(
  path.join(o.out, 'regret.json'),
  `${JSON.stringify({ tasks, cost, machine, source }, null, 2)}\n`,
);
const table = makeTable(
  { name: 'regret', title: 'Regret', legend: [] },
  [
    { header: 'task', value: (t) => t.task },
    { header: 'configurations', value: (t) => t.configurations },
    { header: 'run whole', value: (t) => t.finalists },
    { header: 'whole sweep recommends', value: (t) => t.whole },
    { header: 'test (%)', value: (t) => percent(t.wholeAccuracy), digits: 1 },
    { header: 'halving recommends', value: (t) => t.other },
    { header: 'test, in the whole sweep (%)', value: (t) => percent(t.otherAccuracy), digits: 1 },
    { header: 'regret (points)', value: (t) => percent(t.regret), digits: 1 },
    { header: '95 % low', value: (t) => percent(t.low), digits: 1 },
    { header: '95 % high', value: (t) => percent(t.high), digits: 1 },
  ],
  tasks,
);
const ratio = ({ whole: all, halved: part, ratio: r }: ReturnType<typeof costIn>, unit: string): string =>
  `${part.toFixed(0)} of ${all.toFixed(0)} ${unit}: ${r.toFixed(2)}`;
writeFileSync(
  path.join(o.out, 'regret.md'),
  [
    '# Successive halving against the whole sweep',
    markdownTable(table),
    `Cost: ${ratio(cost.steps, 'training steps')}; ${ratio(cost.items, 'asked items')}; ${ratio(cost.seconds, 'seconds of trials')}.`,
    'Regret: test accuracy of what the whole sweep recommends minus that of what halving recommends, both from the whole sweep’s trials, on the same items; empty bounds: the same configuration.',
    `Machine: ${machine.cpu}, ${machine.cores} cores. Program: ${source?.commit ?? 'unknown'}${source?.dirty === true ? ', with uncommitted changes' : ''}.`,
    '',
  ].join('\n\n'),
);
process.stdout.write(`${o.out}\n`);
