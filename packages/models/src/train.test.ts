/** The trainer on a tiny checkpoint: what it sees, what it keeps, and when it stops. */
import {
  type Example,
  type LoadedModel,
  type Pack,
  type Patch,
  type Tensors,
  type TrainJob,
  type TrainOutcome,
  initialState,
  noPatch,
  openStepper,
  packsOf,
  random,
  train,
  trainBatch,
  trainPrograms,
  trainSettings,
  trainables,
} from '@adaptbench/core';
import { type Tensor, adamWDefaults, add, log, referenceEngine, resolveShape } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { lowRank } from './__fixtures__/low-rank.ts';
import { architectureOf } from './architectures.ts';

let model: LoadedModel;
beforeAll(async () => {
  model = await fixtureModel('tiny-llama', architectureOf);
});

const r = random(3, 'texts');
const examples = Array.from({ length: 8 }, (_, i): Example => ({
  ids: Array.from({ length: 5 + (i % 3) }, () => r.below(256)),
  from: 3,
}));

type Asked = Partial<Omit<TrainJob, 'settings'>> & { readonly rate?: number };
const run = ({ rate, ...job }: Asked, settings: object = {}): Promise<TrainOutcome> =>
  train({
    model,
    engine: referenceEngine,
    patch: lowRank(model.architecture.sites, rate),
    examples,
    seed: 1,
    // Not parsed: some tests want rates that no user may ask for.
    settings: { ...trainSettings.parse({ learningRate: 0.02, warmup: 0, validations: 0 }), ...settings },
    ...job,
  });
const numbers = (t: Tensors): number[] => [...t.values()].flatMap(({ data }) => [...data]);
const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));

describe('training', () => {
  it('lowers the loss of eight examples in twenty steps, and tells of each', async () => {
    const seen: string[] = [];
    const outcome = await run(
      { onStep: (step, steps, loss) => seen.push(`${step}/${steps} ${loss > 0}`) },
      { epochs: 20 },
    );
    const { losses, stepMs, step, tokens } = outcome.progress;
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.9);
    expect([losses.length, stepMs.length, step, outcome.steps, outcome.bestStep]).toEqual([
      20, 20, 20, 20, 20,
    ]);
    expect(tokens).toBe(20 * examples.reduce((n, e) => n + e.ids.length - 1, 0));
    expect(seen).toEqual(losses.map((_, i) => `${i + 1}/20 true`));
    expect(outcome).toMatchObject({ epochs: 20, diverged: null, notes: [] });
  });

  it('is over after maxSteps, in the middle of an epoch too', async () => {
    const outcome = await run({}, { batchSize: 2, epochs: 3, maxSteps: 3 });
    expect(outcome).toMatchObject({ steps: 3, epochs: 0.75, bestStep: 3 });
    const { epochs, steps } = await run({}, { batchSize: 4, epochs: 1, maxSteps: 30 });
    expect([epochs, steps]).toEqual([1, 2]);
  });

  it('sums the gradients of 2 batches of 4 into those of one of 8', async () => {
    const whole = await run({}, { batchSize: 8, epochs: 4 });
    const summed = await run({}, { batchSize: 4, accumulate: 2, epochs: 4 });
    expect(furthest(summed.progress.losses, whole.progress.losses)).toBeLessThan(1e-5);
    expect(furthest(numbers(summed.state), numbers(whole.state))).toBeLessThan(1e-5);
    expect(summed.progress.tokens).toBe(whole.progress.tokens);
    // One update a step, as for one batch; the passes are of half the size.
    expect(summed.flops / whole.flops).toBeGreaterThan(0.7);
    expect(summed.flops / whole.flops).toBeLessThan(1.3);
    expect(summed.memory.activations).toBeLessThan(whole.memory.activations);
    expect(summed.memory.optimizer).toBe(whole.memory.optimizer + whole.memory.trainable);
  });

  it('clips gradients to clipNorm, and never where it is null', async () => {
    const free = await run({}, { epochs: 2, clipNorm: null });
    const loose = await run({}, { epochs: 2, clipNorm: 1e9 });
    const tight = await run({}, { epochs: 2, clipNorm: 1e-9 });
    expect(numbers(loose.state)).toEqual(numbers(free.state));
    // Adam's ε is as large as gradients so small.
    const start = numbers(initialState(model, lowRank(model.architecture.sites), 1));
    expect(furthest(numbers(tight.state), start)).toBeLessThan(furthest(numbers(free.state), start) / 2);
  });

  it('decays weights by the learning rate', async () => {
    const norm = (o: TrainOutcome): number => numbers(o.state).reduce((sum, x) => sum + x * x, 0);
    const decayed = await run({}, { epochs: 4, weightDecay: 1 });
    expect(norm(decayed)).toBeLessThan(norm(await run({}, { epochs: 4 })));
  });

  it('keeps the state that was best at a validation, the first of equals', async () => {
    for (const [scores, at] of [
      [[0.3, 0.9, 0.5], 4],
      [[0.5, 0.5, 0.5], 2],
      [[0.1, 0.2, 0.3], 6],
    ] as const) {
      const seen: Tensors[] = [];
      const outcome = await run(
        { validate: (state) => Promise.resolve(scores[seen.push(state) - 1]!) },
        { epochs: 6, validations: 3 },
      );
      expect(outcome.progress.evaluations).toEqual(scores.map((score, i) => ({ step: 2 * (i + 1), score })));
      expect(outcome.bestStep).toBe(at);
      expect(outcome.state).toEqual(seen[at / 2 - 1]);
    }
  });

  it('refuses a validation that gives no number', async () => {
    await expect(
      run({ validate: () => Promise.resolve(NaN) }, { epochs: 1, validations: 1 }),
    ).rejects.toThrow('validation after step 1 gave NaN: expected a number.');
  });
});

