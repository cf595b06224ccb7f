/**
 * Trains a patch: batches of like length, loss on completions only, AdamW under a schedule, the best state by validation. A killed
 * training goes on from a state on disk as if nothing had happened.
 */
import { type AdamWOptions, type Engine, type MemoryAccount, adamWDefaults } from '@adaptbench/graph';
import { ConfigError, LoadError } from '../basics/errors.ts';
import { fitTensors } from '../files/fit-tensors.ts';
import type { Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { random } from '../basics/random.ts';
import { trainables } from '../run/forward.ts';
import { accountOf } from './account.ts';
import { type Example, type TrainBatch, lossWeight, trainBatch } from './batches.ts';
import { startingState } from './initial.ts';
import { packsOf } from './packs.ts';
import { stepPlan } from './plan.ts';
import { type TrainPrograms, type Trained, trainPrograms } from './program.ts';
import type { SettledTraining, TrainSettings } from '../contracts/train-settings.ts';
import type { Progress, TrainState, TrainStateFile } from './state.ts';
import { type Stepper, openStepper } from './stepper.ts';

export interface TrainJob {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly patch: Patch;
  readonly examples: readonly Example[];
  /** With a learning rate; `settledRate` gives a method's own. */
  readonly settings: TrainSettings;
  /** Decay rates and ε of AdamW where they are not the usual ones. */
  readonly adamW?: Partial<AdamWOptions>;
  readonly seed: number;
  /** Initial values; by default the patch's own from the seed. */
  readonly initial?: Tensors;
  /** See `InitialSource`. */
  readonly labelWords?: readonly string[];
  /** Judges a state; higher is better. */
  readonly validate?: (state: Tensors) => Promise<number>;
  readonly stateFile?: TrainStateFile;
  /** Is shown the trained tensors as they are after these steps. */
  readonly looks?: {
    readonly at: ReadonlySet<number>;
    readonly look: (step: number, state: Tensors) => Promise<void>;
  };
  /** Pauses after this step: the state is saved, from which another call goes on. By default the last. */
  readonly until?: number;
  readonly onStep?: (step: number, steps: number, loss: number) => void;
}

export interface TrainOutcome {
  /** The patch's tensors at the best validation, or at the end where none was asked for. */
  readonly state: Tensors;
  /** Those after the last step that was made, however they were judged. */
  readonly now: Tensors;
  readonly progress: Progress;
  /** Updates that were planned. */
  readonly steps: number;
  /** Passes over the examples that were made, the last perhaps in part. */
  readonly epochs: number;
  /** The step whose state was kept. */
  readonly bestStep: number;
  /**
   * Where loss or tensors were no longer finite numbers: training ended there. `state` is then the best that was validated before; it
   * is worth nothing where `progress.evaluations` is empty.
   */
  readonly diverged: { readonly step: number; readonly loss: number } | null;
  /** What a reader should know, e.g. why a state on disk was not used. */
  readonly notes: readonly string[];
  /** Floating-point operations of the whole run, padding included, by the program's own count. */
  readonly flops: number;
  /** What the largest batch needs, by lifetimes. */
  readonly memory: MemoryAccount;
  /** Seconds to compile the programs. */
  readonly compileSeconds: number;
}

export async function train(job: TrainJob): Promise<TrainOutcome> {
  const { model, patch, seed } = job;
  const s = withRate(job.settings);
  const trained = trainables(model.architecture, patch).map((t): Trained => ({
    ...t,
    weightDecay: s.weightDecay,
  }));
  const programs = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    ...job.adamW,
    maxGradientNorm: s.clipNorm,
    packs: packsOf(trained),
  });
  const plan = stepPlan(job.examples, s, seed);
  const { steps } = plan;
  let diverged: TrainOutcome['diverged'] = null;
  const { stepper, compileSeconds, notes, ...begin } = await openTraining(
    job,
    trained,
    programs,
    s.accumulate,
  );
  let { progress, best } = begin;
  try {
    const last = Math.min(steps, job.until ?? steps);
    for (let step = progress.step + 1; step <= last; step++) {
      const start = performance.now();
      const groups = plan.examples(step);
      const weight = lossWeight(groups.flat());
      const batches = groups.map((group) => trainBatch(group, patch.positions, weight));
      const rate = s.learningRate * plan.rateShare(step);
      const loss = await stepper.step(batches, rate, step, random(seed, 'dropout', step));
      progress = after(progress, step, performance.now() - start, loss, batches);
      job.onStep?.(step, steps, loss);
      const looked = job.looks?.at.has(step) === true;
      const evaluates = job.validate !== undefined && plan.evaluateAt.has(step);
      // A loss may be finite and its gradient not; looking at every tensor takes time, so only where a state may be kept.
      const judged =
        Number.isFinite(loss) && (step === last || looked || plan.evaluateAt.has(step))
          ? await judge(
              job,
              trained,
              { tensors: await stepper.state(), best, progress },
              {
                evaluates,
                looked,
                saves: evaluates || (step === last && step < steps),
              },
            )
          : { best, progress };
      if (!Number.isFinite(loss) || judged === null) {
        diverged = { step, loss };
        break;
      }
      ({ best, progress } = judged);
    }
    const now = patchTensors(trained, await stepper.state());
    const bestEvaluation = progress.evaluations.toSorted((a, b) => b.score - a.score || a.step - b.step)[0];
    return {
      state: best ?? now,
      now,
      progress,
      steps,
      epochs: progress.step / plan.stepsPerEpoch,
      bestStep: bestEvaluation?.step ?? progress.step,
      diverged,
      notes,
      ...accountOf(plan, progress.step, programs, s.accumulate),
      compileSeconds,
    };
  } finally {
    await stepper.dispose();
  }
}

