/**
 * A sweep that is searched: its trials in stages, looks at paused trainings first, the finalists' whole trials at last. Pure: the same
 * records give the same next trials, so a run that was cut goes on where it was.
 */
import { ConfigError } from '@adaptbench/core';
import {
  judged,
  type TrialRecord,
  type TrialSpec,
  canonicalJson,
  configurationId,
  count,
  groupBy,
  taskKey,
  trialId,
} from '@adaptbench/results';
import type { SplitSizes } from '../../tasks.ts';
import { search } from './chosen.ts';
import type { Action, Observation, Problem } from './contract.ts';
import { looked } from './rates-first.ts';
import { BUDGET, type Size, scheduleFor } from './schedule.ts';

/** Validation items of a look, of the first fewer: more would tell little more of which is the better, and cost as much as training. */
const ITEMS = 128;

export interface Stage {
  readonly specs: readonly TrialSpec[];
  /** Whether these are whole trials, after which nothing comes. */
  readonly last: boolean;
  /** Whether single requests are timed after its trials; they are unless told. */
  readonly timed?: false;
  /** For people. */
  readonly name: string;
}

type Sizes = (spec: TrialSpec) => SplitSizes;

/**
 * The stages that can be known from `records`, in order; all but the last of them are answered by it. `plan`: the whole sweep, whose
 * tasks are searched each for itself. `sizes`: of a trial's splits.
 */
export function stages(plan: readonly TrialSpec[], records: readonly TrialRecord[], sizes: Sizes): Stage[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const tasks = groupBy(plan, taskKey).map((own) => stagesOf(own, byId, sizes));
  // Tasks may have different numbers of looks: those that are at their last wait for the others.
  const open = tasks.filter((own) => own.at(-1)?.last !== true);
  const known =
    open.length > 0
      ? Math.min(...open.map((own) => own.length))
      : Math.max(...tasks.map((own) => own.length));
  return Array.from({ length: known }, (_, i) => {
    const now = tasks.flatMap((own) => own.slice(i, i + 1));
    return {
      specs: now.flatMap((stage) => stage.specs),
      last: open.length === 0 && i === known - 1,
      name: [...new Set(now.map((stage) => stage.name))].join('; '),
    };
  });
}

/** What is to be said before the first trial: a line per task whose sweep is too small to be searched at the usual cost. */
export function searchNotes(plan: readonly TrialSpec[]): string[] {
  const lines = groupBy(plan, taskKey).flatMap((own) => {
    const size = sizeOf(own);
    const { cost } = scheduleFor(size, BUDGET);
    return cost <= BUDGET ? [] : [tooSmall(size, cost)];
  });
  return [...new Set(lines)];
}

/** Searching it would cost nearly what it costs whole. */
const USELESS = 0.75;

function tooSmall(size: Size, cost: number): string {
  const all = size.trained + size.untrained;
  const what = `--search: ${all} configurations, ${size.trained} of which train, with ${count(size.seeds, 'seed')} are few`;
  const mend = mendOf(size);
  if (cost > USELESS)
    throw new ConfigError(
      `${what}: a search would cost ${percent(cost)} of the whole sweep. Leave --search out; ${mend}.`,
    );
  return `${what}: the search takes about ${percent(cost)} of the whole sweep and not ${percent(BUDGET)}; ${mend}`;
}

/** More than anybody tries. */
const MANY = 1000;

/** Every configuration is looked at with one seed: the more seeds a whole sweep has, the less that is of it. */
function mendOf(size: Size): string {
  // As many of them are looked at as now.
  const looksAt = (trained: number): number => Math.ceil((size.looked / Math.max(1, size.trained)) * trained);
  const costOf = (trained: number): number =>
    scheduleFor({ ...size, trained, looked: looksAt(trained) }, BUDGET).cost;
  const enough = Array.from({ length: MANY }, (_, i) => i + 1).find(
    (trained) => trained > size.trained && costOf(trained) <= BUDGET,
  );
  return enough === undefined
    ? `with so few seeds no sweep is searched for less than ${percent(costOf(MANY))}, with more it would take a smaller share`
    : `${enough} that train would do (try more values, such as learning rates)`;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

type Configuration = readonly TrialSpec[];

const configurationsOf = (plan: readonly TrialSpec[]): Configuration[] => groupBy(plan, configurationId);

function problemOf(plan: readonly TrialSpec[], items: number): Problem {
  const groups = configurationsOf(plan);
  return {
    candidates: groups.map(([first]) => ({
      method: first!.method,
      trains: first!.training !== null,
      fields: canonicalJson(first!.config),
      training: canonicalJson(first!.training),
    })),
    seeds: Math.max(...groups.map((group) => group.length)),
    items,
    budget: BUDGET,
  };
}

function sizeOf(plan: readonly TrialSpec[]): Size {
  const { candidates, seeds } = problemOf(plan, ITEMS);
  const trained = [...candidates.keys()].filter((i) => candidates[i]!.trains);
  return {
    trained: trained.length,
    looked: looked(candidates, trained),
    untrained: candidates.length - trained.length,
    seeds,
  };
}

/** All stages of one task that can be known: the last of them is the one to run. */
function stagesOf(plan: readonly TrialSpec[], byId: ReadonlyMap<string, TrialRecord>, sizes: Sizes): Stage[] {
  const groups = configurationsOf(plan);
  const problem = problemOf(plan, Math.min(ITEMS, sizes(plan[0]!).validation));
  const found: Stage[] = [];
  const seen: Observation[] = [];
  for (;;) {
    const { actions, last, name } = search.next(problem, seen);
    const asked = actions.flatMap((action) => {
      const whole = groups[action.candidate]?.[action.seed];
      return whole === undefined ? [] : [{ action, spec: specOf(whole, action) }];
    });
    const specs = asked.map(({ spec }) => spec);
    found.push({ specs: last ? specs : groupBy(specs, programsOf).flat(), last, name });
    const answered = asked.flatMap(({ action, spec }) => {
      const record = byId.get(trialId(spec));
      return record === undefined ? [] : [observed(action, record)];
    });
    if (last || answered.length < asked.length) return found;
    seen.push(...answered);
  }
}

/** Looks that differ by rate or seed alone need the same programs: one after the other, they share them where they share a process. */
const programsOf = ({ seed: _, training, ...rest }: TrialSpec): string =>
  canonicalJson({ ...rest, training: training && { ...training, learningRate: 0, rateFactor: 0 } });

const specOf = (whole: TrialSpec, { share, items }: Action): TrialSpec =>
  share === 1 ? whole : { ...whole, screen: { steps: share, items, paused: true } };

function observed(action: Action, record: TrialRecord): Observation {
  if (record.state !== 'done')
    return { ...action, correct: null, recentred: null, gold: null, commonest: 0, losses: [], parameters: 0 };
  const { n, correct, look, grades } = record.accuracy.validation;
  const share = (score: number | undefined): number | null => (score === undefined ? null : score * n);
  return {
    ...action,
    items: n,
    correct: grades === undefined || n === 0 ? correct : judged(record.accuracy.validation).mean * n,
    recentred: look === undefined ? null : (share(look.scored?.recentred) ?? look.recentred),
    gold: look?.gold ?? null,
    commonest: share(look?.scored?.commonest) ?? look?.commonest ?? 0,
    losses: record.training?.lossCurve.map(({ loss }) => loss) ?? [],
    parameters: record.sizes.trainableParameters,
  };
}