describe('training that diverges', () => {
  it('stops where the loss is no number, with the best state from before', async () => {
    // log x of parameters that the first step makes negative.
    const fragile: Patch = {
      ...noPatch,
      params: [{ name: 'x', shape: [32], init: () => new Float32Array(32).fill(1e-3) }],
      hooks: (param) => ({ linear: (site, _, y) => (site.role === 'q' ? add(y, log(param('x'))) : y) }),
    };
    const outcome = await run(
      { patch: fragile, validate: () => Promise.resolve(0.5) },
      { epochs: 8, validations: 8 },
    );
    expect(outcome.diverged).toEqual({ step: 2, loss: NaN });
    expect(outcome).toMatchObject({
      steps: 8,
      bestStep: 1,
      progress: { step: 2, evaluations: [{ step: 1 }] },
    });
    expect(numbers(outcome.state).every(Number.isFinite)).toBe(true);
  });

  it('stops where the loss is a number still and the tensors are none, and does not judge them', async () => {
    const outcome = await run(
      { validate: () => Promise.reject(new Error('asked to judge')) },
      { learningRate: Infinity, epochs: 2, validations: 2 },
    );
    expect(outcome.diverged).toEqual({ step: 1, loss: outcome.progress.losses[0] });
    expect(outcome.progress.evaluations).toEqual([]);
    expect(Number.isFinite(outcome.progress.losses[0])).toBe(true);
  });
});

it.each([1, 2])('does the same in packs and tensor by tensor, %i batches a step', async (accumulate) => {
  const patch = lowRank(model.architecture.sites);
  const trained = trainables(model.architecture, patch).map((t) => ({ ...t, weightDecay: 0.1 }));
  const start = initialState(model, patch, 1);
  const state: Tensors = new Map(
    trained.flatMap(({ name, input, shape }) => {
      const { data } = start.get(name)!;
      const zeros = { shape, data: new Float32Array(data.length) };
      return [
        [input, { shape, data }] as const,
        [`m.${input}`, zeros] as const,
        [`v.${input}`, zeros] as const,
      ];
    }),
  );
  const after = async (packs: readonly Pack[]): Promise<{ losses: number[]; state: Tensors }> => {
    const programs = trainPrograms(model.architecture, patch, trained, {
      ...adamWDefaults,
      maxGradientNorm: 0.1,
      packs,
    });
    const stepper = await openStepper(referenceEngine, model, programs, state, accumulate);
    const batches = Array.from({ length: accumulate }, (_, i) =>
      trainBatch(examples.slice(4 * i, 4 * i + 4), 0, 8),
    );
    const losses: number[] = [];
    for (const step of [1, 2, 3]) losses.push(await stepper.step(batches, 0.01, step, random(0, 'none')));
    const end = await stepper.state();
    await stepper.dispose();
    return { losses, state: end };
  };
  const packs = packsOf(trained);
  expect(packs.map(({ members }) => members.length)).toEqual([trained.length]);
  const [apart, together] = [await after([]), await after(packs)];
  expect([...together.state.keys()].toSorted()).toEqual([...apart.state.keys()].toSorted());
  expect(furthest(together.losses, apart.losses)).toBeLessThan(1e-6);
  for (const [name, { shape, data }] of together.state) {
    expect(shape).toEqual(apart.state.get(name)!.shape);
    expect(furthest([...data], [...apart.state.get(name)!.data])).toBeLessThan(1e-6);
  }
});