/** The tensors that training begins with are the stepper's from here on: a copy that outlived them would count as its memory. */
async function openTraining(
  job: TrainJob,
  trained: readonly Trained[],
  programs: TrainPrograms,
  accumulate: number,
): Promise<
  Pick<TrainState, 'progress' | 'best'> &
    Pick<TrainOutcome, 'notes' | 'compileSeconds'> & { readonly stepper: Stepper }
> {
  const { state, notes } = await savedState(job.stateFile, trained);
  const { tensors, best, progress } = state ?? freshState(trained, job.initial ?? (await startingState(job)));
  const began = performance.now();
  const stepper = await openStepper(job.engine, job.model, programs, tensors, accumulate);
  return { stepper, best, progress, notes, compileSeconds: (performance.now() - began) / 1000 };
}

/** What is done with a state between two steps; null where it is no longer of finite numbers. */
async function judge(
  job: TrainJob,
  trained: readonly Trained[],
  state: TrainState,
  { evaluates, looked, saves }: { evaluates: boolean; looked: boolean; saves: boolean },
): Promise<Pick<TrainState, 'progress' | 'best'> | null> {
  if (!allFinite(state.tensors)) return null;
  const { step } = state.progress;
  const next = evaluates && job.validate ? await evaluated(state, step, trained, job.validate) : state;
  if (looked) await job.looks?.look(step, patchTensors(trained, next.tensors));
  if (saves) await job.stateFile?.save(next);
  return { best: next.best, progress: next.progress };
}

function withRate({ learningRate, ...settings }: TrainSettings): SettledTraining {
  if (learningRate === null)
    throw new ConfigError('training.learningRate is null: expected a number, as only a method has its own.');
  return { ...settings, learningRate };
}

/** A state on disk that does not fit is work lost, not an error: the run begins anew, ends with the same, and says why. */
async function savedState(
  file: TrainStateFile | undefined,
  trained: readonly Trained[],
): Promise<{ state: TrainState | null; notes: string[] }> {
  try {
    const state = (await file?.load()) ?? null;
    const expected = trained.flatMap(({ input, shape }) =>
      [input, `m.${input}`, `v.${input}`].map((name) => [name, shape] as const),
    );
    if (state) fitTensors('training state', state.tensors, new Map(expected), 'Training began anew.');
    return { state, notes: [] };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return { state: null, notes: [error.message] };
  }
}

function freshState(trained: readonly Trained[], initial: Tensors): TrainState {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const t of trained) {
    const value = initial.get(t.name);
    if (!value) throw new Error(`internal: no initial value for "${t.name}"`);
    tensors.set(t.input, value);
    for (const moment of ['m', 'v'])
      tensors.set(`${moment}.${t.input}`, { shape: t.shape, data: new Float32Array(value.data.length) });
  }
  return {
    tensors,
    best: null,
    progress: { step: 0, seconds: 0, tokens: 0, losses: [], stepMs: [], evaluations: [] },
  };
}

/** The trained tensors of a state, moments left out, by the patch's names. */
const patchTensors = (trained: readonly Trained[], tensors: Tensors): Tensors =>
  new Map(trained.map((t) => [t.name, tensors.get(t.input)!]));

const allFinite = (tensors: Tensors): boolean =>
  [...tensors.values()].every(({ data }) => data.every((x) => Number.isFinite(x)));

const after = (
  p: Progress,
  step: number,
  ms: number,
  loss: number,
  batches: readonly TrainBatch[],
): Progress => ({
  ...p,
  step,
  seconds: p.seconds + ms / 1000,
  tokens: p.tokens + batches.reduce((n, b) => n + b.tokens, 0),
  losses: [...p.losses, loss],
  stepMs: [...p.stepMs, ms],
});

async function evaluated(
  state: TrainState,
  step: number,
  trained: readonly Trained[],
  validate: (t: Tensors) => Promise<number>,
): Promise<TrainState> {
  const now = patchTensors(trained, state.tensors);
  const score = await validate(now);
  if (!Number.isFinite(score))
    throw new Error(`validation after step ${step} gave ${score}: expected a number.`);
  const before = state.progress.evaluations;
  const better = before.every((e) => score > e.score);
  return {
    ...state,
    best: better ? now : state.best,
    progress: { ...state.progress, evaluations: [...before, { step, score }] },
  };
}
