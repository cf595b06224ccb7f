/**
 * A training with looks on the way, in this process: its losses, its answers to validation items after some steps, to test items at the
 * end. Each part has its processor seconds, which do not depend on what else runs on the machine. Searches are tried out on such curves
 * (`scripts/curves.ts`).
 */
import {
  type Item,
  type PatchedModel,
  type Tensors,
  hasTrainables,
  inTraining,
  labelWords,
  plannedSteps,
  train,
  trainables,
  untuned,
} from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';
import { meanGold } from './gold.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recentredOutcomes } from './recentred.ts';
import { ratedFor, trainingExamples } from './train-work.ts';

/** The answers to the validation items after a step; of what trains nothing after step 0. */
interface Look {
  readonly step: number;
  /** One digit per item, 1 correct. */
  readonly outcomes: string;
  /** See `recentredOutcomes`. */
  readonly recentred: string | null;
  /** Mean probability of the right label among the labels. */
  readonly gold: number;
}

export interface Curve {
  /** Updates that were planned; 0 where nothing trains. */
  readonly steps: number;
  readonly trainableParameters: number;
  /** One per step that was made. */
  readonly losses: readonly number[];
  readonly looks: readonly Look[];
  /** Answers to the test items of the best state by validation; null where training diverged before there was one. */
  readonly test: string | null;
  /** Seconds, or seconds of one. */
  readonly seconds: {
    readonly prepare: number;
    readonly compile: number;
    /** The training's, with programs of the answers. */
    readonly step: number;
    readonly validationItem: number;
    readonly testItem: number;
  };
}

/** `lookAt`: steps of a training of so many. Throws what `prepare` and `train` throw. */
export async function curveOf(spec: TrialSpec, lookAt: (steps: number) => readonly number[]): Promise<Curve> {
  const began = processor();
  const prepared = await prepare(spec);
  const prepareSeconds = since(began);
  const { model, patch, splits } = prepared;
  const trainableParameters = trainables(model.architecture, patch).reduce(
    (n, t) => n + t.shape.reduce((a, b) => a * b, 1),
    0,
  );
  const asker = askerOf(prepared);
  if (spec.training === null || !hasTrainables(patch)) {
    const opened = untuned(prepared).open();
    await prepared.prompt.answer(splits.validation.slice(0, 2), opened, splits.validation);
    const compile = since(began) - prepareSeconds;
    const validation = await asker.ask(splits.validation, opened);
    const test = await asker.ask(splits.test, opened);
    await opened.dispose();
    return {
      steps: 0,
      trainableParameters,
      losses: [],
      looks: [{ step: 0, ...validation.answers }],
      test: test.answers.outcomes,
      seconds: {
        prepare: prepareSeconds,
        compile,
        step: 0,
        validationItem: validation.seconds / splits.validation.length,
        testItem: test.seconds / splits.test.length,
      },
    };
  }
  const { examples } = trainingExamples(prepared, spec.training);
  const settings = ratedFor(spec, spec.training, prepared);
  const steps = Math.min(plannedSteps(examples.length, settings), settings.maxSteps ?? Infinity);
  const judge = inTraining(prepared, { prefer: 'memory' });
  const looks: Look[] = [];
  const answering: number[] = [];
  /** What a validation kept: its answers are the last look's. */
  const askNow = async (step: number, state: Tensors): Promise<Look> => {
    const known = looks.find((look) => look.step === step);
    if (known) return known;
    const { seconds, answers } = await asker.ask(splits.validation, await judge.at(state));
    answering.push(seconds);
    looks.push({ step, ...answers });
    return { step, ...answers };
  };
  let now = 0;
  let stepping = 0;
  let from = Infinity;
  let untilFirst = 0;
  const beforeFirst = processor();
  const outcome = await train({
    model,
    engine: prepared.engine,
    patch,
    examples,
    settings,
    seed: spec.seed,
    labelWords: labelWords(prepared.task, spec.template),
    async validate(state) {
      const { outcomes, gold } = await askNow(now, state);
      return (ones(outcomes) + gold / 2) / outcomes.length;
    },
    looks: {
      at: new Set([...lookAt(steps), steps]),
      async look(step, state) {
        await askNow(step, state);
        from = processor();
      },
    },
    onStep(step) {
      now = step;
      // The first step is left out, and with it what the engine does once.
      if (step > 1) stepping += Math.max(0, since(from));
      else untilFirst = since(beforeFirst);
      from = processor();
    },
  });
  const worthless = outcome.diverged !== null && outcome.progress.evaluations.length === 0;
  const test = worthless ? null : await asker.ask(splits.test, await judge.at(outcome.state));
  await judge.dispose();
  const step = stepping / Math.max(1, outcome.progress.step - 1);
  const perItem = median(answering.length > 1 ? answering.slice(1) : answering) / splits.validation.length;
  return {
    steps,
    trainableParameters,
    losses: outcome.progress.losses,
    looks,
    test: test?.answers.outcomes ?? null,
    seconds: {
      prepare: prepareSeconds,
      // The first step has its start before it, the first look its programs.
      compile:
        Math.max(0, untilFirst - step) +
        Math.max(0, (answering[0] ?? 0) - perItem * splits.validation.length),
      step,
      validationItem: perItem,
      testItem: test === null ? perItem : test.seconds / splits.test.length,
    },
  };
}

interface Asked {
  readonly answers: Omit<Look, 'step'>;
  readonly seconds: number;
}

const askerOf = ({ prompt }: Prepared) => ({
  async ask(items: readonly Item[], model: PatchedModel): Promise<Asked> {
    const began = processor();
    const answers = await prompt.answer(items, model, items, 'scores');
    return {
      answers: {
        outcomes: answers.map(({ correct }) => (correct ? '1' : '0')).join(''),
        recentred: recentredOutcomes(answers, items),
        gold: meanGold(answers, items),
      },
      seconds: since(began),
    };
  },
});

/** Seconds that this process has had of its processors, all threads together. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
const since = (began: number): number => processor() - began;
const ones = (outcomes: string): number => outcomes.split('1').length - 1;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
