/**
 * Every method is trained on WebGPU as on the CPU, and answers the same; no node of a training step, a prompt or a step of decoding is
 * left to the processor but those that compute with dimensions. Without a GPU this runs on SwiftShader (Debian: `apt-get install chromium
 * libvulkan1`); without either it is skipped, and says so.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type LoadedModel,
  type TrainState,
  composeMethods,
  isHead,
  noPatch,
  patchedModel,
  train,
  trainSettings,
  tunedTo,
  tunes,
} from '@adaptbench/core';
import ort, { readFallbacks } from '@adaptbench/engine-ort';
import { type Engine, type Tensor, EngineError } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { methods } from '../methods.ts';
import { gradientError, relativeError, samePredictions } from './compare.ts';
import { findEngines } from './engines.ts';
import { type Configuration, patchAndTexts } from './subject.ts';

const STEPS = 3;
const folder = mkdtempSync(path.join(tmpdir(), 'webgpu-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Also lets Vulkan find SwiftShader.
const absent = await findEngines(['ort:cpu', 'ort:webgpu'], 1).then(
  () => null,
  (error: unknown) => {
    if (error instanceof EngineError) return error.message;
    throw error;
  },
);
let cpu: Engine;
let webgpu: Engine;
let model: LoadedModel;
beforeAll(async () => {
  model = await loadModel(
    fileURLToPath(new URL('../../../packages/testing/fixtures/tiny-llama', import.meta.url)),
  );
  cpu = await ort({ device: 'cpu', threads: 1 });
  if (absent === null) webgpu = await ort({ device: 'webgpu', threads: 1, profileFolder: folder });
});

/** By the profiles that the programs so far have left, which are then removed. */
function leftToTheProcessor(): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const { others } = readFallbacks(file);
    rmSync(file);
    return others;
  });
}

const tuning = methods.filter(tunes);
const head = tuning.find(isHead)!;
const loraAndHead = composeMethods(
  tuning.find(({ name }) => name === 'lora')!,
  head,
);
/** Sizes for a test; and the model has no biases. */
const configurations = new Map<string, Configuration['config']>([
  ['prefix', { hidden: 8 }],
  ['p-tuning', { layout: '2@start', hidden: 4, layers: 1 }],
  ['partial', { part: 'layer-norms' }],
]);
const cases: readonly Configuration[] = [...tuning, loraAndHead].map((method) => ({
  name: method.name,
  method,
  config: configurations.get(method.name) ?? {},
}));

/** Losses, what AdamW remembers of the gradients, and logits of the tuned model at every position of a text. */
async function trainedOn(engine: Engine, configuration: Configuration) {
  const { patch, examples } = patchAndTexts(model, configuration, { rows: 4, tokens: 7 });
  const saved: TrainState[] = [];
  const { state, progress } = await train({
    model,
    engine,
    patch,
    examples,
    seed: 1,
    settings: trainSettings.parse({ learningRate: 0.01, batchSize: 2, epochs: 2, warmup: 0, validations: 0 }),
    until: STEPS,
    stateFile: {
      load: () => Promise.resolve(null),
      save: (reached) => Promise.resolve(void saved.push(reached)),
      remove: () => Promise.resolve(),
    },
  });
  const tuned = await tunedTo({ model, engine, patch }, state);
  const opened = tuned.open();
  const logits = await opened.logits(examples[0]!.ids);
  await opened.dispose();
  const moments = [...saved.at(-1)!.tensors].filter(([name]) => name.startsWith('m.'));
  return { losses: progress.losses, moments: Object.fromEntries<Tensor>(moments), logits };
}

describe('WebGPU', () => {
  it.for(cases)('trains $name as the CPU does', { timeout: 600_000 }, async (configuration, { skip }) => {
    if (absent !== null) {
      skip(absent);
      return;
    }
    const expected = await trainedOn(cpu, configuration);
    const got = await trainedOn(webgpu, configuration);
    expect(leftToTheProcessor()).toEqual([]);
    expect(got.losses).toHaveLength(STEPS);
    got.losses.forEach((loss, i) => expect(Math.abs(loss / expected.losses[i]! - 1)).toBeLessThan(1e-4));
    const names = Object.keys(expected.moments);
    expect(gradientError(got.moments, expected.moments, names).error).toBeLessThan(1e-3);
    expect(relativeError(got.logits, expected.logits)).toBeLessThan(1e-3);
    const { same, of } = samePredictions(got.logits, expected.logits);
    expect(same).toBe(of);
  });

  it(
    'writes and scores as the CPU does, after a shared beginning or none',
    { timeout: 600_000 },
    async ({ skip }) => {
      if (absent !== null) {
        skip(absent);
        return;
      }
      const contexts = ['a film that', 'a film that I have seen', 'a film'];
      const answers = await Promise.all(
        [cpu, webgpu].map(async (engine) => {
          const opened = patchedModel(model, engine, noPatch, new Map());
          // Rows end one after another, so that the cache loses some.
          const written = await opened.generate(
            contexts.map((context, i) => ({ context, maxNewTokens: 2 + i, stop: [], ignoreEnd: true })),
          );
          const kept = (await opened.withBeginning(contexts.map((c) => `so many words before ${c}`)))!;
          const scored = await kept.model.score(
            contexts.map((c) => ({ context: `so many words before ${c}`, continuations: [' good', ' bad'] })),
          );
          const alone = await opened.score([{ context: 'a film', continuations: [' good', ' bad'] }]);
          await opened.dispose();
          return { written, logProbs: [...scored, ...alone].flatMap((s) => [...s.logProbs]) };
        }),
      );
      expect(leftToTheProcessor()).toEqual([]);
      const [expected, got] = answers as [(typeof answers)[0], (typeof answers)[0]];
      expect(got.written).toEqual(expected.written);
      got.logProbs.forEach((x, i) => expect(Math.abs(x / expected.logProbs[i]! - 1)).toBeLessThan(1e-4));
    },
  );
});
