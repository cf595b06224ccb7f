/**
 * Successive halving over a sweep (Jamieson & Talwalkar 2016): every configuration is tried with a small share of its training steps and
 * some of the validation items. The better ones are tried with more where the budget allows, and the last few run whole, with every seed.
 * Only those see test items. Pure: the same records give the same next trials, so a run that was cut goes on where it was.
 */
import type { SplitSizes } from '../tasks.ts';
import { ConfigError } from '@adaptbench/core';
import {
  groupBy,
  taskKey,
  type TrialRecord,
  type Screening,
  type TrialSpec,
  configurationId,
  draws,
  trialId,
} from '@adaptbench/results';

/**
 * Share of the whole sweep's trainings that halving may cost, and of its asked items. Each is kept for itself, so that the sum is no more
 * at any price of a step.
 */
export const BUDGET = 0.25;

/**
 * Share of the steps that a first screening must keep where a second one takes half of the budget. Screenings of 4 and 8 of 64 steps
 * choose badly on the embedded tasks, those of 12 seldom (`results/regret`).
 */
const ENOUGH = 0.2;

/** Share of the steps that a screening has at most. */
const MOST = 0.75;

/** What is to be halved. */
export interface Sweep {
  /** Configurations that train, and that do not. */
  readonly trained: number;
  readonly untrained: number;
  /** Of those that do not train: how many draw nothing, and run with one seed. */
  readonly fixed: number;
  readonly seeds: number;
  readonly sizes: SplitSizes;
}

export interface Schedule {
  /** One or two; `trained`: how many of the configurations that train. The first has all others too. */
  readonly screens: readonly { readonly trained: number; readonly screen: Screening }[];
  /** Configurations that train and run whole; beside them the best of the others. Where none trains: the best of the others. */
  readonly finalists: number;
}

/**
 * Two finalists, or more in half of the budget; what they leave goes to the screenings, a trial a configuration. A second screening has
 * the geometric mean of all and the finalists. null where nothing is left.
 */
export function schedule({ trained, untrained, fixed, seeds, sizes }: Sweep): Schedule | null {
  const finalists = Math.max(2, Math.floor((BUDGET / 2) * (trained || untrained)));
  // In whole trials' trainings and evaluations.
  const training = (BUDGET * trained - finalists) * seeds;
  const all = (trained + untrained - fixed) * seeds + fixed;
  const beside = trained === 0 || untrained === 0 ? 0 : fixed === untrained ? 1 : seeds;
  const evaluation = BUDGET * all - finalists * seeds - beside;
  if (evaluation <= 0 || (trained > 0 && training <= 0)) return null;
  const middle = Math.round(Math.sqrt(trained * finalists));
  const rounds = training / 2 / trained >= ENOUGH ? [trained, middle] : [trained];
  const asked = evaluation * (sizes.validation + sizes.test);
  const items = Math.min(
    sizes.validation,
    Math.floor(asked / (untrained + rounds.reduce((sum, n) => sum + n, 0))),
  );
  if (items === 0) return null;
  const steps = (n: number): number => (n === 0 ? MOST : Math.min(MOST, training / rounds.length / n));
  return {
    screens: rounds.map((n) => ({ trained: n, screen: { steps: rounded(steps(n)), items } })),
    finalists,
  };
}

/** Down to three digits, so that ids do not hang on the last bit. */
const rounded = (share: number): number => Math.floor(share * 1000) / 1000;

export interface Stage {
  readonly specs: readonly TrialSpec[];
  /** Whether these are finalists' whole trials, after which nothing comes. */
  readonly last: boolean;
  /** For people. */
  readonly name: string;
}

/**
 * The stages that can be known from `records`, in order; all but the last of them are answered by it. `plan`: the whole sweep, whose
 * tasks are halved each for itself. `sizes`: of a trial's splits. Throws ConfigError where a task's sweep is too small.
 */
