/**
 * Trains a patch: batches of like length, loss on completions only, AdamW under a schedule, the best state by validation, and a state
 * on disk from which a killed run goes on as if nothing had happened.
 */
import {
  type Engine,
  type Env,
  type Executable,
  type MemoryAccount,
  type Program,
  type Tensor,
  adamWDefaults,
  flops,
  memory,
  resolveShape,
} from '@adaptbench/graph';
import type { Patch, Tensors } from '../method.ts';
import type { LoadedModel } from '../model.ts';
import { type Random, random } from '../random.ts';
import { trainables } from '../run/forward.ts';
import { type Example, type TrainBatch, epochBatches, scoredTokens, trainBatch } from './batches.ts';
import { type TrainPrograms, type Trained, trainPrograms } from './program.ts';
import { schedule } from './schedule.ts';
import { startingState } from './initial.ts';
import type { TrainSettings } from './settings.ts';
import type { Progress, TrainState, TrainStateFile } from './state.ts';

export interface TrainJob {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly patch: Patch;
  readonly examples: readonly Example[];
  readonly settings: TrainSettings;
  readonly seed: number;
  /** Initial values; by default the patch's own from the seed. */
  readonly initial?: Tensors;
  /** See `InitialSource`. */
  readonly labelWords?: readonly string[];
  /** Judges a state; higher is better. */
  readonly validate?: (state: Tensors) => Promise<number>;
  readonly stateFile?: TrainStateFile;
  readonly onStep?: (step: number, steps: number, loss: number) => void;
}

export interface TrainOutcome {
  /** The patch's tensors at the best validation, or at the end where none was asked for. */
  readonly state: Tensors;
  readonly progress: Progress;
  readonly steps: number;
  readonly bestStep: number;
  /** Floating-point operations of the whole run, padding included, by the program's own count. */
  readonly flops: number;
  /** What the largest batch needs, by lifetimes. */
  readonly memory: MemoryAccount;
  /** Seconds to compile the programs. */
  readonly compileSeconds: number;
}

export async function train(job: TrainJob): Promise<TrainOutcome> {
  const { model, engine, patch, examples, settings: s, seed } = job;
  const trained = trainables(model.architecture, patch).map((t): Trained => ({
    ...t,
    weightDecay: s.weightDecay,
  }));
  const programs = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: s.clipNorm,
  });
  const stepsPerEpoch = Math.ceil(Math.ceil(examples.length / s.batchSize) / s.accumulate);
  const steps = Math.min(stepsPerEpoch * s.epochs, s.maxSteps ?? Infinity);
  const warmup = Math.round(s.warmup * steps);
  const evaluateAt = new Set(
    Array.from({ length: s.validations }, (_, i) => Math.round(((i + 1) * steps) / s.validations)),
  );
  let state =
    (await job.stateFile?.load()) ?? freshState(trained, job.initial ?? (await startingState(job)));
  const began = performance.now();
  const stepper = await openStepper(engine, model, programs, s.accumulate);
  const compileSeconds = (performance.now() - began) / 1000;
  const cost = costOf(programs.step);
  let work = 0;
  let largest = { tokens: -1, env: {} as Record<string, number> };
  try {
    for (let step = state.progress.step + 1; step <= steps; step++) {
      const start = performance.now();
      const batches = stepBatches(examples, s, seed, step, stepsPerEpoch, patch.positions);
      const learningRate = s.learningRate * schedule(s.schedule, step, steps, warmup);
      const out = await stepper.step(
        batches,
        state.tensors,
        learningRate,
        step,
        random(seed, 'dropout', step),
      );
      const ms = performance.now() - start;
      for (const b of batches) {
        const env = envOf(b);
        work += cost(env);
        if (b.feeds['ids']!.data.length > largest.tokens)
          largest = { tokens: b.feeds['ids']!.data.length, env };
      }
      state = {
        tensors: out.tensors,
        best: state.best,
        progress: after(state.progress, step, ms, out.loss, batches),
      };
      job.onStep?.(step, steps, out.loss);
      if (!Number.isFinite(out.loss)) break;
      if (job.validate && evaluateAt.has(step)) {
        state = await evaluated(state, step, trained, job.validate);
        await job.stateFile?.save(state);
      }
    }
  } finally {
    await stepper.dispose();
  }
  const best = state.progress.evaluations.toSorted((a, b) => b.score - a.score || a.step - b.step)[0];
  return {
    state: state.best ?? patchTensors(trained, state.tensors),
    progress: state.progress,
    steps,
    bestStep: best?.step ?? steps,
    flops: work,
    memory: memory(programs.step, largest.env, programs.gradients),
    compileSeconds,
  };
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

