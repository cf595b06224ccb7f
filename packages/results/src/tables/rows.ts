/** Trials gathered into the tables' rows: one per task, method and configuration, its seeds together. Pure. */
import { type JudgedBy, accuracy, judged, metricOf } from '../judged/metric.ts';
import { areSame, groupsOf, scoresOf } from '../judged/splits.ts';
import { type OverSeeds, overCounts, overScores, overTable } from '../stats/over-seeds.ts';
import { mean } from '../stats/mean.ts';
import { type Spread, spreads } from '../stats/spread.ts';
import { type TwoWay, twoWay } from '../stats/two-way.ts';
import type { DoneTrial, SplitOutcome, TrialRecord } from '../record/record.ts';
import { type TrialSpec, configurationId, draws, trialId } from '../record/spec.ts';
import { count } from '../text.ts';
import { groupBy } from './group.ts';
import { type Majority, majorityOf } from './majority.ts';
import { labels } from './label.ts';
import { taskKey, taskNames } from './task-name.ts';

export interface ConfigurationRow {
  /** Of the first seed. */
  readonly spec: TrialSpec;
  /** The task's name. */
  readonly task: string;
  readonly method: string;
  /** The fields that tell this configuration from the method's others. */
  readonly configuration: string;
  /** E.g. `3/3 done`, `2/3 done, 1 failed`, `skipped`, `not run`. */
  readonly state: string;
  /** Why trials failed or were skipped, each reason once; empty otherwise. */
  readonly reason: string;
  /** What it is judged by; accuracy where nothing is done. */
  readonly metric: JudgedBy;
  /** The best validation score among the method's configurations on this task: the one whose test score counts. */
  readonly chosen: boolean;
  /** Trials in the plan: one per seed, or one where nothing is drawn. */
  readonly planned: number;
  /** Trials that ran, whatever became of them. */
  readonly ended: number;
  /** Finished trials, one per seed. */
  readonly done: readonly DoneTrial[];
  /** On the unit scale of `judged/metric.ts`; null where no trial is done. */
  readonly validation: OverSeeds | null;
  readonly test: OverSeeds | null;
  /** Of a label task: what the commonest right label as every answer would have; null where that is not known. */
  readonly majority: Majority | null;
  /** How much seeds differ, with the help of the method's other configurations on the task; null where nothing is borrowed. */
  readonly spread: { readonly validation: Spread | null; readonly test: Spread | null };
}

/**
 * Rows in the order of the plan, of each task the methods together; every configuration of the plan has one, whatever became of it, unless it was screened only (see `screening.ts`). `named`: keys of
 * `set` as the user wrote them.
 */
export function rowsOf(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[] = [],
): ConfigurationRow[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const trials = plan.filter((spec) => spec.screen === undefined);
  const tasks = taskNames(plan);
  return groupBy(trials, (spec) => `${taskKey(spec)} ${spec.method}`).flatMap((specs) => {
    const groups = groupBy(specs, configurationId);
    const names = labels(
      groups.flatMap((group) => group.slice(0, 1)),
      named,
    );
    const task = specs[0] ? (tasks.get(taskKey(specs[0])) ?? '') : '';
    const ran = groups.map((group) => group.flatMap((of) => byId.get(trialId(of)) ?? []));
    const [validations, tests] = [overRows(ran, 'validation'), overRows(ran, 'test')];
    const rows = groups.map((group, i) => {
      const [validation, test] = [validations[i]!, tests[i]!];
      return {
        ...rowOf(group, ran[i]!, { task, configuration: names[i] ?? '' }),
        validation: validation.over,
        test: test.over,
        spread: { validation: validation.spread, test: test.spread },
        majority: majorityOf(
          ran[i]!.flatMap((record) => (record.state === 'done' ? [record.accuracy.test] : [])),
          test.spread,
        ),
      };
    });
    const best = choose(rows);
    return rows.map((row) => Object.assign(row, { chosen: row === best }));
  });
}

function rowOf(
  group: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: Pick<ConfigurationRow, 'task' | 'configuration'>,
): Omit<ConfigurationRow, 'validation' | 'test' | 'spread' | 'majority'> {
  const [spec] = group;
  if (spec === undefined) throw new Error('internal: a row without a trial');
  const done = records.filter((record) => record.state === 'done');
  const reasons = records.flatMap((record) => reasonOf(record) ?? []);
  return {
    ...named,
    spec,
    method: spec.method,
    state: stateOf(records, group.length),
    reason: [...new Set(reasons)].join('; '),
    metric: done[0] === undefined ? accuracy : metricOf(done[0].accuracy.test),
    chosen: false,
    planned: group.length,
    ended: records.length,
    done,
  };
}