export function stages(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  sizes: (spec: TrialSpec) => SplitSizes,
): Stage[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const tasks = groupBy(plan, taskKey).map((own) => stagesOf(own, byId, sizes(own[0] as TrialSpec)));
  // Tasks may have different numbers of screenings: those that are at their last wait for the others.
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

type Configuration = readonly TrialSpec[];

/** All stages of one task that can be known: the last of them is the one to run. */
function stagesOf(
  plan: readonly TrialSpec[],
  byId: ReadonlyMap<string, TrialRecord>,
  sizes: SplitSizes,
): Stage[] {
  const groups = groupBy(plan, configurationId);
  const seeds = Math.max(...groups.map((group) => group.length));
  const untrained = groups.filter((group) => group[0]?.training === null);
  let left: readonly Configuration[] = groups.filter((group) => group[0]?.training !== null);
  const fixed = untrained.filter(([first]) => first !== undefined && !draws(first)).length;
  const planned = schedule({ trained: left.length, untrained: untrained.length, fixed, seeds, sizes });
  if (planned === null) throw tooSmall(left.length, untrained.length);
  const found: Stage[] = [];
  let free: readonly Configuration[] = untrained;
  for (const [i, { trained, screen }] of planned.screens.entries()) {
    const before = planned.screens[i - 1]?.screen;
    if (before !== undefined) left = best(left, trained, before, byId);
    const now = i === 0 ? [...left, ...untrained] : left;
    const firsts = new Set(now.map(([first]) => first));
    const specs = plan.filter((spec) => firsts.has(spec)).map((spec) => ({ ...spec, screen }));
    const share = left.length === 0 ? '' : `${(screen.steps * 100).toFixed(1)} % of the steps and `;
    found.push({
      specs,
      last: false,
      name: `screening ${i + 1} of ${planned.screens.length}: ${now.length} configurations with ${share}${screen.items} validation items`,
    });
    if (specs.some((spec) => !byId.has(trialId(spec)))) return found;
    if (i === 0) free = best(untrained, left.length === 0 ? planned.finalists : 1, screen, byId);
    if (i === planned.screens.length - 1) left = best(left, planned.finalists, screen, byId);
  }
  const finalists = new Set([...left, ...free].map(([first]) => configurationId(first as TrialSpec)));
  const specs = plan.filter((spec) => finalists.has(configurationId(spec)));
  return [...found, { specs, last: true, name: `${finalists.size} finalists, whole, with every seed` }];
}

function tooSmall(trained: number, untrained: number): ConfigError {
  const least = 2 / BUDGET + 1;
  const all = trained === 0 ? least : least + 1 / BUDGET;
  const wanted = trained > 0 && trained < least ? `${least} that train` : `${all} in all`;
  return new ConfigError(
    `--halving: ${trained + untrained} configurations, ${trained} of which train, are too few: a quarter of the sweep must hold two that run whole and a screening of all. Try more values (at least ${wanted}), or leave --halving out.`,
  );
}

/**
 * The `n` that go on: first the best configuration of each method, best first, so that no family is lost to a slow start alone; then
 * the best of the rest. Those whose screening failed or was skipped are out.
 */
function best(
  groups: readonly Configuration[],
  n: number,
  screen: Screening,
  byId: ReadonlyMap<string, TrialRecord>,
): Configuration[] {
  const scored = groups
    .flatMap((group) => {
      const record = byId.get(trialId({ ...(group[0] as TrialSpec), screen }));
      if (record?.state !== 'done') return [];
      const { correct, n: asked } = record.accuracy.validation;
      const accuracy = asked === 0 ? 0 : correct / asked;
      return [{ group, accuracy, parameters: record.sizes.trainableParameters }];
    })
    .toSorted((a, b) => b.accuracy - a.accuracy || a.parameters - b.parameters);
  const firsts = groupBy(scored, ({ group }) => group[0]?.method ?? '').flatMap((own) => own.slice(0, 1));
  return [...firsts, ...scored.filter((one) => !firsts.includes(one))].slice(0, n).map(({ group }) => group);
}