describe('dropout', () => {
  const loss = async (rate: number, keep: number, scaleB: number): Promise<number> => {
    const patch = lowRank(model.architecture.sites, rate);
    const trained = trainables(model.architecture, patch).map((t) => ({ ...t, weightDecay: 0 }));
    const p = trainPrograms(model.architecture, patch, trained, { ...adamWDefaults, maxGradientNorm: 1 });
    expect(p.dropouts.map((d) => d.rate)).toEqual(rate === 0 ? [] : [rate, rate]);
    const start = initialState(model, patch, 1);
    const state = trained.flatMap(({ name, input, shape }): [string, Tensor][] => {
      const { data } = start.get(name)!;
      const zeros = { shape, data: new Float32Array(data.length) };
      const scaled = name.endsWith('.B') ? data.map((x) => scaleB * x) : data;
      return [
        [input, { shape, data: scaled }],
        [`m.${input}`, zeros],
        [`v.${input}`, zeros],
      ];
    });
    const masks = p.dropouts.map(({ name, type }): [string, Tensor] => {
      const shape = resolveShape(type.shape, { B: 1, T: 8, S: 2 });
      return [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(keep) }];
    });
    const i32 = (shape: number[], data: number[]): Tensor => ({ shape, data: Int32Array.from(data) });
    const f32 = (shape: number[], data: number[]): Tensor => ({ shape, data: Float32Array.from(data) });
    const causal = Array.from({ length: 64 }, (_, i) => (i % 8 <= Math.floor(i / 8) ? 0 : -1e9));
    const executable = await referenceEngine.compile(p.step, { frozen: (name) => model.frozen(name) });
    const out = await executable.run({
      ...Object.fromEntries([...state, ...masks]),
      ids: i32([1, 8], [5, 9, 200, 17, 3, 8, 1, 40]),
      positions: i32([1, 8], [0, 1, 2, 3, 4, 5, 6, 7]),
      mask: f32([1, 8, 8], causal),
      scored: i32([1, 2], [3, 7]),
      targets: i32([1, 2], [30, 31]),
      weights: f32([1, 2], [0.5, 0.5]),
      learningRate: f32([], [0]),
      step: f32([], [1]),
    });
    return out['loss']!.data[0]!;
  };

  it('scales what it keeps by 1 / (1 − rate), and takes out the rest', async () => {
    expect(await loss(0.75, 1, 1)).toBeCloseTo(await loss(0, 1, 4), 6);
    expect(await loss(0.75, 0, 1)).toBeCloseTo(await loss(0, 1, 0), 6);
    expect(Math.abs((await loss(0, 1, 1)) - (await loss(0, 1, 0)))).toBeGreaterThan(1e-4);
  });

  it('is by seed and by step', async () => {
    const settings = { epochs: 2 };
    const [a, again, other, none] = await Promise.all([
      run({ rate: 0.5 }, settings),
      run({ rate: 0.5 }, settings),
      run(
        { rate: 0.5, seed: 2, initial: initialState(model, lowRank(model.architecture.sites), 1) },
        settings,
      ),
      run({}, settings),
    ]);
    expect(again.state).toEqual(a.state);
    expect(again.progress.losses).toEqual(a.progress.losses);
    // The batch is the same one, so the first losses differ by their masks alone.
    expect(other.progress.losses[0]).not.toBe(a.progress.losses[0]);
    expect(none.progress.losses[0]).not.toBe(a.progress.losses[0]);
  });
});
