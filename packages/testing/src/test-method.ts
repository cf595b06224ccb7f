/**
 * The contract that every method keeps by which a model answers: `testMethod(lora, …)` in its own test file. Tiny checkpoints, the float64
 * engine, no mocks.
 */
import { createHash } from 'node:crypto';
import {
  type Architecture,
  type AskingMethod,
  type LoadedModel,
  type Patch,
  type PatchedModel,
  type Prompt,
  type Task,
  type Tensors,
  type TrainOutcome,
  type Trained,
  VIRTUAL_IDS,
  applyMethod,
  encodeText,
  hasTrainables,
  mergedModel,
  noPatch,
  patchedModel,
  random,
  settled,
  startingState,
  storedPatch,
  train,
  trainPrograms,
  trainSettings,
  trainables,
  tunedFrom,
  tunedTo,
} from '@adaptbench/core';
import { type Engine, adamWDefaults, referenceEngine } from '@adaptbench/graph';
import { describe, expect, it } from 'vitest';
import { describesItself } from './describes-itself.ts';
import { testDraws } from './drawn.ts';
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
  readonly prompt: Prompt;
  /** TEXT as the method writes it. */
  readonly text: readonly number[];
  /** As training begins. */
  readonly fresh: Tensors;
  /** Away from the start, so that nothing is zero by construction. */
  readonly moved: Tensors;
}

/**
 * `architectureOf` comes from the models package and `engine` from an engine's, neither of which this one knows. The engine trains, which would
 * take the interpreter most of the suite's time; null where nothing is trained.
 */
export function testMethod<C>(
  method: AskingMethod<C>,
  architectureOf: (config: Record<string, unknown>) => Architecture,
  engine: Engine | null,
  cases: readonly MethodCase[],
): void {
  describe(`${method.name} keeps the contract of a method`, () => {
    describesItself(method);
    testDraws(method);

    for (const c of cases) {
      const settings = c.config === undefined ? 'defaults' : JSON.stringify(c.config);
      describe(`${c.model}, ${settings}`, () => {
        caseTests(method, architectureOf, engine ?? referenceEngine, c);
      });
    }
  });
}

function caseTests<C>(
  method: AskingMethod<C>,
  architectureOf: (config: Record<string, unknown>) => Architecture,
  engine: Engine,
  c: MethodCase,
): void {
  const open = async (): Promise<Opened> => {
    const model = await fixtureModel(c.model, architectureOf);
    const config = method.config.parse(c.config ?? {});
    const { patch, prompt } = applyMethod(method, config, model, task);
    const fresh = await begin(model, patch, 1);
    return { model, patch, prompt, fresh, moved: moved(fresh), text: asWritten(prompt, model, TEXT) };
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
    const { model, patch, fresh, text } = await open();
    const difference = await maxDifference([model, noPatch, new Map()], [model, patch, fresh, text]);
    const [least, most] = c.fresh === 'unchanged' ? [0, 1e-6] : [1e-6, Infinity];
    expect(difference).toBeLessThanOrEqual(most);
    expect(difference).toBeGreaterThanOrEqual(least);
  });

  it('trains its own tensors, each of them, and nothing else', async () => {
    const { model, patch, prompt, moved: state } = await open();
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
    const { state: after } = await trainFor({ model, patch, prompt, engine }, state, 1, c.learningRate);
    const still = trained.filter(({ name }) =>
      after.get(name)!.data.every((x, i) => x === state.get(name)!.data[i]),
    );
    expect(still).toEqual([]);
  });

  it('is stored and loaded without loss, whatever it was trained as', async () => {
    const { model, patch, moved: state, text } = await open();
    const base = { model, engine: referenceEngine, patch };
    const files = (await tunedTo(base, state)).files();
    const loaded = tunedFrom(base, files);
    const form = [model, storedPatch(patch), loaded.state, text] as const;
    expect(await maxDifference([model, patch, state, text], form)).toBeLessThan(1e-5);
    expect(hashes(loaded.files())).toEqual(hashes(files));
  });

  it('answers the same merged into the weights as beside them', async () => {
    const { model, patch, moved: state } = await open();
    if (patch.merge === null) return;
    const merged = mergedModel(model, patch.merge(state));
    const beside = { ...noPatch, ...(patch.head ? { head: patch.head } : {}) };
    expect(await maxDifference([merged, beside, state], [model, patch, state])).toBeLessThan(TOLERANCE);
    expect(await maxDifference([model, beside, state], [model, patch, state])).toBeGreaterThan(TOLERANCE);
  });

  it('answers the same with what it trained of the checkpoint put into the model', async () => {
    const { model, patch, moved: state, text } = await open();
    const used = settled(model, patch, state);
    expect(trainables(model.architecture, used.patch).map((t) => t.name)).toEqual([...used.state.keys()]);
    expect(await maxDifference([used.model, used.patch, used.state, text], [model, patch, state, text])).toBe(
      0,
    );
  });

  it('learns eight examples in twenty steps', async () => {
    const { model, patch, prompt, fresh } = await open();
    const { losses } = (await trainFor({ model, patch, prompt, engine }, fresh, 20, c.learningRate)).progress;
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.95);
  });

  it('gives the same bytes for the same seed', async () => {
    const { model, patch, prompt } = await open();
    const run = async (seed: number): Promise<Record<string, string>> => {
      const start = await begin(model, patch, seed);
      const { state } = await trainFor(
        { model, patch, prompt, engine: referenceEngine },
        start,
        2,
        c.learningRate,
      );
      return hashes((await tunedTo({ model, engine: referenceEngine, patch }, state)).files());
    };
    expect(await run(7)).toEqual(await run(7));
  });
}

