/** The training phase: examples from the training split, the best state by validation, the artefact on disk. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Example,
  type PatchedModel,
  type Tensors,
  type TrainOutcome,
  type TrainSettings,
  type TrainingText,
  encodePair,
  hasTrainables,
  labelWords,
  patchedModel,
  shortened,
  storedPatch,
  storedState,
  train,
  trainStateFile,
} from '@adaptbench/core';
import { quantile } from '../stats/quantile.ts';
import { artifactOf } from './artifact.ts';
import type { Report, TrainResult } from './contract.ts';
import { type Prepared, prepare } from './prepare.ts';
import { type TrialSpec, trialId } from './spec.ts';

export async function trainWork(spec: TrialSpec, dir: string, report: Report): Promise<TrainResult | null> {
  const settings = spec.training;
  if (settings === null) return null;
  const prepared = await prepare(spec);
  const { model, engine, patch, splits } = prepared;
  if (!hasTrainables(patch)) return null;
  const { examples, cut } = trainingExamples(prepared, settings);
  const judge = validator(prepared, settings);
  const outcome = await train({
    model,
    engine,
    patch,
    examples,
    settings,
    seed: spec.seed,
    labelWords: labelWords(prepared.task, spec.template),
    validate: judge.validate,
    stateFile: trainStateFile(
      path.join(dir, 'train-state.safetensors'),
      `${trialId(spec)} ${model.sha256} ${prepared.dataHash}`,
    ),
    onStep: (step, steps, loss) =>
      report({ done: step, total: steps, text: `step ${step} of ${steps} · loss ${loss.toFixed(3)}` }),
  });
  await judge.dispose();
  await writeArtifact(prepared, outcome.state, dir);
  return {
    training: trainingRecord(outcome, settings, splits.train.length, judge.curve),
    liveness: outcome.memory,
    notes:
      cut > 0
        ? [
            `${cut} of ${examples.length} training texts were longer than ${settings.maxTokens} tokens and lost their beginning`,
          ]
        : [],
  };
}

/** The prompt's training texts, else prompt and answer of each item; a generated answer ends with the model's own end token. */
function trainingExamples(
  { model, prompt, splits, task }: Prepared,
  { maxTokens }: TrainSettings,
): { examples: Example[]; cut: number } {
  let cut = 0;
  const texts =
    prompt.trainingTexts?.(splits.train) ??
    splits.train.map((item): TrainingText => ({
      context: prompt.write(item),
      completion: prompt.completion(item),
      ends: task.kind === 'generation',
    }));
  const examples = texts.map(({ context, completion, ends }): Example => {
    const { ids, from } = encodePair(model.tokenizer, context, completion);
    const whole = ends ? [...ids, model.tokenizer.eos[0]!] : ids;
    const kept = shortened({ ids: whole, from }, maxTokens);
    if (kept.from < from) cut++;
    return kept;
  });
  return { examples, cut };
}

/**
 * Judges a state by accuracy on the first items of the validation split; between equals, by the mean probability of the gold label.
 * The probability counts too little to outweigh an item.
 */
function validator(
  { model, engine, patch, prompt, splits }: Prepared,
  settings: TrainSettings,
): {
  validate: (state: Tensors) => Promise<number>;
  curve: number[];
  dispose: () => Promise<void>;
} {
  const items = splits.validation.slice(0, settings.validationItems);
  const curve: number[] = [];
  let judge: PatchedModel | null = null;
  return {
    curve,
    async validate(trained) {
      const state = await storedState(engine, patch, trained);
      judge ??= patchedModel(model, engine, storedPatch(patch), state, { prefer: 'memory' });
      judge.setState(state);
      const answers = await prompt.answer(items, judge);
      const accuracy = answers.filter((a) => a.correct).length / Math.max(items.length, 1);
      const gold = answers.map((a, i) => normalised(a.scores, items[i]!.answer));
      curve.push(accuracy);
      return (
        accuracy +
        gold.reduce((x, y) => x + y, 0) / Math.max(items.length, 1) / (2 * Math.max(items.length, 1))
      );
    },
    dispose: async () => judge?.dispose(),
  };
}

/** p(label) among the labels; 0 where labels are not scored. */
function normalised(scores: Readonly<Record<string, number>> | undefined, label: string): number {
  if (!scores) return 0;
  const most = Math.max(...Object.values(scores));
  return (
    Math.exp((scores[label] ?? -Infinity) - most) /
    Object.values(scores).reduce((sum, s) => sum + Math.exp(s - most), 0)
  );
}

async function writeArtifact(
  { patch, model, engine }: Prepared,
  trained: Tensors,
  dir: string,
): Promise<void> {
  const folder = path.join(dir, 'artifact');
  await mkdir(folder, { recursive: true });
  const state = await storedState(engine, patch, trained);
  const files = artifactOf(storedPatch(patch)).write(state, model.reference);
  await Promise.all([...files].map(([name, bytes]) => writeFile(path.join(folder, name), bytes)));
}

const CURVE_POINTS = 100;
function trainingRecord(
  o: TrainOutcome,
  s: TrainSettings,
  items: number,
  validations: readonly number[],
): TrainResult['training'] {
  const { losses, stepMs, seconds, tokens, evaluations } = o.progress;
  const every = Math.ceil(losses.length / CURVE_POINTS);
  const last = losses.slice(-Math.max(1, Math.ceil(losses.length / 20)));
  const finalLoss = last.reduce((a, b) => a + b, 0) / last.length;
  // The accuracies of this process's validations; those before a resume are known by their scores.
  const resumed = evaluations.length - validations.length;
  return {
    steps: losses.length,
    epochs: s.epochs,
    items,
    tokens,
    seconds,
    tokensPerSecond: tokens / seconds,
    stepMs: { p50: quantile(stepMs, 0.5), p95: quantile(stepMs, 0.95) },
    finalLoss: Number.isFinite(finalLoss) ? finalLoss : null,
    lossCurve: losses.flatMap((loss, i) => (i % every === 0 ? [{ step: i + 1, loss }] : [])),
    validationCurve: evaluations.map(({ step, score }, i) => ({
      step,
      accuracy: validations[i - resumed] ?? score,
    })),
    bestStep: o.bestStep,
    flopsPerToken: o.flops / tokens,
    gflopPerSecond: o.flops / seconds / 1e9,
  };
}
