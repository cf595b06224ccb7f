/** One task of the table with its seeds in some order: what a search would see there, what it would pay, and what it would lose. */
import type { Action, Observation, Problem, Stage } from '@adaptbench/harness';
import type { CurveRow } from './table.ts';

/** Processor's seconds of a trial's process until it begins its work, of which a look has one and a trial that trains two. */
const START = 0.35;

export interface World {
  readonly task: string;
  /** Names the order of the seeds. */
  readonly draw: string;
  readonly problem: Problem;
  readonly observe: (action: Action) => Observation;
  readonly seconds: (action: Action, from: number) => number;
  readonly whole: number;
  /** Test accuracy over the seeds of what is recommended among `candidates`, by validation alone. */
  readonly recommended: (candidates: readonly number[]) => number;
  /** The highest test accuracy over the seeds. */
  readonly highest: number;
  /** A training that is cut short or sees fewer items: right answers, and what it took. */
  readonly apart: (kind: 'short' | 'less', candidate: number) => { correct: number; seconds: number } | null;
}

const ones = (digits: string): number => digits.split('1').length - 1;

/** `fixed`: factor on what a look or trial takes beside its steps and answers; 0 as in a model that is large. */
export function worldOf(
  rows: readonly CurveRow[],
  seeds: readonly number[],
  budget: number,
  fixed: number,
): World {
  const wholes = rows.filter((row) => row.kind === 'whole');
  const count = 1 + Math.max(...wholes.map(({ at }) => at));
  const find = (kind: CurveRow['kind'], at: number, seed: number): CurveRow | undefined => {
    const own = rows.filter((row) => row.kind === kind && row.at === at);
    // What trains nothing may draw nothing either: then one seed stands for all.
    return own.find((row) => row.seed === seeds[seed]) ?? own.find((row) => row.steps === 0);
  };
  const row = (at: number, seed: number): CurveRow => {
    const found = find('whole', at, seed);
    if (!found) throw new Error(`the table lacks configuration ${at} with seed ${seeds[seed]}`);
    return found;
  };
  const all = Array.from({ length: count }, (_, at) => at);
  const firsts = all.map((at) => row(at, 0));
  const items = firsts[0]!.looks[0]![1].length;
  const tested = firsts.find(({ test }) => test !== null)?.test?.length ?? 0;
  const stepAt = ({ steps }: CurveRow, share: number): number => Math.round(steps * share);
  /** Of one process; programs are compiled once in either case, for training and for answers. */
  const startOf = ({ prepare }: CurveRow): number => fixed * (START + prepare);
  const compiled = ({ compile }: CurveRow): number => fixed * compile;
  const seconds = (action: Action, from: number): number => {
    const its = row(action.candidate, action.seed);
    const trained = (stepAt(its, action.share) - stepAt(its, from)) * its.step;
    const answers = action.items * its.validationItem;
    if (action.share < 1) return startOf(its) + compiled(its) + trained + answers;
    const [processes, validations] = its.steps === 0 ? [1, 0] : [2, 2 * answers];
    return processes * startOf(its) + compiled(its) + trained + validations + answers + tested * its.testItem;
  };
  const wholeAction = (candidate: number, seed: number): Action => ({ candidate, seed, share: 1, items });
  const testOf = (at: number): number =>
    seeds.reduce((sum, _, seed) => sum + ones(row(at, seed).test ?? '') / tested, 0) / seeds.length;
  const validationOf = (at: number): number =>
    seeds.reduce((sum, _, seed) => sum + kept(row(at, seed)) / items, 0) / seeds.length;
  return {
    task: firsts[0]!.task,
    draw: seeds.join(),
    problem: {
      candidates: firsts.map(({ method, steps }) => ({ method, trains: steps > 0 })),
      seeds: seeds.length,
      items,
      budget,
    },
    observe(action) {
      const its = row(action.candidate, action.seed);
      const step = stepAt(its, action.share);
      const look = its.looks.find(([at]) => at === step);
      const base = {
        ...action,
        commonest: items * commonestOf(its.task),
        parameters: its.parameters,
        losses: its.losses.slice(0, step).flatMap((loss) => loss ?? []),
      };
      if (action.share >= 1)
        return { ...base, correct: its.test === null ? null : kept(its), recentred: null };
      if (!look) return { ...base, correct: null, recentred: null };
      return { ...base, correct: ones(look[1]), recentred: look[2] === null ? null : ones(look[2]) };
    },
    seconds,
    whole: all.reduce(
      (sum, at) => sum + seeds.reduce((own, _, seed) => own + seconds(wholeAction(at, seed), 0), 0),
      0,
    ),
    recommended(candidates) {
      const order = candidates.toSorted(
        (a, b) => validationOf(b) - validationOf(a) || firsts[a]!.parameters - firsts[b]!.parameters || a - b,
      );
      return order[0] === undefined ? 0 : testOf(order[0]);
    },
    highest: Math.max(...all.map(testOf)),
    apart(kind, candidate) {
      const its = find(kind, candidate, 0);
      const last = its?.looks.at(-1);
      if (!its || !last) return null;
      const took = 2 * startOf(its) + compiled(its) + its.steps * its.step + items * its.validationItem;
      return { correct: ones(last[1]), seconds: took };
    },
  };
}

/** Right validation answers of the state that a training keeps: the better of that at half and that at the end. */
function kept({ looks, steps }: CurveRow): number {
  const judged = looks.filter(([step]) => step === steps || step === Math.round(steps / 2));
  const best = judged.toSorted((a, b) => ones(b[1]) + b[3] / 2 - (ones(a[1]) + a[3] / 2))[0];
  return best ? ones(best[1]) : 0;
}

/** Of each task's labels, which are equally frequent but for those of real sentences. */
const LABELS = new Map([
  ['hotel', 2],
  ['takeaway', 2],
  ['topic', 6],
  ['hotel-stars', 5],
  ['mapping', 4],
  ['sst2', 2],
]);
const commonestOf = (task: string): number => 1 / (LABELS.get(task) ?? 1);

export interface Played {
  readonly finalists: readonly number[];
  readonly seconds: number;
}

/** A search played through to its end. */
export function play(world: World, next: (problem: Problem, seen: readonly Observation[]) => Stage): Played {
  const seen: Observation[] = [];
  let seconds = 0;
  for (;;) {
    const stage = next(world.problem, seen);
    for (const action of stage.actions) {
      const before = seen.filter((one) => one.candidate === action.candidate && one.seed === action.seed);
      if (before.some((one) => one.share === action.share)) continue;
      seconds += world.seconds(action, Math.max(0, ...before.map(({ share }) => share)));
      seen.push(world.observe(action));
    }
    if (stage.last)
      return { finalists: [...new Set(stage.actions.map(({ candidate }) => candidate))], seconds };
  }
}
