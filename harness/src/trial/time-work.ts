/**
 * The timing phase: the trained model in a process in which nothing else was run. Two variants take turns with it: the patch folded into
 * the weights, where it can be, and the prompts' shared beginning read before.
 */
import { type Answer, ConfigError, type PatchedModel, type Tuned, encodeText } from '@adaptbench/core';
import { type LatencyPass, type MergedDifference, type TrialSpec, quantile } from '@adaptbench/results';
import { readTuned } from './artifact.ts';
import { type AskedItem, itemsToTime } from './asked-items.ts';
import type { TimingSteps, Report } from './contract.ts';
import { type Prepared, prepare } from './prepare.ts';
import {
  BATCH,
  MOST,
  SEVERAL,
  type TimedSide,
  WARM_UPS,
  timeBatches,
  timeRequests,
} from './time-requests.ts';

/** Prompts at whose positions logits are compared. */
const COMPARED = 10;

export async function timeWork(
  spec: TrialSpec,
  dir: string,
  report: Report,
  budgetMs: number,
  { loaded, answered }: TimingSteps,
): Promise<LatencyPass> {
  const prepared = await prepare(spec);
  const { prompt, splits, task } = prepared;
  const { tuned } = await readTuned(prepared, dir);
  const alone = tuned.open();
  await prompt.ready?.(alone);
  const most = { items: MOST, together: BATCH, texts: SEVERAL };
  const asked = await itemsToTime(splits.test, most, prompt, alone);
  if (asked.length === 0)
    throw new ConfigError(
      `no item to time fits the model's context of ${alone.contextLength} tokens: expected one of ${Math.min(MOST, splits.test.length)}.`,
    );
  const total = asked.length;
  report({ done: 0, total, text: 'loading' });
  const texts = Math.max(SEVERAL, ...asked.map(({ contexts }) => contexts.length));
  const batch = asked.slice(0, Math.ceil((BATCH * SEVERAL) / texts)).map(({ item }) => item);
  const together = (): Promise<unknown> => {
    prepared.tokenizer.forget();
    return prompt.answer(
      batch.map((item) => ({ ...item })),
      alone,
      splits.test,
    );
  };
  // Compiles.
  await together();
  await loaded();
  const throughput = await timeBatches(together, batch.length, budgetMs);
  await answered();
  const writes = prepared.patch.head === undefined;
  await alone.ready(writes ? 'generate' : 'score');
  const beginning = await alone.withBeginning(asked.flatMap(({ contexts }) => contexts));
  const merged = await merge(tuned, task.kind);
  const sides = await timeRequests(
    asked,
    splits.test,
    prompt,
    [alone, ...(beginning ? [beginning.model] : []), ...(merged ? [merged.model] : [])],
    budgetMs,
    (done) => report({ done, total, text: `timing ${done} of at most ${total}` }),
    () => prepared.tokenizer.forget(),
    writes,
  );
  const [plain, second] = sides as [TimedSide, ...TimedSide[]];
  const cached = beginning ? second! : null;
  const folded = merged ? sides.at(-1)! : null;
  const pass: LatencyPass = {
    alone: plain.times,
    cached: cached && beginning ? { ...cached.times, sharedTokens: beginning.tokens } : null,
    merged:
      folded && merged
        ? {
            ...folded.times,
            loadMs: merged.loadMs,
            ...(await differences(asked, alone, merged.model, plain.answers, folded.answers)),
          }
        : null,
    throughput,
    switchMs: tuned.state.size === 0 ? null : await timeSwitch(prepared, dir, alone, task.kind),
    warmups: WARM_UPS,
  };
  await merged?.model.dispose();
  await alone.dispose();
  return pass;
}

/** The model with the patch in its weights, and how long that took; null where there is none. */
async function merge(
  tuned: Tuned,
  kind: Prepared['task']['kind'],
): Promise<{ readonly model: PatchedModel; readonly loadMs: number } | null> {
  const start = performance.now();
  const model = tuned.openMerged();
  if (model === null) return null;
  await model.ready(kindOf(kind));
  return { model, loadMs: performance.now() - start };
}

async function differences(
  asked: readonly AskedItem[],
  plain: PatchedModel,
  merged: PatchedModel,
  answers: readonly Answer[],
  mergedAnswers: readonly Answer[],
): Promise<Omit<MergedDifference, 'loadMs'>> {
  let most = 0;
  for (const { contexts } of asked.slice(0, COMPARED)) {
    const ids = encodeText(plain.tokenizer, contexts[0]);
    const [a, b] = [await plain.logits(ids), await merged.logits(ids)];
    a.data.forEach((x, i) => (most = Math.max(most, Math.abs(x - b.data[i]!))));
  }
  return {
    maxLogitDifference: most,
    answersChanged: answers.filter((a, i) => a.prediction !== mergedAnswers[i]!.prediction).length,
    answersCompared: answers.length,
  };
}

/**
 * From files to a model that can be asked, median of three. A patch beside the weights is put in the place of the other's; one that
 * is part of the weights (full fine-tuning) needs a program with other weights.
 */
async function timeSwitch(
  prepared: Prepared,
  dir: string,
  model: PatchedModel,
  kind: Prepared['task']['kind'],
): Promise<number> {
  const ms: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { tuned } = await readTuned(prepared, dir);
    const other = tuned.changesWeights ? tuned.open() : null;
    if (other) await other.ready(kindOf(kind));
    else tuned.putInto(model);
    ms.push(performance.now() - start);
    await other?.dispose();
  }
  return quantile(ms, 0.5);
}

const kindOf = (kind: Prepared['task']['kind']): 'score' | 'generate' =>
  kind === 'generation' ? 'generate' : 'score';
