/** The evaluating phase: answers on validation and test. */
import {
  type Answer,
  ConfigError,
  type ModelShape,
  patchedModel,
  settled,
  storedPatch,
  trainables,
} from '@adaptbench/core';
import { readArtifact } from './artifact.ts';
import type { EvaluateResult, ItemOutcome, Report } from './contract.ts';
import { prepare } from './prepare.ts';
import type { TrialSpec } from './spec.ts';

export async function evaluateWork(spec: TrialSpec, dir: string, report: Report): Promise<EvaluateResult> {
  const prepared = await prepare(spec);
  const { model, engine, patch, prompt, splits, task, dataHash, otherHashes } = prepared;
  const { state, bytes } = await readArtifact(prepared, dir);
  if (splits.test.length === 0)
    throw new ConfigError('task: the test split is empty: raise --test or --limit.');
  const total = splits.validation.length + splits.test.length;
  let before = 0;
  const used = settled(model, storedPatch(patch), state);
  const patched = patchedModel(used.model, engine, used.patch, used.state, {
    onProgress(done) {
      const at = Math.min(before + done, total);
      report({ done: at, total, text: `item ${at} of ${total}` });
    },
  });
  const validation = await prompt.answer(splits.validation, patched);
  before = splits.validation.length;
  // Programs are compiled by then: two items share a beginning, if any do.
  if (before < 2) await prompt.answer(splits.test.slice(0, 2), patched);
  const start = performance.now();
  const test = await prompt.answer(splits.test, patched);
  const seconds = (performance.now() - start) / 1000;
  const asked = test.filter((answer) => answer.promptTokens > 0);
  if (asked.length === 0)
    throw new ConfigError(
      `none of ${splits.test.length} test items fits the model's context of ${patched.contextLength} tokens.`,
    );
  await patched.dispose();
  const perItem = (tokens: (answer: Answer) => number): number =>
    asked.reduce((n, answer) => n + tokens(answer), 0) / asked.length;
  const [promptTokens, generatedTokens] = [perItem((a) => a.promptTokens), perItem((a) => a.generatedTokens)];
  const kept = patch.positions + promptTokens + generatedTokens;
  return {
    validation: outcomes(validation),
    test: outcomes(test),
    memory: {
      trainableParameters: trainables(model.architecture, patch).reduce(
        (n, t) => n + t.shape.reduce((a, b) => a * b, 1),
        0,
      ),
      artifactBytes: bytes,
      inferenceLiveness: patched.account(),
      kvBytesPerRequest: Math.round(kept * keyValueBytes(model.architecture.shape)),
      contextTokensLeft: patched.contextLength - promptTokens,
      switchBytes: [...state.values()].reduce((n, { data }) => n + data.byteLength, 0),
    },
    requests: { promptTokens, generatedTokens, throughputItemsPerSecond: asked.length / seconds },
    provenance: {
      model: model.sha256,
      data: dataHash,
      ...(Object.keys(otherHashes).length === 0 ? {} : { otherData: otherHashes }),
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
