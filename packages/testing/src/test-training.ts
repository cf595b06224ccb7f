/** The suite that every trainable method passes against its reference implementation: gradients, losses and parameters. */
import {
  type LoadedModel,
  type Patch,
  type Tensors,
  type TrainBatch,
  feedState,
  scoredTokens,
  trainBatch,
  trainPrograms,
  trainables,
} from '@adaptbench/core';
import { type Engine, type Tensor, adamWDefaults, program } from '@adaptbench/graph';
import { expect, it } from 'vitest';
import { type TrainingFixture, goldenExamples, relativeError } from './fixture.ts';

/** Agreement that is asked for: max |Δ| over max |reference|. */
const TOLERANCE = 1e-4;

export interface TrainingCase {
  readonly engine: Engine;
  load(): Promise<{
    model: LoadedModel;
    patch: Patch;
    fixture: TrainingFixture;
    start: Tensors;
    nameOf: (param: string) => string;
  }>;
}

/** `nameOf` gives the reference's name of a parameter; `start` the state that training begins with. */
export function testTraining(title: string, subject: TrainingCase): void {
  const { engine } = subject;
  it(`${title}: first gradients, ten losses and the parameters after ten steps are the reference's`, async () => {
    const { model, patch, fixture, start, nameOf } = await subject.load();
    const { golden } = fixture;
    const trained = trainables(model.architecture, patch).map((t) => ({
      ...t,
      weightDecay: golden.optimizer.weightDecay,
    }));
    expect(trained.reduce((n, t) => n + t.shape.reduce((a, b) => a * b, 1), 0)).toBe(
      golden.trainableParameters,
    );
    const programs = trainPrograms(model.architecture, patch, trained, {
      ...adamWDefaults,
      maxGradientNorm: golden.optimizer.maxGradNorm,
    });
    const frozen = (name: string): ReturnType<LoadedModel['frozen']> => model.frozen(name);
    const batchAt = (step: number): TrainBatch => {
      const examples = goldenExamples(golden.batches[step % golden.batches.length]!);
      return trainBatch(examples, patch.positions, scoredTokens(examples));
    };
    const gradients = await engine.compile(
      program(Object.fromEntries(programs.gradients.map((g, i) => [trained[i]!.input, g]))),
      { frozen },
    );
    const params = feedState(model.architecture, patch, start);
    const first = await gradients.run({ ...params, ...batchAt(0).feeds });
    for (const p of trained)
      expect(
        relativeError(first[p.input]!.data, fixture.grads.get(nameOf(p.name))!.data),
        `gradient of ${p.name}`,
      ).toBeLessThan(TOLERANCE);

    const step = await engine.compile(programs.step, { frozen });
    let state: Record<string, Tensor> = {
      ...params,
      ...Object.fromEntries(
        trained.flatMap(({ input: name, shape }) =>
          ['m', 'v'].map((k) => [
            `${k}.${name}`,
            { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
          ]),
        ),
      ),
    };
    for (let i = 0; i < golden.losses.length; i++) {
      const { loss, gradientNorm, ...next } = await step.run({
        ...state,
        ...batchAt(i).feeds,
        learningRate: { shape: [], data: Float32Array.of(golden.optimizer.learningRate) },
        step: { shape: [], data: Float32Array.of(i + 1) },
      });
      expect(relativeError(loss!.data, [golden.losses[i]!]), `loss ${i}`).toBeLessThan(TOLERANCE);
      expect(relativeError(gradientNorm!.data, [golden.gradNorms[i]!]), `gradient norm ${i}`).toBeLessThan(
        TOLERANCE,
      );
      state = next;
    }
    for (const p of trained)
      expect(
        relativeError(state[p.input]!.data, fixture.after.get(nameOf(p.name))!.data),
        `${p.name} after training`,
      ).toBeLessThan(TOLERANCE);
    await gradients.dispose();
    await step.dispose();
  });
}