const task: Task = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [
    {
      name: 'text',
      form: 'cloze',
      separator: '',
      write: (item) => item.fields['text'] ?? '',
      verbalizer: { no: [' no'], yes: [' yes'] },
    },
  ],
};
const begin = (model: LoadedModel, patch: Patch, seed: number): Promise<Tensors> =>
  startingState({ model, engine: referenceEngine, patch, seed, labelWords: [' no', ' yes'] });

/** The tokens of a text as the method writes it: its virtual tokens stand among them. */
function asWritten(prompt: Prompt, model: LoadedModel, ids: readonly number[]): number[] {
  const { contextLength } = model.architecture.shape;
  const context = { task, template: 0, pool: [], seed: 0, tokenizer: model.tokenizer, contextLength };
  const bound = prompt.bind({ ...context, frame: (text) => text });
  // One unusual byte for each token, which the tokenizer of the fixtures keeps as it is.
  const text = '\u0001'.repeat(ids.length);
  const rest = [...ids];
  return encodeText(model.tokenizer, bound.write({ id: 'toy', fields: { text }, answer: 'yes' })).map((id) =>
    id >= VIRTUAL_IDS ? id : rest.shift()!,
  );
}

/** Files by name, short enough to compare. */
const hashes = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries(
    [...files].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
  );

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
  { model, patch, prompt, engine }: Pick<Opened, 'model' | 'patch' | 'prompt'> & { readonly engine: Engine },
  initial: Tensors,
  steps: number,
  learningRate = 1e-2,
): Promise<TrainOutcome> {
  const r = random(3, 'examples');
  const examples = Array.from({ length: 8 }, (_, i) => {
    const ids = Array.from({ length: 6 + (i % 3) }, () => r.below(model.architecture.shape.vocabulary));
    const before = asWritten(prompt, model, ids.slice(0, 4));
    const answer = patch.head ? [VIRTUAL_IDS + r.below(patch.head.labels.length)] : ids.slice(4);
    return { ids: [...before, ...answer], from: before.length };
  });
  const settings = { learningRate, epochs: steps, schedule: 'constant', warmup: 0, validations: 0 };
  return train({
    model,
    engine,
    patch,
    examples,
    initial,
    seed: 4,
    settings: trainSettings.parse(settings),
  });
}

/** A model, a patch, the patch's state, and the text if it is not the usual one. */
type Side = readonly [LoadedModel, Patch, Tensors, (readonly number[])?];

/** max |Δ logit| over one text; the last positions where one side's is longer. */
export async function maxDifference(a: Side, b: Side): Promise<number> {
  const [x, y] = await Promise.all([logitsOf(a), logitsOf(b)]);
  const n = Math.min(x.length, y.length);
  const tail = y.subarray(y.length - n);
  return x.subarray(x.length - n).reduce((most, v, i) => Math.max(most, Math.abs(v - tail[i]!)), 0);
}

async function logitsOf([model, patch, state, text = TEXT]: Side): Promise<Float32Array> {
  const m: PatchedModel = patchedModel(model, referenceEngine, patch, state);
  const { data } = await m.logits(text);
  return data as Float32Array;
}
