/** What a search looked at and let go, and on what evidence: one row per configuration, some columns per look. */
import { largest, smallest } from '@adaptbench/core';
import { accuracy, metricOf } from '../judged/metric.ts';
import { shown, shownText, splitScore } from '../judged/shown.ts';
import type { SplitOutcome, TrialRecord } from '../record/record.ts';
import { type TrialSpec, configurationId, trialId } from '../record/spec.ts';
import { recentLoss } from '../stats/recent-loss.ts';
import { aboveChance } from '../stats/above-chance.ts';
import { groupBy } from './group.ts';
import { labels } from './label.ts';
import { type ScoreWords, scoreWords } from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';
import { count } from '../text.ts';
import { taskKey, taskNames } from './task-name.ts';

interface Screened {
  readonly task: string;
  readonly method: string;
  readonly configuration: string;
  /** In order; null where it was out before. */
  readonly trials: readonly (TrialRecord | null)[];
  readonly ranWhole: boolean;
}

/** Why a search let a configuration go. */
interface Verdict {
  readonly text: string;
  /** Its answers were no better than one answer to everything. */
  readonly guessed: boolean;
}

/** null where nothing was screened. */
export function screeningTable(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[],
): Table | null {
  const rows = screenedRows(plan, records, named);
  if (rows.length === 0) return null;
  const rounds = largest(rows.map((row) => row.trials.length));
  const judgedBy = rows.flatMap(({ trials }) =>
    trials.flatMap((trial) =>
      trial?.state === 'done' ? [{ metric: metricOf(trial.accuracy.validation) }] : [],
    ),
  );
  return makeTable(
    {
      name: 'screening',
      title: 'Search',
      legend: [
        ...searched(plan, records).map(searchedText),
        'steps: of the training, and which share of the whole that is; validation: the score on the first validation items (of right answers their share), one seed; centred: the same once each label’s score is taken relative to its mean over the items, by which looks are ranked together with the mean probability of the right label and the training loss of late in shares of the first step’s: a training that still leans to one label is judged by how it orders the items. Rates are looked at on a method’s first configuration; of the better methods the others at the best rate. What is in no row was not looked at. Test items are seen by whole trials only.',
        'let go: what the configuration had at its last look (centred answers, training loss of late), and the least of those that went on; it is the ranks together that decide. From an eighth of the steps on, where less than a quarter answers better than one answer to everything would (Wilson’s bound, one-sided 95 %), none is let go; before, the loss decides.',
      ],
    },
    [
      { header: 'task', value: (row) => row.task, ifVaried: true },
      { header: 'method', value: (row) => row.method },
      { header: 'configuration', value: (row) => row.configuration, kind: 'configuration' },
      ...Array.from({ length: rounds }, (_, i) => columnsOf(i, scoreWords(judgedBy))).flat(),
      { header: 'run whole', value: (row) => (row.ranWhole ? 'yes' : '') },
      { header: 'let go', value: (row) => verdictOn(row, rows)?.text ?? '' },
    ],
    rows,
  );
}

/** How many configurations of a task a search looked at, and why it let some go. */
export interface Searched {
  readonly task: string;
  readonly looked: number;
  readonly letGo: readonly Verdict[];
}

/** One per task of which anything was screened. */
export function searched(plan: readonly TrialSpec[], records: readonly TrialRecord[]): Searched[] {
  const rows = screenedRows(plan, records, []);
  return groupBy(rows, ({ task }) => task).map((ofTask) => ({
    task: ofTask[0]!.task,
    looked: ofTask.length,
    letGo: ofTask.flatMap((row) => verdictOn(row, rows) ?? []),
  }));
}

/** E.g. `hotel: of 14 configurations that a search looked at 11 were let go, 9 of them while …`. */
export function searchedText({ task, looked, letGo }: Searched): string {
  const guessed = letGo.filter((verdict) => verdict.guessed).length;
  const how =
    guessed === 0 ? '' : `, ${guessed} of them while they answered no better than one answer to everything`;
  return `${task}: of ${count(looked, 'configuration')} that a search looked at ${letGo.length} ${letGo.length === 1 ? 'was' : 'were'} let go${how}`;
}

function screenedRows(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[],
): Screened[] {
  const screens = plan.filter((spec) => spec.screen !== undefined);
  const byId = new Map(records.map((record) => [record.id, record]));
  const wholeTrials = new Set(plan.filter((spec) => spec.screen === undefined).map(configurationId));
  const tasks = taskNames(plan);
  return groupBy(screens, (spec) => `${taskKey(spec)} ${spec.method}`).flatMap((ofMethod) => {
    const groups = groupBy(ofMethod, configurationId);
    const names = labels(
      groups.flatMap((group) => group.slice(0, 1)),
      named,
    );
    return groups.map((group, i): Screened => ({
      task: tasks.get(taskKey(group[0]!)) ?? '',
      method: group[0]!.method,
      configuration: names[i] ?? '',
      trials: group.map((spec) => byId.get(trialId(spec)) ?? null),
      ranWhole: wholeTrials.has(configurationId(group[0]!)),
    }));
  });
}

