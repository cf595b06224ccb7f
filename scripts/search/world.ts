/** One task of the table with its seeds in some order: what a search would see there, what it would pay, and what it would lose. */
import type { Action, Observation, Problem, Stage } from '@adaptbench/harness';
import { groupBy } from '@adaptbench/results';
import type { CurveRow } from './table.ts';

/**
 * Processor's seconds beside what the table has, as measured on hotel-stars with five methods (results/regret/README.md). A process, until it
 * has opened its model: one per whole trial of the first seed, whose memory it tells, and one per stage for all that shares it.
 */
const START = 1;
/** A trial or look in a process that is there already: its texts, its programs as they are built, its state on the disk. */
const BEGIN = 0.15;
/** Methods whose answers need programs with weights of their own, which no look shares; of what is compiled that is a half. */
const OWN_WEIGHTS = new Set(['full', 'partial']);

export interface World {
  readonly task: string;
  /** Names the order of the seeds. */
  readonly draw: string;
  readonly problem: Problem;
  readonly observe: (action: Action) => Observation;
  /** `after`: what the process did before it, if anything. */
  readonly seconds: (action: Action, from: number, after?: Action) => number;
  /** The same for those that need the same programs. */
  readonly shapeOf: (action: Action) => string;
  /** Of the process that a stage's trials share. */
  readonly start: number;
  readonly whole: number;
  /** Test accuracy over the seeds of what is recommended among `candidates`, by validation alone, of the seeds that have run. */
  readonly recommended: (candidates: readonly number[], seedsOf?: (candidate: number) => number) => number;
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
  const places = [...new Set(wholes.map(({ at }) => at))].toSorted((a, b) => a - b);
  const find = (kind: CurveRow['kind'], at: number, seed: number): CurveRow | undefined => {
    const own = rows.filter((row) => row.kind === kind && row.at === places[at]);
    // What trains nothing may draw nothing either: then one seed stands for all.
    return own.find((row) => row.seed === seeds[seed]) ?? own.find((row) => row.steps === 0);
  };
  const row = (at: number, seed: number): CurveRow => {
    const found = find('whole', at, seed);
    if (!found) throw new Error(`the table lacks configuration ${at} with seed ${seeds[seed]}`);
    return found;
  };
  const all = [...places.keys()];
  const firsts = all.map((at) => row(at, 0));
  const items = firsts[0]!.looks[0]![1].length;
  const tested = firsts.find(({ test }) => test !== null)?.test?.length ?? 0;
  const stepAt = ({ steps }: CurveRow, share: number): number => Math.round(steps * share);
  const start = fixed * START;
  const shapeOf = ({ candidate }: Action): string => {
    const { method, config } = firsts[candidate]!;
    return JSON.stringify([method, config]);
  };
  /** Programs of a look that comes after one of the same shape are there already. */
  const compiled = (action: Action, after: Action | undefined): number => {
    const its = row(action.candidate, action.seed);
    const shared = after !== undefined && after.share < 1 && shapeOf(after) === shapeOf(action);
    const part = !shared ? 1 : OWN_WEIGHTS.has(its.method) ? 0.5 : 0;
    return fixed * part * its.compile;
  };
  const seconds = (action: Action, from: number, after?: Action): number => {
    const its = row(action.candidate, action.seed);
    // Without exemplars nothing is drawn: one seed stands for all.
    if (action.seed > 0 && its.config['shots'] === 0) return 0;
    const trained = (stepAt(its, action.share) - stepAt(its, from)) * its.step;
    const answers = Math.min(action.items, items) * its.validationItem;
    if (action.share < 1) return fixed * BEGIN + compiled(action, after) + trained + answers;
    const validations = its.steps === 0 ? 0 : 2 * answers;
    const begin = its.steps > 0 && action.seed === 0 ? start + fixed * its.prepare : fixed * BEGIN;
    return begin + compiled(action, after) + trained + validations + answers + tested * its.testItem;
  };
  const wholeAction = (candidate: number, seed: number): Action => ({ candidate, seed, share: 1, items });
  const testOf = (at: number): number =>
    seeds.reduce((sum, _, seed) => sum + ones(row(at, seed).test ?? '') / tested, 0) / seeds.length;
  const validationOf = (at: number, some: number): number =>
    seeds.slice(0, some).reduce((sum, _, seed) => sum + kept(row(at, seed)) / items, 0) / some;
  return {
    task: firsts[0]!.task,
    draw: seeds.join(),
    problem: {
      candidates: firsts.map(({ method, config, steps, learningRate, rateFactor }) => ({
        method,
        trains: steps > 0,
        fields: JSON.stringify(config),
        training: JSON.stringify([learningRate, rateFactor]),
      })),
      seeds: seeds.length,
      items,
      budget,
    },
    observe(action) {
      const its = row(action.candidate, action.seed);
      const step = stepAt(its, action.share);
      const look = its.looks.find(([at]) => at === step);
      const asked = Math.min(action.items, items);
      const base = {
        ...action,
        items: asked,
        commonest: asked * commonestOf(its.task),
        parameters: its.parameters,
        losses: its.losses.slice(0, step).flatMap((loss) => loss ?? []),
      };
      const nothing = { correct: null, recentred: null, gold: null };
      if (action.share >= 1) return { ...base, ...nothing, correct: its.test === null ? null : kept(its) };
      const diverged = its.losses.length < step || its.test === null;
      if (!look && !diverged) throw new Error(`${its.task}: the table lacks answers at step ${step}`);
      if (!look) return { ...base, ...nothing };
      // The first of them, though centred by the means over all.
      const right = (digits: string): number => ones(digits.slice(0, asked));
      return {
        ...base,
        correct: right(look[1]),
        recentred: look[2] === null ? null : right(look[2]),
        // Over all items, however many are asked.
        gold: look[2] === null ? null : look[3],
      };
    },
    seconds,
    shapeOf,
    start,
    whole: all.reduce(
      (sum, at) => sum + seeds.reduce((own, _, seed) => own + seconds(wholeAction(at, seed), 0), 0),
      start,
    ),
    recommended(candidates, seedsOf = () => seeds.length) {
      const score = (at: number): number => validationOf(at, seedsOf(at));
      const order = candidates.toSorted(
        (a, b) => score(b) - score(a) || firsts[a]!.parameters - firsts[b]!.parameters || a - b,
      );
      return order[0] === undefined ? 0 : testOf(order[0]);
    },
    highest: Math.max(...all.map(testOf)),
    apart(kind, candidate) {
      const its = find(kind, candidate, 0);
      const last = its?.looks.at(-1);
      if (!its || !last) return null;
      const took =
        start + fixed * (its.prepare + its.compile) + its.steps * its.step + items * its.validationItem;
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
  ['few-intents', 6],
  ['families', 2],
]);
const commonestOf = (task: string): number => 1 / (LABELS.get(task) ?? 1);

export interface Played {
  /** How many seeds ran whole, by candidate. */
  readonly finalists: ReadonlyMap<number, number>;
  readonly seconds: number;
}

/** A search played through to its end. */
export function play(world: World, next: (problem: Problem, seen: readonly Observation[]) => Stage): Played {
  const seen: Observation[] = [];
  let seconds = 0;
  for (;;) {
    const stage = next(world.problem, seen);
    let after: Action | undefined;
    seconds += world.start;
    for (const action of groupBy(stage.actions, world.shapeOf).flat()) {
      const before = seen.filter((one) => one.candidate === action.candidate && one.seed === action.seed);
      if (before.some((one) => one.share === action.share)) continue;
      seconds += world.seconds(action, Math.max(0, ...before.map(({ share }) => share)), after);
      seen.push(world.observe(action));
      after = action;
    }
    if (!stage.last) continue;
    const finalists = new Map<number, number>();
    for (const { candidate, share } of seen)
      if (share === 1) finalists.set(candidate, (finalists.get(candidate) ?? 0) + 1);
    return { finalists, seconds };
  }
}
