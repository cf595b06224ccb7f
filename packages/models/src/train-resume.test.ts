/** A training run that is cut goes on as if nothing had happened, bit by bit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type LoadedModel,
  type Tensors,
  type TrainJob,
  type TrainOutcome,
  type TrainStateFile,
  random,
  train,
  trainSettings,
  trainStateFile,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lowRank } from './__fixtures__/low-rank.ts';
import { architectureOf } from './architectures.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-resume-'));
afterAll(() => rmSync(dir, { recursive: true }));
let model: LoadedModel;
beforeAll(async () => {
  model = await fixtureModel('tiny-llama', architectureOf);
});

const r = random(4, 'texts');
const examples = Array.from({ length: 10 }, (_, i) => ({
  ids: Array.from({ length: 4 + ((5 * i) % 9) }, () => r.below(256)),
  from: 2 + (i % 2),
}));
/** A number that jumps about as a state changes. */
const judge = (state: Tensors): Promise<number> =>
  Promise.resolve((1e4 * [...state.values()].reduce((sum, { data }) => sum + data[3]!, 0)) % 1);

const run = (settings: object, more: Partial<TrainJob> = {}): Promise<TrainOutcome> =>
  train({
    model,
    engine: referenceEngine,
    patch: lowRank(model.architecture.sites, 0.2),
    examples,
    seed: 5,
    settings: trainSettings.parse({
      learningRate: 0.02,
      batchSize: 3,
      epochs: 2,
      schedule: 'cosine',
      weightDecay: 0.1,
      ...settings,
    }),
    validate: judge,
    ...more,
  });
/** All but times. */
const lasting = ({ compileSeconds: _, progress, ...outcome }: TrainOutcome): unknown => ({
  ...outcome,
  progress: { ...progress, seconds: 0, stepMs: progress.stepMs.length },
});
const killedAfter = (cut: number): Partial<TrainJob> => ({
  onStep(step) {
    if (step > cut) throw new Error('killed');
  },
});

let files = 0;
/** A file of its own, as the run of a name sees it. */
function newFile(): (run?: string) => TrainStateFile {
  const file = path.join(dir, `${files++}.safetensors`);
  return (run = 'run') => trainStateFile(file, run);
}

describe.each([{ validations: 4 }, { validations: 2, accumulate: 2, epochs: 4, maxSteps: 7 }])(
  'a run of %o',
  (settings) => {
    it('is the same wherever it was cut, more than once too', async () => {
      const whole = await run(settings);
      const judged = whole.progress.evaluations.map((e) => e.step);
      expect(judged.length).toBe(settings.validations);
      for (const cut of judged.slice(0, -1)) {
        const stateFile = newFile();
        for (const step of [cut, cut, cut + 1])
          await expect(run(settings, { stateFile: stateFile(), ...killedAfter(step) })).rejects.toThrow(
            'killed',
          );
        expect((await stateFile().load())?.progress.step).toBe(cut);
        const seen: number[] = [];
        const resumed = await run(settings, { stateFile: stateFile(), onStep: (step) => seen.push(step) });
        expect(seen[0]).toBe(cut + 1);
        expect(lasting(resumed)).toEqual(lasting(whole));
      }
    });

    it('makes no step where it was over already', async () => {
      const stateFile = newFile();
      const whole = await run(settings, { stateFile: stateFile() });
      const onStep = (): void => {
        throw new Error('a step was made');
      };
      expect(lasting(await run(settings, { stateFile: stateFile(), onStep }))).toEqual(lasting(whole));
    });
  },
);

describe('a state', () => {
  it('of another run is passed over', async () => {
    const stateFile = newFile();
    const whole = await run({ validations: 1 }, { stateFile: stateFile('one') });
    const other = await run({ validations: 1 }, { stateFile: stateFile('two'), seed: 6 });
    expect(other.notes).toEqual([]);
    expect(other.progress.losses).not.toEqual(whole.progress.losses);
  });

  it('that does not fit the patch is passed over with the reason, once for all its tensors', async () => {
    const stateFile = newFile();
    const { progress } = await run({ validations: 1 }, { stateFile: stateFile() });
    const wrong = { shape: [1], data: Float32Array.of(0) };
    await stateFile().save({ progress, tensors: new Map([['patch.other', wrong]]), best: null });
    const whole = await run({ validations: 1 });
    const outcome = await run({ validations: 1 }, { stateFile: stateFile() });
    expect(outcome.notes).toHaveLength(1);
    expect(outcome.notes[0]).toMatch(
      /^training state: 13 faults: m\.patch\..*A is missing; .*; …\. Training began anew\.$/,
    );
    expect(outcome.state).toEqual(whole.state);
  });
});