function reasonOf(record: TrialRecord): string | null {
  switch (record.state) {
    case 'done':
      return null;
    case 'failed':
      return `${record.error.phase}: ${record.error.name}: ${record.error.message}`;
    case 'skipped':
      return record.reason;
  }
}

function stateOf(records: readonly TrialRecord[], planned: number): string {
  const count = (state: TrialRecord['state']): number => records.filter((r) => r.state === state).length;
  const [done, failed, skipped] = [count('done'), count('failed'), count('skipped')];
  if (records.length === 0) return 'not run';
  if (failed === planned) return 'failed';
  if (skipped === planned) return 'skipped';
  return [
    `${done}/${planned} done`,
    failed === 0 ? '' : `${failed} failed`,
    skipped === 0 ? '' : `${skipped} skipped`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

interface OverRow {
  readonly over: OverSeeds | null;
  readonly spread: Spread | null;
}

/** Of configurations of one kind: how much the seeds of each differ is moderated by the others. */
function overRows(rows: readonly (readonly TrialRecord[])[], split: 'validation' | 'test'): OverRow[] {
  const all = rows.map((records) =>
    records.flatMap((record) => (record.state === 'done' ? [record.accuracy[split]] : [])),
  );
  const tables = all.map(tableOf);
  const borrowed = spreads(tables);
  return all.map((splits, i) => {
    const [table, spread] = [tables[i] ?? null, borrowed[i] ?? null];
    if (table === null) return { over: together(splits), spread };
    const binary = typeof judged(splits[0]!).scores === 'string';
    return { over: overTable(table, binary, { spread, groups: groupsOf(splits) }), spread };
  });
}

/** null where seeds were asked different items, only counts are known, or there is one seed. */
function tableOf(splits: readonly SplitOutcome[]): TwoWay | null {
  const scores = scoresOf(splits);
  return splits.length > 1 && scores !== null && areSame(splits) ? twoWay(scores) : null;
}

function together(splits: readonly SplitOutcome[]): OverSeeds | null {
  if (splits.length === 0) return null;
  const scores = scoresOf(splits);
  return scores === null
    ? overCounts(
        splits.map((split) => ({ share: split.n === 0 ? 0 : judged(split).mean, n: split.n })),
        areSame(splits),
      )
    : overScores(scores, areSame(splits), { groups: groupsOf(splits) });
}

/**
 * The configuration with the best mean validation score; of equals, the one with fewer trainable parameters, then with fewer
 * tokens per item (a time would decide differently every time), then the earlier. Test outcomes have no say. Configurations of which a larger
 * share of the planned trials is done go first; trials that a run has not come to yet are not missed.
 */
export function choose(rows: readonly ConfigurationRow[]): ConfigurationRow | null {
  const reached = rows.reduce((most, row) => Math.max(most, row.ended), 0);
  const shareDone = ({ done, planned }: ConfigurationRow): number => done.length / Math.min(planned, reached);
  const highest = rows.reduce((most, row) => Math.max(most, shareDone(row)), 0);
  const keys = (row: ConfigurationRow): readonly number[] => [
    -(row.validation?.mean ?? 0),
    row.done[0]?.sizes.trainableParameters ?? 0,
    tokensPerItem(row) ?? 0,
  ];
  const candidates = rows
    .filter((row) => row.validation !== null && shareDone(row) === highest)
    .map((row) => ({ row, keys: keys(row) }));
  return candidates.toSorted((a, b) => compare(a.keys, b.keys))[0]?.row ?? null;
}

/** How many seeds a score rests on, for people. */
export const seedsText = ({ spec, done }: Pick<ConfigurationRow, 'spec' | 'done'>): string =>
  draws(spec) ? count(done.length, 'seed') : 'nothing drawn';

/** Prompt and answer, mean over seeds; null where it is not known. */
export const tokensPerItem = ({ done }: ConfigurationRow): number | null =>
  mean(done.flatMap(({ requests: r }) => (r === null ? [] : [r.promptTokens + r.generatedTokens])));

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const difference = x - (b[i] ?? 0);
    if (Math.abs(difference) > 1e-12) return difference;
  }
  return 0;
}
