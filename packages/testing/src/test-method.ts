/**
 * The contract that every method keeps, whatever it does: `testMethod(lora, …)` in its own test file. Tiny checkpoints, the float64
 * engine, no mocks.
 */
import {
  type Architecture,
  type LoadedModel,
  type Method,
  type Patch,
  type PatchedModel,
  type Tensors,
  type TrainOutcome,
  type Trained,
  hasTrainables,
  initialState,
  noPatch,
  patchedModel,
  random,
  train,
  trainPrograms,
  trainSettings,
  trainables,
  writeSafetensors,
} from '@adaptbench/core';
import { adamWDefaults, referenceEngine } from '@adaptbench/graph';
import { describe, expect, it } from 'vitest';
import { fixtureModel } from './fixture.ts';

export interface MethodCase {
  /** A folder of packages/testing/fixtures. */
  readonly model: string;
  /** The fields that differ from the defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The number of trained values, by the method's own formula. */
  readonly parameters: (a: Architecture) => number;
  /** Whether an untrained patch leaves the model as it is; where it does not, the reason. */
  readonly fresh: 'unchanged' | { readonly changes: string };
  /** For the twenty steps in which the loss must fall; 1e-2 unless told. */
  readonly learningRate?: number;
}

/** Largest |Δ logit| between two ways of computing the same thing. */
const TOLERANCE = 1e-4;
const TEXT = [5, 211, 17, 99, 3, 64, 150, 8];

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

interface Opened {
  readonly model: LoadedModel;
  readonly patch: Patch;
  /** As training begins. */
  readonly fresh: Tensors;
  /** Away from the start, so that nothing is zero by construction. */
  readonly moved: Tensors;
}

/** `architectureOf` comes from the models package, which this one does not know. */
export function testMethod<C>(
  method: Method<C>,
  architectureOf: (config: Record<string, unknown>) => Architecture,
  cases: readonly MethodCase[],
): void {
  describe(`${method.name} keeps the contract of a method`, () => {
    it('has defaults that parse and are among the values of its sweep, all of which parse', () => {
      const defaults = method.config.parse({});
      for (const [field, values] of Object.entries(method.space) as [
        keyof C & string,
        readonly unknown[],
      ][]) {
        expect(values).toContainEqual(defaults[field]);
        for (const value of values) expect(method.config.parse({ [field]: value })).toBeTruthy();
      }
    });

    it('refuses a field that it does not know', () => {
      expect(method.config.safeParse({ noSuchField: 1 }).success).toBe(false);
    });

    it('names its source', () => {
      expect(method.paper.title.length).toBeGreaterThan(10);
      expect(new URL(method.paper.url).protocol).toBe('https:');
    });

    for (const c of cases) {
      const settings = c.config === undefined ? 'defaults' : JSON.stringify(c.config);
      describe(`${c.model}, ${settings}`, () => {
        caseTests(method, architectureOf, c);
      });
    }
  });
}

