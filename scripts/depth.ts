/**
 * How many steps a screening needs: halving's own choice of finalists, played out on trainings that end after so many steps:
 *   node --import tsx scripts/depth.ts --whole RUN --short RUN [--out results/regret/depth.csv]
 * RUN of `--whole`: a sweep. Of `--short`: the same with its first seed and `--set train.maxSteps=4,8,12 --set train.validations=0`.
 * Regret as `pnpm bench regret` has it.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type DoneTrial,
  type TrialSpec,
  makeTable,
  adviseOn,
  checkAlike,
  lost,
  noConstraints,
  openRun,
  recommend,
  rowsOf,
  taskKey,
  trialId,
} from '@adaptbench/results';
import { csv } from '@adaptbench/report';
import { stages } from '@adaptbench/harness';
import { options } from './options.ts';

const percent = (share: number | null): number | null => (share === null ? null : 100 * share);

const o = options({
  whole: '',
  short: '',
  out: path.join(import.meta.dirname, '../results/regret/depth.csv'),
});
const [whole, short] = [adviseOn(openRun(o.whole)), adviseOn(openRun(o.short))];
checkAlike(whole, short);

const done = [...whole.records, ...short.records].filter((record) => record.state === 'done');
/** Equal for trials that differ in nothing but how long they train and how often they are judged meanwhile. */
const alike = ({ screen: _, training, ...rest }: TrialSpec): string =>
  JSON.stringify([{ ...rest, training: training && { ...training, maxSteps: null, validations: null } }]);
/** By `alike` and steps; what trains nothing is the same whatever the steps. */
const trials = new Map(
  done.map((record) => [`${alike(record.spec)} ${record.spec.training?.maxSteps ?? 'all'}`, record]),
);
const depths = [...new Set(short.records.flatMap(({ spec }) => spec.training?.maxSteps ?? []))].toSorted(
  (a, b) => a - b,
);

/** As if the screening `spec` had trained for `depth` steps. */
function screened(spec: TrialSpec, depth: number): DoneTrial {
  const trial = trials.get(`${alike(spec)} ${spec.training === null ? 'all' : depth}`);
  const all = trial?.accuracy.validation.outcomes;
  if (!trial || !all) throw new Error(`not there, item by item: ${alike(spec)} after ${depth} steps`);
  const outcomes = all.slice(0, spec.screen?.items);
  const correct = outcomes.replaceAll('0', '').length;
  const validation = { ...trial.accuracy.validation, n: outcomes.length, correct, outcomes };
  return { ...trial, id: trialId(spec), spec, accuracy: { ...trial.accuracy, validation } };
}

function finalists(plan: readonly TrialSpec[], depth: number): readonly TrialSpec[] {
  const sizes = ({ task }: TrialSpec) => {
    const { accuracy } = done.find(({ spec }) => taskKey(spec) === taskKey({ task }))!;
    return { validation: accuracy.validation.n, test: accuracy.test.n };
  };
  const records: DoneTrial[] = [];
  for (;;) {
    const now = stages(plan, records, sizes).at(-1)!;
    if (now.last) return now.specs;
    records.push(...now.specs.map((spec) => screened(spec, depth)));
  }
}

const found = depths.flatMap((depth) => {
  const rows = rowsOf(
    finalists(whole.manifest.plan, depth),
    whole.records,
    Object.keys(whole.manifest.bench.set ?? {}),
  );
  const advice = recommend(rows, noConstraints);
  return whole.recommendations.flatMap(({ task }) => {
    const its = lost(whole, task, advice);
    return its === null ? [] : [{ depth, ...its }];
  });
});
const table = makeTable(
  { name: 'depth', title: 'Steps of a screening', legend: [] },
  [
    { header: 'task', value: (row) => row.task },
    { header: 'steps', value: (row) => row.depth },
    { header: 'whole sweep recommends', value: (row) => row.whole },
    { header: 'test (%)', value: (row) => percent(row.wholeAccuracy), digits: 1 },
    { header: 'halving recommends', value: (row) => row.other },
    { header: 'its test (%)', value: (row) => percent(row.otherAccuracy), digits: 1 },
    { header: 'regret (points)', value: (row) => percent(row.regret), digits: 1 },
  ],
  found,
);
writeFileSync(o.out, csv(table));
process.stdout.write(csv(table));
