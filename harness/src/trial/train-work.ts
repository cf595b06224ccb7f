/** The training phase: examples from the training split, the best state by validation, the artefact on disk. */
import {
  type Answer,
  ConfigError,
  type Example,
  type Item,
  type Tensors,
  type TrainOutcome,
  type SettledTraining,
  type TrainSettings,
  encodePair,
  hasTrainables,
  inTraining,
  labelWords,
  plannedSteps,
  settledRate,
  shortened,
  train,
  tunedTo,
  tunes,
} from '@adaptbench/core';
import {
  type Screening,
  type TrainingRecord,
  type TrialSpec,
  quantile,
  trialId,
  wholeOf,
} from '@adaptbench/results';
import { trainStateOf, writeArtifact } from './artifact.ts';
import type { BeforeState, Report, TrainResult } from './contract.ts';
import { evaluated } from './evaluate-work.ts';
import { findMethod } from '../find-method.ts';
import { judgedBy } from './grades.ts';
import { normalised } from './gold.ts';
import { folderOfTraining } from './folder-of-training.ts';
import type { Hand, HandedOn } from './handed-on.ts';
import { methods } from '../methods.ts';
import type { Opening } from './opened.ts';
import { inPrecision } from './precision.ts';
import { type Prepared, prepare, screened as screenedSplits } from './prepare.ts';

export async function trainWork(
  spec: TrialSpec,
  dir: string,
  report: Report,
  beforeState: BeforeState,
  opening?: Opening,
  handed?: Hand,
): Promise<TrainResult | null> {
  if (spec.training === null) return null;
  // A training that pauses is the whole trial's own, with all of its items.
  const trained = spec.screen?.paused ? wholeOf(spec) : spec;
  const prepared = await prepare(trained, opening && { opening });
  const { model, engine, patch, splits } = prepared;
  if (!hasTrainables(patch)) return null;
  const { examples, notes } = trainingExamples(prepared, spec.training);
  const rated = ratedFor(spec, spec.training, prepared);
  const settings = screened(rated, examples.length, trained.screen);
  const until = pauseAfter(rated, examples.length, spec.screen);
  const judge = validator(prepared, settings);
  const stateFile = trainStateOf(prepared, trained, folderOfTraining(spec, dir));
  let anew = false;
  const outcome = await train({
    model,
    engine,
    patch,
    examples,
    settings,
    seed: spec.seed,
    labelWords: labelWords(prepared.task, spec.template),
    // Without items to judge by, the last state is kept.
    ...(judge.items.length === 0 ? {} : { validate: judge.validate }),
    stateFile: {
      ...stateFile,
      async save(state) {
        await beforeState(anew);
        await stateFile.save(state);
      },
    },
    ...(until === null ? {} : { until }),
    onStep(step, steps, loss) {
      if (step === 1) anew = true;
      const total = until ?? steps;
      report({ done: step, total, text: `step ${step} of ${total} · loss ${loss.toFixed(3)}` });
    },
  });
  const left = spec.screen === undefined ? judge.left(anew && !outcome.diverged) : null;
  if (handed && left) await handed.put({ id: trialId(spec), prepared, ...left });
  else await judge.dispose();
  const { total: _, ...float32 } = outcome.memory;
  const explained = inPrecision(float32, spec, prepared.model.architecture, prepared.patch);
  const divergence = divergenceNote(outcome, settings);
  const tuned = await tunedTo(prepared, until === null || outcome.diverged ? outcome.state : outcome.now);
  if (until === null) await writeArtifact(tuned.files(), dir);
  return {
    // A look asks at once, in this process, the state as it is and not the best so far.
    answered:
      until === null ? null : await evaluated(asScreened(prepared, spec), spec, { tuned, bytes: 0, report }),
    training: {
      ...trainingRecord(
        outcome,
        splits.train.length,
        prepared.task.metrics === undefined ? judge.items.length : null,
      ),
      learningRate: settings.learningRate,
    },
    anew,
    explained,
    notes: [...outcome.notes, ...divergence, ...notes],
  };
}

/** The settings with the learning rate that they come to on this model. */
export function ratedFor(spec: TrialSpec, s: TrainSettings, { model }: Prepared): SettledTraining {
  const method = findMethod(methods, spec.method);
  if (!tunes(method)) throw new Error(`internal: ${spec.method} trains nothing`);
  return settledRate(s, method, method.config.parse(spec.config), model.architecture.shape.d);
}

const asScreened = (prepared: Prepared, spec: TrialSpec): Prepared => ({
  ...prepared,
  splits: screenedSplits(prepared.splits, spec),
});

/** The settings of a screening that is thrown away: a share of the steps, over which the rate falls as in a whole training; the last state is kept. */
function screened(s: SettledTraining, examples: number, screen: Screening | undefined): SettledTraining {
  if (screen === undefined) return s;
  return { ...s, maxSteps: stepsOf(s, examples, screen), validations: 0 };
}

/** Null where a training does not pause. */
const pauseAfter = (s: SettledTraining, examples: number, screen: Screening | undefined): number | null =>
  screen?.paused ? stepsOf(s, examples, screen) : null;

const stepsOf = (s: SettledTraining, examples: number, screen: Screening): number =>
  Math.max(1, Math.floor(screen.steps * Math.min(plannedSteps(examples, s), s.maxSteps ?? Infinity)));