/** Null of what was run whole, or is still to be looked at. */
function verdictOn(row: Screened, rows: readonly Screened[]): Verdict | null {
  if (row.ranWhole) return null;
  const at = row.trials.length - 1;
  const last = row.trials[at] ?? null;
  if (last === null) return null;
  if (last.state !== 'done')
    return { text: last.state === 'failed' ? 'it failed' : 'it was skipped', guessed: false };
  const rivals = rows
    .filter((other) => other.task === row.task && (other.trials.length > at + 1 || other.ranWhole))
    .flatMap(({ trials }) => trials[at] ?? []);
  const { n, look } = last.accuracy.validation;
  const guessed = look !== undefined && !aboveChance(...centredAnswers(look, n));
  const level = guessed ? ', no better than one answer to everything' : '';
  // Records without their score tell how many centred answers are right, whatever the metric.
  const byCount = look !== undefined && look.scored === undefined;
  const metric = byCount ? accuracy : metricOf(last.accuracy.validation);
  const worst = metric.better === 'more' ? smallest : largest;
  const least = worst(rivals.flatMap((rival) => ranked(rival) ?? []));
  const highestLoss = largest(rivals.flatMap((rival) => lossOf(rival) ?? []));
  const loss = lossOf(last);
  const others = [
    Number.isFinite(least) ? `${shownText(metric, least)} or ${metric.better}` : '',
    Number.isFinite(highestLoss) && loss !== null ? `a loss of ${highestLoss.toFixed(2)} or less` : '',
  ].filter((part) => part !== '');
  const lastLook = `${shownText(metric, ranked(last) ?? 0)}${level}${loss === null ? '' : `, loss ${loss.toFixed(2)}`}`;
  return {
    text: others.length === 0 ? lastLook : `${lastLook}; those that went on had ${others.join(', ')}`,
    guessed,
  };
}

/** Of late, in training. */
const lossOf = (record: TrialRecord): number | null =>
  record.state === 'done' ? recentLoss(record.training?.lossCurve.map(({ loss }) => loss) ?? []) : null;

/** What a look is ranked by beside the loss, as it is shown. */
function ranked(record: TrialRecord | null): number | null {
  if (record?.state !== 'done' || record.accuracy.validation.n === 0) return null;
  return centred(record) ?? splitScore(record.accuracy.validation);
}

type Look = NonNullable<SplitOutcome['look']>;

/** The arguments of `aboveChance`. */
const centredAnswers = ({ recentred, commonest, scored }: Look, n: number): [number, number, number] =>
  scored === undefined ? [recentred, n, commonest / n] : [scored.recentred * n, n, scored.commonest];

function columnsOf(i: number, { unit, digits }: ScoreWords): Column<Screened>[] {
  const of = (row: Screened): TrialRecord | null => row.trials[i] ?? null;
  return [
    { header: `${i + 1}: steps`, value: (row) => training(of(row))?.steps ?? null },
    { header: `${i + 1}: steps (%)`, value: (row) => training(of(row))?.share ?? null, digits: 1 },
    { header: `${i + 1}: validation${unit}`, value: (row) => validation(of(row)), digits },
    {
      header: `${i + 1}: centred${unit}`,
      value: (row) => centred(of(row)),
      digits,
      ifFilled: true,
    },
    {
      header: `${i + 1}: loss of late`,
      value: (row) => {
        const record = of(row);
        return record === null ? null : lossOf(record);
      },
      digits: 2,
      ifFilled: true,
    },
    { header: `${i + 1}: validation items`, value: (row) => asked(of(row)), only: 'file' },
    { header: `${i + 1}: trial (s)`, value: (row) => of(row)?.seconds ?? null, digits: 1, only: 'file' },
    { header: `${i + 1}: state`, value: (row) => of(row)?.state ?? '', only: 'file' },
  ];
}

const validation = (record: TrialRecord | null): number | null =>
  record?.state === 'done' ? splitScore(record.accuracy.validation) : null;

function centred(record: TrialRecord | null): number | null {
  if (record?.state !== 'done' || record.accuracy.validation.look === undefined) return null;
  const { n, look } = record.accuracy.validation;
  if (look.scored === undefined) return (100 * look.recentred) / n;
  return shown(metricOf(record.accuracy.validation), look.scored.recentred);
}

function training(record: TrialRecord | null): { steps: number; share: number } | null {
  if (record?.state !== 'done' || record.training === null || record.spec.screen === undefined) return null;
  return { steps: record.training.steps, share: 100 * record.spec.screen.steps };
}

const asked = (record: TrialRecord | null): number | null =>
  record?.state === 'done' ? record.accuracy.validation.n : null;
