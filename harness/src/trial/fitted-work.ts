/** The phases of a fitted method's trial: fitting in seconds, answers from what that left, single requests on the clock. */
import { type Answer, ConfigError, type Item } from '@adaptbench/core';
import { type LatencyPass, type TrialSpec, quantile, timingOf } from '@adaptbench/results';
import { timeSides } from '../measure/latency.ts';
import { bytesOf, readArtifact, writeArtifact } from './artifact.ts';
import { spread } from './asked-items.ts';
import type { TimingSteps, EvaluateResult, Report, TrainResult } from './contract.ts';
import { countedItems, outcomesOf } from './evaluate-work.ts';
import { prepareFit } from './fitted.ts';
import type { Opening } from './opened.ts';
import { BATCH, LEAST, MOST, WARM_UPS, timeBatches } from './time-requests.ts';

export async function fitWork(spec: TrialSpec, dir: string, opening?: Opening): Promise<TrainResult> {
  const prepared = await prepareFit(spec, opening);
  const { method, config, context, training, splits } = prepared;
  if (training.length === 0) throw new ConfigError('task: the train split is empty: raise --train.');
  const began = performance.now();
  const { files, notes } = await method.fit(
    config,
    { train: training, validation: splits.validation },
    context,
  );
  const seconds = (performance.now() - began) / 1000;
  await writeArtifact(files, dir);
  await prepared.dispose();
  return {
    training: null,
    fitting: { items: training.length, seconds },
    anew: true,
    explained: null,
    answered: null,
    notes,
  };
}

export async function evaluateFitted(
  spec: TrialSpec,
  dir: string,
  report: Report,
  opening?: Opening,
): Promise<EvaluateResult> {
  const prepared = await prepareFit(spec, opening);
  const { method, config, context, splits, task } = prepared;
  const { counted } = countedItems(prepared, spec);
  const files = await readArtifact(dir);
  const fitted = method.open(config, files, context);
  const total = splits.validation.length + splits.test.length;
  const validation = counted === splits.validation ? [] : await fitted.answer(splits.validation);
  report({ done: validation.length, total, text: `item ${validation.length} of ${total}` });
  const start = performance.now();
  const answers = await fitted.answer(counted);
  const seconds = (performance.now() - start) / 1000;
  const opened = prepared.opened();
  await prepared.dispose();
  const bytes = bytesOf(files);
  const perItem = (tokens: (answer: Answer) => number): number =>
    answers.reduce((n, answer) => n + tokens(answer), 0) / answers.length;
  return {
    ...(counted === splits.validation
      ? outcomesOf(prepared, answers, [])
      : outcomesOf(prepared, validation, answers)),
    look: null,
    sizes: {
      trainableParameters: fitted.parameters,
      artifactBytes: bytes,
      switchBytes: bytes,
      kvBytesPerRequest: 0,
      contextTokensLeft: null,
    },
    explained: null,
    requests: {
      promptTokens: perItem((a) => a.promptTokens),
      generatedTokens: perItem((a) => a.generatedTokens),
      itemsPerSecond: answers.length / seconds,
    },
    provenance: {
      model: opened?.model.sha256 ?? null,
      data: prepared.dataHash,
      labels: {
        task: `${task.name} v${task.version}`,
        template: task.templates[spec.template]!.name,
      },
    },
    notes: [...prepared.dataNotes],
  };
}

export async function timeFitted(
  spec: TrialSpec,
  dir: string,
  report: Report,
  budgetMs: number,
  { loaded, answered }: TimingSteps,
): Promise<LatencyPass> {
  const prepared = await prepareFit(spec);
  const { method, config, context, splits } = prepared;
  const open = async () => method.open(config, await readArtifact(dir), context);
  const fitted = await open();
  const asked = spread(splits.test, MOST);
  if (asked.length === 0) throw new ConfigError('task: the test split is empty: raise --limit-test.');
  const total = asked.length;
  const ask = (items: readonly Item[]): Promise<Answer[]> =>
    fitted.answer(items.map((item) => ({ ...item })));
  const together = () => ask(asked.slice(0, BATCH));
  await together();
  await loaded();
  const throughput = await timeBatches(together, Math.min(BATCH, total), budgetMs);
  await answered();
  const [alone = []] = await timeSides([(i: number) => ask([asked[i]!])], total, {
    warmups: WARM_UPS,
    budgetMs,
    least: LEAST,
    onBlock: (done) => report({ done, total, text: `timing ${done} of at most ${total}` }),
  });
  const switches: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await open();
    switches.push(performance.now() - start);
  }
  await prepared.dispose();
  return {
    alone: {
      item: timingOf(alone.map(({ ms }) => ms)),
      firstToken: null,
      perToken: null,
      promptTokens: 0,
      generatedTokens: 0,
    },
    cached: null,
    merged: null,
    throughput,
    switchMs: quantile(switches, 0.5),
    warmups: WARM_UPS,
  };
}
