/**
 * Further seeds where they may change the answer, and not evenly. On each task the validation leader and the configuration most likely to
 * be better after all get them in turn. That ends where nothing can overtake or the budget is spent (best-arm identification with a fixed
 * budget; the leader and its nearest rival, as in LUCB, Kalyanakrishnan et al. 2012, and top-two sampling, Russo 2016). Pure: the same
 * records give the same next trials, so a run that was cut goes on where it was.
 */
import {
  type DoneTrial,
  type TrialRecord,
  type TrialSpec,
  configurationId,
  count,
  groupBy,
  judged,
  mean,
  taskKey,
  trialId,
} from '@adaptbench/results';
import type { Stage } from './search/stages.ts';

export interface SeedPlan {
  /** Trials that run in any case, one or two seeds of each configuration. */
  readonly first: readonly TrialSpec[];
  /** Trials with further seeds, seed by seed. */
  readonly further: readonly TrialSpec[];
  /** Trials at once: a stage has so many. */
  readonly lanes: number;
  /** Whether trials with these records leave time or number for more, of these seconds each. */
  readonly room: (records: readonly TrialRecord[], next: readonly number[]) => boolean;
}

/** Standard errors between a leader and a rival from which on no seed is spent on them. */
const DECIDED = 3;

/** Share of right answers (or of a metric's range) that is no difference: two that are as good as each other would take all there is. */
const NO_MATTER = 0.01;

/** The stages that can be known from `records`, in order; all but the last of them are answered by it. */
export function seedStages(plan: SeedPlan, records: readonly TrialRecord[]): Stage[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const found: Stage[] = [{ specs: plan.first, last: false, timed: false, name: '' }];
  const seen: TrialRecord[] = [];
  for (;;) {
    const { specs } = found.at(-1)!;
    const answered = specs.flatMap((spec) => byId.get(trialId(spec)) ?? []);
    if (answered.length < specs.length) return found;
    seen.push(...answered);
    const next = nextTrials(plan, seen);
    const done = next.every((spec) => byId.has(trialId(spec)));
    const room =
      next.length > 0 &&
      (done ||
        plan.room(
          seen,
          next.map((spec) => secondsOf(spec, seen)),
        ));
    // All of them once more: none is left to run, and requests are timed where the last seed has left the choice.
    if (!room) return [...found, { specs: found.flatMap((stage) => stage.specs), last: true, name: '' }];
    found.push({
      specs: next,
      last: false,
      timed: false,
      name: `${count(next.length, 'further seed')} where the answer may change`,
    });
  }
}

/** Seconds of a trial, by those of its configuration. */
const secondsOf = (spec: TrialSpec, records: readonly TrialRecord[]): number =>
  mean(records.flatMap((r) => (configurationId(r.spec) === configurationId(spec) ? [r.seconds] : []))) ?? 0;

interface Arm {
  readonly task: string;
  readonly method: string;
  /** One per seed, of the validation split, from 0 to 1. */
  readonly scores: readonly number[];
  readonly seconds: number;
  /** Trials that it has left. */
  readonly unrun: readonly TrialSpec[];
  /** Of one seed's score; pooled over the method's configurations. */
  readonly variance: number;
}

/** As many as run at once; none where the answer is settled or no seed is left. */
function nextTrials({ further, lanes }: SeedPlan, records: readonly TrialRecord[]): TrialSpec[] {
  const begun = new Set(records.map(({ id }) => id));
  const unrun = further.filter((spec) => !begun.has(trialId(spec)));
  const done = records.filter((record) => record.state === 'done');
  let arms = armsOf(done, unrun);
  const next: TrialSpec[] = [];
  while (next.length < lanes) {
    const rivals = groupBy(arms, ({ task }) => task).flatMap(nearest);
    const [closest] = rivals.toSorted((a, b) => a.errors - b.errors);
    const arm = closest?.pair.filter((one) => one.unrun.length > 0).toSorted((a, b) => gain(b) - gain(a))[0];
    const spec = arm?.unrun[0];
    if (arm === undefined || spec === undefined) break;
    next.push(spec);
    // What it will answer is not known: another seed narrows it where it is.
    const withSeed = { ...arm, unrun: arm.unrun.slice(1), scores: [...arm.scores, mean(arm.scores) ?? 0] };
    arms = arms.map((one) => (one === arm ? withSeed : one));
  }
  return next;
}

function armsOf(done: readonly DoneTrial[], unrun: readonly TrialSpec[]): Arm[] {
  const unrunOf = new Map(
    groupBy(unrun, configurationId).map((seeds) => [configurationId(seeds[0]!), seeds]),
  );
  const plain = groupBy(done, ({ spec }) => configurationId(spec)).map((seeds) => ({
    task: taskKey(seeds[0]!.spec),
    method: seeds[0]!.spec.method,
    scores: seeds.map(scoreOf),
    seconds: mean(seeds.map(({ seconds }) => seconds)) ?? 0,
    unrun: unrunOf.get(configurationId(seeds[0]!.spec)) ?? [],
  }));
  const [byMethod, byTask] = [
    pooled(plain, ({ task, method }) => `${task} ${method}`),
    pooled(plain, ({ task }) => task),
  ];
  return plain.map((arm) => ({
    ...arm,
    // Where seeds have been seen to agree exactly, they may still differ by an item.
    variance: byMethod(arm) ?? byTask(arm) ?? 0,
  }));
}

/** Variance within configurations, over those of a group together; null of a group in which none has two seeds. */
function pooled<T extends { readonly scores: readonly number[] }>(
  arms: readonly T[],
  keyOf: (arm: T) => string,
): (arm: T) => number | null {
  const found = new Map(
    groupBy(arms, keyOf).map((group) => {
      const df = group.reduce((n, { scores }) => n + scores.length - 1, 0);
      const squares = group.reduce((sum, { scores }) => {
        const middle = mean(scores) ?? 0;
        return sum + scores.reduce((s, x) => s + (x - middle) ** 2, 0);
      }, 0);
      return [keyOf(group[0]!), df === 0 ? null : squares / df] as const;
    }),
  );
  return (arm) => found.get(keyOf(arm)) ?? null;
}

/** The leader and the rival that is nearest in standard errors; none where nothing may still change and matter. */
function nearest(arms: readonly Arm[]): { readonly pair: readonly [Arm, Arm]; readonly errors: number }[] {
  const [leader, ...others] = arms.toSorted((a, b) => middleOf(b) - middleOf(a));
  if (leader === undefined) return [];
  return others.flatMap((rival) => {
    const gap = middleOf(leader) - middleOf(rival);
    const error = Math.sqrt(errorOf(leader) + errorOf(rival));
    const open = leader.unrun.length + rival.unrun.length > 0 && error > 0;
    const matters = gap + DECIDED * error > NO_MATTER && gap < DECIDED * error;
    return open && matters ? [{ pair: [leader, rival] as const, errors: gap / error }] : [];
  });
}

const middleOf = ({ scores }: Arm): number => mean(scores) ?? 0;
/** Variance of the mean, as far as it is the seeds'. */
const errorOf = ({ variance, scores }: Arm): number => variance / Math.max(1, scores.length);

/** By how much another seed narrows it, per second. */
const gain = ({ variance, scores: { length: k }, seconds }: Arm): number =>
  variance / (k * (k + 1)) / Math.max(seconds, 0.01);

/** Of the validation split, from 0 to 1. */
const scoreOf = ({ accuracy: { validation } }: DoneTrial): number =>
  validation.n === 0 ? 0 : judged(validation).mean;
