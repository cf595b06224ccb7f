/**
 * The first steps of a training, its state on the disk and its artefact, to learn what a whole one will take. Nothing of it is kept. In a
 * process of its own, as a trial's training is: its memory is then the training's.
 */
import { hasTrainables, inTraining, train, trainingCost, tunedTo } from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';
import { currentRssBytes, peakRssBytes } from '../measure/memory.ts';
import { readTuned, trainStateOf, writeArtifact } from './artifact.ts';
import type { Rehearsal } from './contract.ts';
import { prepare } from './prepare.ts';
import { trainingExamples } from './train-work.ts';

/** Steps of a rehearsal, and how many of them are not timed. */
interface Length {
  readonly steps: number;
  readonly untimed: number;
}
/** By the operations of a step: of milliseconds the engine of JavaScript needs several until it is as fast as it will be. */
function lengthFor(flops: number): Length {
  if (flops > LONG) return { steps: 2, untimed: 1 };
  return flops > SHORT ? { steps: 4, untimed: 1 } : { steps: 20, untimed: 8 };
}
/** Operations of a step that takes some five seconds on a small machine, and of one that takes a tenth of a second. */
const LONG = 2.5e11;
const SHORT = 1e10;

/** null where there is nothing to train. Throws ConfigError where the trial cannot work. */
export async function rehearseWork(spec: TrialSpec, dir: string): Promise<Rehearsal | null> {
  const prepared = await prepare(spec);
  if (spec.training === null || !hasTrainables(prepared.patch)) return null;
  const { examples } = trainingExamples(prepared, spec.training);
  // Whatever the rate, a step takes as long; this one moves nothing far.
  const settings = { ...spec.training, learningRate: 1e-6, rateFactor: 1, validations: 1 };
  const job = { ...prepared, examples, seed: spec.seed };
  const flopsOf = (maxSteps: number): number =>
    trainingCost({ ...job, settings: { ...settings, maxSteps } }).flops;
  const { steps, untimed } = lengthFor(flopsOf(1));
  const rehearsed = { ...job, settings: { ...settings, maxSteps: steps } };
  const { flops, memory } = trainingCost(rehearsed);
  // As in a training, programs that answer are there beside it.
  const judge = inTraining(prepared, { prefer: 'memory' });
  let judging = 0;
  const began = performance.now();
  const outcome = await train({
    ...rehearsed,
    async validate(state) {
      const before = performance.now();
      await prepared.prompt.answer(prepared.splits.validation.slice(0, 2), await judge.at(state));
      judging = (performance.now() - before) / 1000;
      return 0;
    },
    stateFile: trainStateOf(prepared, spec, dir),
  });
  const all = (performance.now() - began) / 1000;
  await judge.dispose();
  const { stepMs } = outcome.progress;
  const stepping = stepMs.reduce((a, b) => a + b, 0) / 1000;
  const timed = stepMs.slice(untimed).reduce((a, b) => a + b, 0) / 1000;
  const tuned = await tunedTo(prepared, outcome.state);
  const write = await secondsOf(() => writeArtifact(tuned.files(), dir));
  return {
    compile: outcome.compileSeconds,
    perFlop: timed / Math.max(1, flops - flopsOf(untimed)),
    save: Math.max(0, all - outcome.compileSeconds - stepping - judging),
    write,
    read: await secondsOf(() => readTuned(prepared, dir)),
    peakBytes: Math.max(peakRssBytes(), currentRssBytes()),
    explainedBytes: memory.total,
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