/** Throws where the training has left nothing that could be evaluated. */
function divergenceNote({ diverged, progress, steps, bestStep }: TrainOutcome, s: SettledTraining): string[] {
  if (!diverged) return [];
  const where = `training diverged at step ${diverged.step} of ${steps} (loss ${diverged.loss})`;
  if (progress.evaluations.length === 0)
    throw new Error(
      `${where}, before its first validation. Lower training.learningRate, now ${s.learningRate}${s.clipNorm === null ? ', or set training.clipNorm' : ''}.`,
    );
  return [`${where}: evaluated is the state of step ${bestStep}, the best before`];
}

/** The texts to train on as tokens, and what was cut of them. Throws ConfigError where there are none, or where they leave no room. */
export function trainingExamples(
  { model, patch, prompt, training }: Prepared,
  { maxTokens }: TrainSettings,
): { examples: Example[]; notes: string[] } {
  const most = Math.min(maxTokens, model.architecture.shape.contextLength - patch.positions);
  const texts = prompt.trainingTexts(training);
  if (texts.length === 0) throw new ConfigError('task: the train split is empty: raise --train.');
  model.tokenizer.ahead?.(
    texts.flatMap(({ context, completion }) => [context.trimEnd(), context + completion]),
  );
  let cut = 0;
  let without = 0;
  const examples = texts.map(({ context, completion, end }): Example => {
    const whole = encodePair(model.tokenizer, context, completion, end);
    const kept = shortened(whole, most);
    if (kept.from < whole.from) cut++;
    if (kept.from >= kept.ids.length) without++;
    return kept;
  });
  if (without > 0)
    throw new ConfigError(
      `training.maxTokens: ${most} tokens leave no room for an answer in ${without} of ${texts.length} training texts. Raise it, or use fewer virtual tokens.`,
    );
  const notes =
    cut === 0
      ? []
      : [`${cut} of ${texts.length} training texts were longer than ${most} tokens and lost their beginning`];
  return { examples, notes };
}

/**
 * Judges a state on the first items of the validation split: by the task's first metric where it has one, else by accuracy, and between
 * equals by the mean probability of the gold label. The probability counts too little to outweigh an item.
 */
function validator(
  prepared: Prepared,
  settings: TrainSettings,
): {
  items: readonly Item[];
  validate: (state: Tensors) => Promise<number>;
  /** The model, and the answers of the best state where all states were judged here; null where none was. */
  left: (all: boolean) => Pick<HandedOn, 'model' | 'answers' | 'onProgress'> | null;
  dispose: () => Promise<void>;
} {
  const items = prepared.splits.validation.slice(0, settings.validationItems);
  const judge = inTraining(prepared, { prefer: 'memory', onProgress: (done) => left?.onProgress(done) });
  let left: ReturnType<ReturnType<typeof validator>['left']> = null;
  let best: { readonly score: number; readonly answers: readonly Answer[] } | null = null;
  const scoreOf = (answers: readonly Answer[]): number => {
    const graded = judgedBy(
      prepared.task,
      items,
      answers.map(({ prediction }) => prediction),
    );
    if (graded !== null) return graded;
    const correct = answers.filter((a) => a.correct).length;
    const gold = answers.reduce((sum, a, i) => sum + normalised(a.scores, items[i]!.answer), 0);
    return (correct + gold / items.length / 2) / items.length;
  };
  return {
    items,
    async validate(trained) {
      const wanted = prepared.task.metrics?.length ? 'answers' : 'scores';
      const answers = await prepared.prompt.answer(items, await judge.at(trained), items, wanted);
      const score = scoreOf(answers);
      // As a training keeps its best state.
      if (best === null || score > best.score) best = { score, answers };
      return score;
    },
    left(all) {
      const model = judge.opened();
      const whole = items.length === prepared.splits.validation.length;
      if (model === null) return null;
      return (left = { model, answers: all && whole ? best!.answers : null, onProgress: () => {} });
    },
    dispose: () => judge.dispose(),
  };
}

/** The share of right answers in a score of `validate`: what is left over is less than an item. A metric's value has nothing left over. */
const accuracyOf = (score: number, items: number | null): number =>
  items === null ? score : Math.floor(score * items + 1e-6) / items;

const CURVE_POINTS = 100;

/** Means over as many steps each as make the points few; those without a finite loss are left out. */
function lossCurve(losses: readonly number[]): TrainingRecord['lossCurve'] {
  const every = Math.ceil(losses.length / CURVE_POINTS);
  return Array.from({ length: Math.ceil(losses.length / every) }, (_, i) => {
    const own = losses.slice(i * every, (i + 1) * every);
    return { step: i * every + own.length, loss: own.reduce((a, b) => a + b, 0) / own.length };
  }).filter(({ loss }) => Number.isFinite(loss));
}

function trainingRecord(o: TrainOutcome, items: number, judged: number | null): TrainingRecord {
  const { losses, stepMs, seconds, tokens, evaluations } = o.progress;
  const last = losses.slice(-Math.max(1, Math.ceil(losses.length / 20)));
  const finalLoss = last.reduce((a, b) => a + b, 0) / last.length;
  return {
    steps: losses.length,
    epochs: o.epochs,
    items,
    tokens,
    seconds,
    tokensPerSecond: tokens / seconds,
    stepMs: { p50: quantile(stepMs, 0.5), p95: quantile(stepMs, 0.95) },
    finalLoss: Number.isFinite(finalLoss) ? finalLoss : null,
    lossCurve: lossCurve(losses),
    validationCurve: evaluations.map(({ step, score }) => ({ step, accuracy: accuracyOf(score, judged) })),
    bestStep: o.bestStep,
    flopsPerToken: o.flops / tokens,
    gflopPerSecond: o.flops / seconds / 1e9,
  };
}
