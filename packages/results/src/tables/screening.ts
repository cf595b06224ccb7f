/** What successive halving tried and let go: one row a configuration, a pair of columns a screening. */
import type { TrialRecord } from '../record/record.ts';
import { type TrialSpec, configurationId, trialId } from '../record/spec.ts';
import { groupBy } from './group.ts';
import { labels } from './label.ts';
import { type Column, type Table, makeTable } from './table.ts';
import { taskKey, taskNames } from './task-name.ts';

interface Screened {
  readonly task: string;
  readonly method: string;
  readonly configuration: string;
  /** In order; null where it was out before. */
  readonly trials: readonly (TrialRecord | null)[];
  readonly whole: boolean;
}

/** null where nothing was screened. */
export function screeningTable(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[],
): Table | null {
  const screens = plan.filter((spec) => spec.screen !== undefined);
  if (screens.length === 0) return null;
  const byId = new Map(records.map((record) => [record.id, record]));
  const whole = new Set(plan.filter((spec) => spec.screen === undefined).map(configurationId));
  const tasks = taskNames(plan);
  const rows = groupBy(screens, (spec) => `${taskKey(spec)} ${spec.method}`).flatMap((own) => {
    const groups = groupBy(own, configurationId);
    const names = labels(
      groups.flatMap((group) => group.slice(0, 1)),
      named,
    );
    return groups.map((group, i): Screened => ({
      task: tasks.get(taskKey(group[0]!)) ?? '',
      method: group[0]!.method,
      configuration: names[i] ?? '',
      trials: group.map((spec) => byId.get(trialId(spec)) ?? null),
      whole: whole.has(configurationId(group[0]!)),
    }));
  });
  const rounds = Math.max(...rows.map((row) => row.trials.length));
  return makeTable(
    {
      name: 'screening',
      title: 'Screening',
      legend: [
        'steps: of the training, and which share of the whole that is; validation: right of the first validation items, one seed. Test items are seen by whole trials only.',
        'The best configuration of each method goes on first, then the best of the rest; the best that trains nothing is always run whole. Fewer than a dozen steps tell little of a model that learns a task from nothing.',
      ],
    },
    [
      { header: 'task', value: (row) => row.task, ifVaried: true },
      { header: 'method', value: (row) => row.method },
      { header: 'configuration', value: (row) => row.configuration, kind: 'configuration' },
      ...Array.from({ length: rounds }, (_, i) => columnsOf(i)).flat(),
      { header: 'run whole', value: (row) => (row.whole ? 'yes' : '') },
    ],
    rows,
  );
}

function columnsOf(i: number): Column<Screened>[] {
  const of = (row: Screened): TrialRecord | null => row.trials[i] ?? null;
  return [
    { header: `${i + 1}: steps`, value: (row) => training(of(row))?.steps ?? null },
    { header: `${i + 1}: steps (%)`, value: (row) => training(of(row))?.share ?? null, digits: 1 },
    { header: `${i + 1}: validation (%)`, value: (row) => validation(of(row)), digits: 1 },
    { header: `${i + 1}: validation items`, value: (row) => count(of(row)), only: 'file' },
    { header: `${i + 1}: trial (s)`, value: (row) => of(row)?.seconds ?? null, digits: 1, only: 'file' },
    { header: `${i + 1}: state`, value: (row) => of(row)?.state ?? '', only: 'file' },
  ];
}

function validation(record: TrialRecord | null): number | null {
  if (record?.state !== 'done' || record.accuracy.validation.n === 0) return null;
  return (100 * record.accuracy.validation.correct) / record.accuracy.validation.n;
}

function training(record: TrialRecord | null): { steps: number; share: number } | null {
  if (record?.state !== 'done' || record.training === null || record.spec.screen === undefined) return null;
  return { steps: record.training.steps, share: 100 * record.spec.screen.steps };
}

const count = (record: TrialRecord | null): number | null =>
  record?.state === 'done' ? record.accuracy.validation.n : null;
