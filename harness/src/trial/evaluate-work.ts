/** The evaluating phase: answers on validation and test, then single requests on the clock. */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  ConfigError,
  type ModelShape,
  type Tensors,
  hasTrainables,
  patchedModel,
  settled,
  storedPatch,
  trainables,
} from '@adaptbench/core';
import { artifactOf, trainStateOf } from './artifact.ts';
import type { EvaluateResult, ItemOutcome, Report } from './contract.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { TrialSpec } from './spec.ts';
import { type Asked, timeRequests } from './time-requests.ts';

export async function evaluateWork(spec: TrialSpec, dir: string, report: Report): Promise<EvaluateResult> {
  const prepared = await prepare(spec);
  const { model, engine, patch, prompt, splits, task, dataHash } = prepared;
  const { state, bytes } = await readArtifact(prepared, dir);
  if (splits.test.length === 0)
    throw new ConfigError('task: the test split is empty: raise --test or --limit.');
  const total = splits.validation.length + splits.test.length;
  let before = 0;
  let answering = true;
  const used = settled(model, storedPatch(patch), state);
  const patched = patchedModel(used.model, engine, used.patch, used.state, {
    onProgress(done) {
      const at = Math.min(before + done, total);
      if (answering) report({ done: at, total, text: `item ${at} of ${total}` });
    },
  });
  const validation = await prompt.answer(splits.validation, patched);
  before = splits.validation.length;
  // Programs are compiled by then: two items share a beginning, if any do.
  if (before < 2) await prompt.answer(splits.test.slice(0, 2), patched);
  const start = performance.now();
  const test = await prompt.answer(splits.test, patched);
  const seconds = (performance.now() - start) / 1000;
  const asked = splits.test
    .map((item, i): Asked => ({ item, answer: test[i]! }))
    .filter(({ answer }) => answer.promptTokens > 0);
  if (asked.length === 0)
    throw new ConfigError(
      `none of ${splits.test.length} test items fits the model's context of ${patched.contextLength} tokens.`,
    );
  // Progress goes to another process: not while the clock runs.
  answering = false;
  const latency = await timeRequests(asked, prompt, patched, (done, of) =>
    report({ done: total, total, text: `timing ${done} of ${of}` }),
  );
  await patched.dispose();
  await trainStateOf(prepared, spec, dir).remove();
  const tokens =
    patch.positions +
    asked.reduce((n, { answer }) => n + answer.promptTokens + answer.generatedTokens, 0) / asked.length;
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
    latency: { ...latency, throughputItemsPerSecond: asked.length / seconds },
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
