/**
 * What successive halving loses and saves, against the whole sweep of the same bench:
 *   node --import tsx scripts/regret.ts --whole RUN --halved RUN [--out results/regret/NAME]
 * For each task the recommendation of either run without constraints is looked up in the whole run. Regret: the test accuracy there of
 * what the whole run recommends minus that of what the halved run recommends, on the same items, with the paired 95 % interval. Cost:
 * wall seconds of all trials, training steps and asked items of the one over those of the other. Writes regret.json and regret.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type DoneTrial,
  type Manifest,
  type Recommendation,
  type Row,
  type TrialRecord,
  compareAll,
  difference,
  markdownTable,
  noConstraints,
  makeTable,
  readManifest,
  readTrials,
  recommend,
  recommended,
  rowsOf,
} from '@adaptbench/harness';
import { options } from './peers/adaptbench/side.ts';

const o = options({ whole: '', halved: '', out: path.join(import.meta.dirname, '../results/regret') });

interface Run {
  readonly manifest: Manifest;
  readonly records: readonly TrialRecord[];
  readonly rows: readonly Row[];
  readonly recommendations: readonly Recommendation[];
}

function load(dir: string): Run {
  const manifest = readManifest(path.join(dir, 'manifest.json'));
  if (manifest === null) throw new Error(`${dir}: holds no run`);
  const ids = new Set(manifest.plan.map((spec) => JSON.stringify(spec)));
  const records = readTrials(path.join(dir, 'trials.jsonl')).filter((record) =>
    ids.has(JSON.stringify(record.spec)),
  );
  const rows = rowsOf(manifest.plan, records, Object.keys(manifest.bench.set ?? {}));
  return { manifest, records, rows, recommendations: recommend(rows, noConstraints) };
}

const [whole, halved] = [load(o.whole), load(o.halved)];
if (
  whole.manifest.models.join() !== halved.manifest.models.join() ||
  whole.manifest.data.join() !== halved.manifest.data.join()
)
  throw new Error(`${o.whole} and ${o.halved}: other models or data; regret needs the same`);

const seconds = ({ records }: Run): number => records.reduce((sum, record) => sum + record.seconds, 0);
const done = ({ records }: Run): DoneTrial[] => records.filter((record) => record.state === 'done');
const steps = (run: Run): number => done(run).reduce((sum, { training }) => sum + (training?.steps ?? 0), 0);
const items = (run: Run): number =>
  done(run).reduce((sum, { accuracy: { validation, test } }) => sum + validation.n + test.n, 0);

/** The rows of both runs name a configuration alike only by its fields; `done` trials' specs say which it is. */
const key = (row: Row): string =>
  JSON.stringify([row.method, row.done[0]?.spec.config, row.done[0]?.spec.training]);

const tasks = whole.recommendations.flatMap((full) => {
  const other = halved.recommendations.find((one) => one.task === full.task);
  const [best, found] = [recommended(full)?.facts, other && recommended(other)?.facts];
  // Where neither answers an item there is nothing to lose.
  if (!best) return [];
  if (!found) throw new Error(`${full.task}: the halved run recommends nothing, the whole one ${best.name}`);
  const there = whole.rows.find((row) => row.task === full.task && key(row) === key(found.row));
  if (!there) throw new Error(`${full.task}: ${found.name} is not in the whole sweep`);
  const same = key(there) === key(best.row);
  const behind = same ? null : difference(compareAll([best.row, there])?.pairs ?? [], best.row, there);
  return {
    task: full.task,
    whole: best.name,
    halved: found.name,
    wholeAccuracy: best.row.test?.mean ?? null,
    halvedAccuracy: there.test?.mean ?? null,
    regret: same ? 0 : (best.row.test?.mean ?? 0) - (there.test?.mean ?? 0),
    low: behind?.low ?? null,
    high: behind?.high ?? null,
    p: behind?.p ?? null,
    configurations: whole.rows.filter((row) => row.task === full.task).length,
    finalists: halved.rows.filter((row) => row.task === full.task).length,
  };
});

const costIn = (of: (run: Run) => number) => ({
  whole: of(whole),
  halved: of(halved),
  ratio: of(halved) / of(whole),
});
const cost = { seconds: costIn(seconds), steps: costIn(steps), items: costIn(items) };
mkdirSync(o.out, { recursive: true });
const { machine, source } = halved.manifest.sessions.at(-1)!;
writeFileSync(
  path.join(o.out, 'regret.json'),
  `${JSON.stringify({ tasks, cost, machine, source }, null, 2)}\n`,
);
const points = (share: number | null): number | null => (share === null ? null : share * 100);
const table = makeTable(
  { name: 'regret', title: 'Regret', legend: [] },
  [
    { header: 'task', value: (t) => t.task },
    { header: 'configurations', value: (t) => t.configurations },
    { header: 'run whole', value: (t) => t.finalists },
    { header: 'whole sweep recommends', value: (t) => t.whole },
    { header: 'test (%)', value: (t) => points(t.wholeAccuracy), digits: 1 },
    { header: 'halving recommends', value: (t) => t.halved },
    { header: 'test, in the whole sweep (%)', value: (t) => points(t.halvedAccuracy), digits: 1 },
    { header: 'regret (points)', value: (t) => points(t.regret), digits: 1 },
    { header: '95 % low', value: (t) => points(t.low), digits: 1 },
    { header: '95 % high', value: (t) => points(t.high), digits: 1 },
  ],
  tasks,
);
const ratio = ({ whole: a, halved: b, ratio: r }: ReturnType<typeof costIn>, unit: string): string =>
  `${b.toFixed(0)} of ${a.toFixed(0)} ${unit}: ${r.toFixed(2)}`;
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
