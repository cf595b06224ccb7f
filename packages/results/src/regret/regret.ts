/** What a search loses and saves against the whole sweep of the same bench. Pure. */
import type { DoneTrial, TrialRecord } from '../record/record.ts';
import { type TrialSpec, trialId, wholeOf } from '../record/spec.ts';
import type { Machine, Source } from '../run/machine.ts';
import type { RunOnDisk } from '../run/run-on-disk.ts';
import { type Advised, type Lost, adviseOn, checkAlike, lost } from './lost.ts';

interface Cost {
  readonly whole: number;
  readonly searched: number;
  readonly ratio: number;
}

export interface Regret {
  readonly tasks: readonly (Lost & {
    /** Rows of the task in the whole sweep, and of those that the search ran whole. */
    readonly configurations: number;
    readonly finalists: number;
  })[];
  /** Over all done trials: training steps, asked items, wall seconds. */
  readonly cost: { readonly steps: Cost; readonly items: Cost; readonly seconds: Cost };
  /** Of the searched run's last session. */
  readonly machine: Machine;
  readonly source: Source | null;
}

export function regretOf(wholeRun: RunOnDisk, searchedRun: RunOnDisk): Regret {
  const [whole, searched] = [adviseOn(wholeRun), adviseOn(searchedRun)];
  checkAlike(whole, searched);
  const rowsOfTask = ({ rows }: Advised, task: string): number =>
    rows.filter((row) => row.task === task).length;
  const tasks = whole.recommendations.flatMap(({ task }) => {
    const loss = lost(whole, task, searched.recommendations);
    const counts = { configurations: rowsOfTask(whole, task), finalists: rowsOfTask(searched, task) };
    return loss === null ? [] : [{ ...loss, ...counts }];
  });
  const costIn = (of: (trial: DoneTrial) => number, among = all): Cost => {
    const sum = ({ records }: Advised): number =>
      among(records).reduce((total, record) => total + (record.state === 'done' ? of(record) : 0), 0);
    return { whole: sum(whole), searched: sum(searched), ratio: sum(searched) / sum(whole) };
  };
  const cost = {
    steps: costIn(({ training }) => training?.steps ?? 0, furthest),
    items: costIn(({ accuracy: { validation, test } }) => validation.n + test.n),
    seconds: costIn(({ seconds }) => seconds),
  };
  const { machine, source } = searched.manifest.sessions.at(-1)!;
  return { tasks, cost, machine, source };
}

const all = (records: readonly TrialRecord[]): readonly TrialRecord[] => records;

/** A training that paused has in each record the steps from its beginning: the last of them has all. */
function furthest(records: readonly TrialRecord[]): readonly TrialRecord[] {
  const last = new Map<string, TrialRecord>();
  for (const record of records) {
    const { spec } = record;
    if (spec.screen !== undefined && !spec.screen.paused) continue;
    const id = trialId(wholeOf(spec));
    const before = last.get(id);
    if (before === undefined || shareOf(spec) > shareOf(before.spec)) last.set(id, record);
  }
  return records.filter(
    (record) => !(record.spec.screen?.paused ?? true) || last.get(trialId(wholeOf(record.spec))) === record,
  );
}

const shareOf = ({ screen }: TrialSpec): number => screen?.steps ?? 1;
