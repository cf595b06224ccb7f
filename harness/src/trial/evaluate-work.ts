/** The evaluating phase: answers on validation and test, then single requests on the clock. */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  type Item,
  type ModelShape,
  type PatchedModel,
  type Tensors,
  hasTrainables,
  patchedModel,
  storedPatch,
  trainables,
} from '@adaptbench/core';
import { latencyQuantiles, timeCalls } from '../measure/latency.ts';
import { artifactOf } from './artifact.ts';
import type { EvaluateResult, ItemOutcome, Report } from './contract.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { LatencyRecord } from './record.ts';
import type { TrialSpec } from './spec.ts';

/** Test items that are timed one by one, after these many calls that are not counted. */
const TIMED_ITEMS = 40;
const WARM_UPS = 5;
/** New tokens over which decoding is timed. */
const DECODED = 32;

export async function evaluateWork(spec: TrialSpec, dir: string, report: Report): Promise<EvaluateResult> {
  const prepared = await prepare(spec);
  const { model, engine, patch, prompt, splits, task, dataHash } = prepared;
  const { state, bytes } = await readArtifact(prepared, dir);
  const total = splits.validation.length + splits.test.length;
  let before = 0;
  const patched = patchedModel(model, engine, storedPatch(patch), state, {
    onProgress: (done) => report({ done: before + done, total, text: `item ${before + done} of ${total}` }),
  });
  const validation = await prompt.answer(splits.validation, patched);
  before = splits.validation.length;
  const start = performance.now();
  const test = await prompt.answer(splits.test, patched);
  const seconds = (performance.now() - start) / 1000;
  before = total;
  const latency = await measureLatency(prepared, patched, splits.test.length / seconds);
  await patched.dispose();
  const tokens = mean(test.map((a) => a.promptTokens + a.generatedTokens)) + patch.positions;
  return {
    validation: outcomes(validation),
    test: outcomes(test),
    memory: {
      trainableParameters: trainables(model.architecture, patch).reduce(
        (n, t) => n + t.shape.reduce((a, b) => a * b, 1),
        0,
      ),
      artifactBytes: bytes,
      kvBytesPerRequest: Math.round(tokens * keyValueBytes(model.architecture.shape)),
    },
    latency,
    provenance: {
      model: model.sha256,
      data: dataHash,
      labels: {
        task: `${task.name} v${task.version}`,
        template: task.templates[spec.template]!.name,
        engine: engine.version,
      },
    },
    notes: [...prepared.dataNotes, ...prompt.notes()],
  };
}

/** Bytes that a token's keys and values take, float32. */
const keyValueBytes = (s: ModelShape): number => s.layers * 2 * s.keyValueHeads * s.dHead * 4;
const mean = (xs: readonly number[]): number =>
  xs.length === 0 ? 0 : xs.reduce((a, b) => a + b, 0) / xs.length;

const outcomes = (answers: readonly Answer[]): ItemOutcome[] =>
  answers.map(({ itemId, prediction, correct, lenient, output, measures, ways }) => ({
    id: itemId,
    prediction,
    correct,
    ...(lenient === undefined ? {} : { lenient }),
    ...(output === undefined ? {} : { output }),
    ...(measures === undefined ? {} : { measures }),
    ...(ways === undefined ? {} : { ways }),
  }));

async function readArtifact({ patch }: Prepared, dir: string): Promise<{ state: Tensors; bytes: number }> {
  if (!hasTrainables(patch)) return { state: new Map(), bytes: 0 };
  const folder = path.join(dir, 'artifact');
  const names = await readdir(folder);
  const files = new Map(
    await Promise.all(names.map(async (n) => [n, await readFile(path.join(folder, n))] as const)),
  );
  const sizes = await Promise.all(names.map(async (n) => (await stat(path.join(folder, n))).size));
  return { state: artifactOf(storedPatch(patch)).read(files), bytes: sizes.reduce((a, b) => a + b, 0) };
}

/** Requests one at a time, each with its whole prompt: no cache from the request before. */
async function measureLatency(
  { prompt, splits }: Prepared,
  model: PatchedModel,
  itemsPerSecond: number,
): Promise<LatencyRecord> {
  const items = spreadOver(splits.test, TIMED_ITEMS);
  const seen = new Map<string, Answer>();
  const timing = await timeCalls(
    items.map((item) => async () => {
      const [answer] = await prompt.answer([item], model);
      if (answer) seen.set(item.id, answer);
    }),
    { warmups: WARM_UPS, repeats: 1 },
  );
  const answers = [...seen.values()];
  const rates = items.length === 0 ? null : await tokenRates(prompt.write(items[0]!), model);
  return {
    itemMs: latencyQuantiles(timing.ms),
    promptTokens: mean(answers.map((a) => a.promptTokens)),
    generatedTokens: mean(answers.map((a) => a.generatedTokens)),
    prefillTokensPerSecond: rates?.prefill ?? null,
    decodeTokensPerSecond: rates?.decode ?? null,
    throughputItemsPerSecond: itemsPerSecond,
    warmups: timing.warmups,
    repeats: timing.repeats,
  };
}

/** Items at even distances, so that the timed ones are as long as the rest. */
const spreadOver = (items: readonly Item[], n: number): Item[] => {
  const step = Math.max(items.length / n, 1);
  return Array.from({ length: Math.min(n, items.length) }, (_, i) => items[Math.floor(i * step)]!);
};

/** Tokens a second: of reading a prompt, and of writing after it. Medians of five runs; decode is null where the model ends early. */
async function tokenRates(
  context: string,
  model: PatchedModel,
): Promise<{ prefill: number; decode: number | null }> {
  const ask = async (maxNewTokens: number): Promise<{ ms: number; prompt: number; tokens: number }> => {
    const start = performance.now();
    const [out] = await model.generate([{ context, maxNewTokens, stop: [] }]);
    return { ms: performance.now() - start, prompt: out!.promptTokens, tokens: out!.tokens.length };
  };
  await ask(2);
  const rounds: { prefill: number; decode: number | null }[] = [];
  for (let i = 0; i < 5; i++) {
    const first = await ask(1);
    const more = await ask(1 + DECODED);
    const decode = more.tokens - first.tokens;
    rounds.push({
      prefill: (first.prompt / first.ms) * 1000,
      decode: decode < DECODED / 2 ? null : (decode / (more.ms - first.ms)) * 1000,
    });
  }
  const decodes = rounds.flatMap((r) => (r.decode === null ? [] : [r.decode]));
  return {
    prefill: median(rounds.map((r) => r.prefill)),
    decode: decodes.length === 0 ? null : median(decodes),
  };
}
const median = (xs: readonly number[]): number => xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)]!;
