/** What successive halving loses and saves against the whole sweep of the same bench. Pure. */
import type { DoneTrial } from '../record/record.ts';
import type { Machine, Source } from '../run/machine.ts';
import type { RunOnDisk } from '../run/run-on-disk.ts';
import { type Advised, type Lost, adviseOn, checkAlike, lost } from './lost.ts';

interface Cost {
  readonly whole: number;
  readonly halved: number;
  readonly ratio: number;
}

export interface Regret {
  readonly tasks: readonly (Lost & {
    /** Rows of the task in the whole sweep, and of those that halving ran whole. */
    readonly configurations: number;
    readonly finalists: number;
  })[];
  /** Over all done trials: training steps, asked items, wall seconds. */
  readonly cost: { readonly steps: Cost; readonly items: Cost; readonly seconds: Cost };
  /** Of the halved run's last session. */
  readonly machine: Machine;
  readonly source: Source | null;
}

export function regretOf(wholeRun: RunOnDisk, halvedRun: RunOnDisk): Regret {
  const [whole, halved] = [adviseOn(wholeRun), adviseOn(halvedRun)];
  checkAlike(whole, halved);
  const rowsOfTask = ({ rows }: Advised, task: string): number =>
    rows.filter((row) => row.task === task).length;
  const tasks = whole.recommendations.flatMap(({ task }) => {
    const loss = lost(whole, task, halved.recommendations);
    const counts = { configurations: rowsOfTask(whole, task), finalists: rowsOfTask(halved, task) };
    return loss === null ? [] : [{ ...loss, ...counts }];
  });
  const costIn = (of: (trial: DoneTrial) => number): Cost => {
    const sum = ({ records }: Advised): number =>
      records.reduce((total, record) => total + (record.state === 'done' ? of(record) : 0), 0);
    return { whole: sum(whole), halved: sum(halved), ratio: sum(halved) / sum(whole) };
  };
  const cost = {
    steps: costIn(({ training }) => training?.steps ?? 0),
    items: costIn(({ accuracy: { validation, test } }) => validation.n + test.n),
    seconds: costIn(({ seconds }) => seconds),
  };
  const { machine, source } = halved.manifest.sessions.at(-1)!;
  return { tasks, cost, machine, source };
}