function caseTests<C>(
  method: Method<C>,
  architectureOf: (config: Record<string, unknown>) => Architecture,
  c: MethodCase,
): void {
  const open = async (): Promise<Opened> => {
    const model = await fixtureModel(c.model, architectureOf);
    const { patch } = method.apply(method.config.parse(c.config ?? {}), model.architecture.sites, model);
    const fresh = initialState(model, patch, 1);
    return { model, patch, fresh, moved: moved(fresh) };
  };

  it('names every tensor once and counts its parameters by its formula', async () => {
    const { model, patch, fresh } = await open();
    const named = trainables(model.architecture, patch);
    expect(hasTrainables(patch)).toBe(true);
    expect(new Set(named.map((t) => t.name)).size).toBe(named.length);
    expect(new Set(named.map((t) => t.input)).size).toBe(named.length);
    expect(named.reduce((n, t) => n + count(t.shape), 0)).toBe(c.parameters(model.architecture));
    expect(named.filter(({ name, shape }) => fresh.get(name)?.data.length !== count(shape))).toEqual([]);
  });

  it(`leaves the model as it is until it is trained${c.fresh === 'unchanged' ? '' : `, except that ${c.fresh.changes}`}`, async () => {
    const { model, patch, fresh } = await open();
    const difference = await maxDifference([model, noPatch, new Map()], [model, patch, fresh]);
    const [least, most] = c.fresh === 'unchanged' ? [0, 1e-6] : [1e-6, Infinity];
    expect(difference).toBeLessThanOrEqual(most);
    expect(difference).toBeGreaterThanOrEqual(least);
  });

  it('trains its own tensors, each of them, and nothing else', async () => {
    const { model, patch, moved: state } = await open();
    const trained = trainables(model.architecture, patch).map(({ name, input, shape, rate }): Trained => ({
      name,
      input,
      shape,
      rate,
      weightDecay: 0,
    }));
    const { step } = trainPrograms(model.architecture, patch, trained, {
      ...adamWDefaults,
      maxGradientNorm: null,
    });
    const roles = [...step.inputs.values()];
    const inputs = trained.map((t) => t.input).toSorted();
    expect(roles.flatMap((i) => (i.role === 'param' ? [i.name] : [])).toSorted()).toEqual(inputs);
    expect(
      [...step.outputs.keys()].filter((n) => !/^([mv]\.|loss$|gradientNorm$)/.test(n)).toSorted(),
    ).toEqual(inputs);
    const { state: after } = await trainFor({ model, patch }, state, 1, c.learningRate);
    const still = trained.filter(({ name }) =>
      after.get(name)!.data.every((x, i) => x === state.get(name)!.data[i]),
    );
    expect(still).toEqual([]);
  });

  it('is saved and loaded without loss', async () => {
    const { model, patch, moved: state } = await open();
    const files = artifact(patch, state);
    const loaded = patch.artifact?.read(files) ?? state;
    expect(await maxDifference([model, patch, state], [model, patch, loaded])).toBeLessThan(1e-6);
    expect(artifact(patch, loaded)).toEqual(files);
  });

  it('answers the same merged into the weights as beside them', async () => {
    const { model, patch, moved: state } = await open();
    if (patch.merge === null) return;
    const merged = mergedModel(model, patch.merge(state));
    expect(await maxDifference([merged, noPatch, new Map()], [model, patch, state])).toBeLessThan(TOLERANCE);
    expect(await maxDifference([model, noPatch, new Map()], [model, patch, state])).toBeGreaterThan(
      TOLERANCE,
    );
  });

  it('learns eight examples in twenty steps', async () => {
    const { model, patch, fresh } = await open();
    const { losses } = (await trainFor({ model, patch }, fresh, 20, c.learningRate)).progress;
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.95);
  });

  it('gives the same bytes for the same seed', async () => {
    const { model, patch } = await open();
    const run = async (seed: number): Promise<ReadonlyMap<string, Uint8Array>> => {
      const outcome = await trainFor({ model, patch }, initialState(model, patch, seed), 2, c.learningRate);
      return artifact(patch, outcome.state);
    };
    expect(await run(7)).toEqual(await run(7));
  });
}

/** A method's own format, or its tensors as they are. */
const artifact = (patch: Patch, state: Tensors): ReadonlyMap<string, Uint8Array> =>
  patch.artifact?.write(state, 'tiny') ?? new Map([['patch.safetensors', writeSafetensors(state)]]);

function moved(state: Tensors): Tensors {
  return new Map(
    [...state].map(([name, { shape, data }]) => {
      const r = random(2, 'moved', name);
      return [name, { shape, data: data.map((x) => x + 0.1 * r.normal()) }];
    }),
  );
}

/** `steps` steps on eight random texts. */
function trainFor(
  { model, patch }: Pick<Opened, 'model' | 'patch'>,
  initial: Tensors,
  steps: number,
  learningRate = 1e-2,
): Promise<TrainOutcome> {
  const r = random(3, 'examples');
  const examples = Array.from({ length: 8 }, (_, i) => ({
    ids: Array.from({ length: 6 + (i % 3) }, () => r.below(model.architecture.shape.vocabulary)),
    from: 4,
  }));
  const settings = { learningRate, epochs: steps, schedule: 'constant', warmup: 0, validations: 0 };
  return train({
    model,
    engine: referenceEngine,
    patch,
    examples,
    initial,
    seed: 4,
    settings: trainSettings.parse(settings),
  });
}

/** The model whose weights hold the patch. */
export function mergedModel(model: LoadedModel, deltas: ReadonlyMap<string, Float32Array>): LoadedModel {
  return {
    ...model,
    frozen(name) {
      const delta = deltas.get(name);
      const source = model.frozen(name);
      if (!delta) return source;
      if (!('data' in source)) throw new Error(`internal: "${name}" is not in memory`);
      return { data: source.data.map((w, i) => w + delta[i]!) };
    },
  };
}

/** A model, a patch and the patch's state. */
type Side = readonly [LoadedModel, Patch, Tensors];

/** max |Δ logit| over one text. */
export async function maxDifference(a: Side, b: Side): Promise<number> {
  const [x, y] = await Promise.all([logitsOf(a), logitsOf(b)]);
  return x.reduce((most, v, i) => Math.max(most, Math.abs(v - y[i]!)), 0);
}

async function logitsOf([model, patch, state]: Side): Promise<Float32Array> {
  const m: PatchedModel = patchedModel(model, referenceEngine, patch, state);
  const { data } = await m.logits(TEXT);
  return data as Float32Array;
}