function stepBatches(
  examples: readonly Example[],
  s: TrainSettings,
  seed: number,
  step: number,
  stepsPerEpoch: number,
  start: number,
): TrainBatch[] {
  const epoch = Math.floor((step - 1) / stepsPerEpoch);
  const first = ((step - 1) % stepsPerEpoch) * s.accumulate;
  const groups = epochBatches(examples, s.batchSize, seed, epoch)
    .slice(first, first + s.accumulate)
    .map((g) => g.map((i) => examples[i]!));
  const scored = scoredTokens(groups.flat());
  return groups.map((g) => trainBatch(g, start, scored));
}

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
  const before = state.progress.evaluations;
  const better = before.every((e) => score > e.score);
  return {
    ...state,
    best: better ? now : state.best,
    progress: { ...state.progress, evaluations: [...before, { step, score }] },
  };
}

function envOf(b: TrainBatch): Record<string, number> {
  const [B, T] = b.feeds['ids']!.shape;
  return { B: B!, T: T!, S: b.feeds['scored']!.shape[1]! };
}

/** FLOPs of a run by its sizes; few distinct ones occur. */
function costOf(step: Program): (env: Env) => number {
  const known = new Map<string, number>();
  return (env) => {
    const key = JSON.stringify(env);
    const value = known.get(key) ?? flops(step, env);
    known.set(key, value);
    return value;
  };
}

interface Stepper {
  step(
    batches: readonly TrainBatch[],
    tensors: Tensors,
    learningRate: number,
    step: number,
    r: Random,
  ): Promise<{ tensors: Tensors; loss: number }>;
  dispose(): Promise<void>;
}

/** One program where a step is one batch; a program for sums and one for the update where gradients are accumulated. */
async function openStepper(
  engine: Engine,
  model: LoadedModel,
  programs: TrainPrograms,
  accumulate: number,
): Promise<Stepper> {
  const options = { frozen: (name: string) => model.frozen(name), prefer: 'memory' } as const;
  const compiled: Executable[] = [];
  const compile = async (p: TrainPrograms['step']): Promise<Executable> => {
    const e = await engine.compile(p, options);
    compiled.push(e);
    return e;
  };
  const fused = accumulate === 1 ? await compile(programs.step) : null;
  const sum = fused ? null : await compile(programs.accumulate);
  const update = fused ? null : await compile(programs.update);
  return {
    async step(batches, tensors, learningRate, step, r) {
      const rates = { learningRate: number(learningRate), step: number(step) };
      const state = Object.fromEntries(tensors);
      const feeds = (b: TrainBatch): Record<string, Tensor> => ({
        ...b.feeds,
        ...dropoutFeeds(programs, b, r),
      });
      if (fused) {
        const {
          loss,
          gradientNorm: _,
          ...next
        } = await fused.run({ ...state, ...feeds(batches[0]!), ...rates });
        return { loss: loss!.data[0]!, tensors: asTensors(next) };
      }
      let sums: Record<string, Tensor> = Object.fromEntries(
        [...tensors].flatMap(([n, t]) =>
          /^[mv]\./.test(n) ? [] : [[`sum.${n}`, { shape: t.shape, data: new Float32Array(t.data.length) }]],
        ),
      );
      let total = 0;
      for (const b of batches) {
        const params = Object.fromEntries([...tensors].filter(([n]) => !/^[mv]\./.test(n)));
        const { loss, ...next } = await sum!.run({ ...params, ...sums, ...feeds(b) });
        total += loss!.data[0]!;
        sums = next;
      }
      const { gradientNorm: _, ...next } = await update!.run({ ...state, ...sums, ...rates });
      return { loss: total, tensors: asTensors(next) };
    },
    async dispose() {
      for (const e of compiled) await e.dispose();
    },
  };
}

const number = (x: number): Tensor => ({ shape: [], data: Float32Array.of(x) });
const asTensors = (record: Readonly<Record<string, Tensor>>): Tensors =>
  new Map(Object.entries(record).map(([n, t]) => [n, { shape: t.shape, data: t.data as Float32Array }]));

function dropoutFeeds(programs: TrainPrograms, batch: TrainBatch, r: Random): Record<string, Tensor> {
  const env = envOf(batch);
  return Object.fromEntries(
    programs.dropouts.map(({ name, rate, type }) => {
      const shape = resolveShape(type.shape, env);
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        Number(r.uniform() >= rate),
      );
      return [name, { shape, data }];
    }),
  );
}
