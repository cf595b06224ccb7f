/**
 * A linear probe: logistic regression over the labels on the model's own hidden states, pooled over a text and standardised by the training
 * items. What it does not tell, the model's states do not hold in a straight line; what it does tell costs no training of the model.
 */
import { ConfigError, type Tensors, defineMethod } from '@adaptbench/core';
import { z } from 'zod';
import { labelAnswer } from './answers.ts';
import { probeConfig } from './config.ts';
import { artefact, known, numbersOf } from './files.ts';
import { embedder } from './hidden-states.ts';
import { labelled } from './labelled.ts';
import { fitLabels, scoresOf } from './logistic/choice.ts';
import { denseRow } from './logistic/sparse.ts';
import { labelModelSchema, readLabelModel, storedNumbers } from './stored-model.ts';

const artefactSchema = z.object({ ...labelModelSchema.shape, width: z.int().min(1) });

export const probe = defineMethod({
  name: 'probe',
  family: 'baseline',
  paper: {
    title: 'Understanding intermediate layers using linear classifier probes (Alain and Bengio 2016)',
    url: 'https://arxiv.org/abs/1610.01644',
  },
  config: probeConfig,
  space: { pool: ['last', 'mean'] },
  async fit(config, { train, validation }, context) {
    const { task } = context;
    labelled(task, 'probe');
    const embed = embedder(context, config);
    const [states, asked] = [await embed(train), await embed(validation)];
    const width = states.find((state) => state !== null)?.length ?? 0;
    if (width === 0)
      throw new ConfigError(
        `probe: none of ${train.length} training items fits the model's context. Set "text" to item, or leave the method out.`,
      );
    const [mean, scale] = standard(states, width);
    const rowOf = standardised(mean, scale);
    const given = <T>(items: readonly T[], own: readonly (Float32Array | null)[]) => {
      const fitting = items.flatMap((item, i) => (own[i] ? [{ item, state: own[i] }] : []));
      return { items: fitting.map(({ item }) => item), rows: fitting.map(({ state }) => rowOf(state)) };
    };
    const model = fitLabels(task, given(train, states), given(validation, asked), width, config.C);
    const { labels, C, notes } = model;
    const moments: Tensors = new Map([
      ['mean', { shape: [width], data: mean }],
      ['scale', { shape: [width], data: scale }],
    ]);
    return {
      files: artefact({ labels, C, width }, new Map([...moments, ...storedNumbers(model, width)])),
      notes,
    };
  },
  open(config, files, context) {
    labelled(context.task, 'probe');
    const { labels, width } = known(files, artefactSchema);
    const numbers = numbersOf(files);
    const rowOf = standardised(numbers('mean', [width]), numbers('scale', [width]));
    const model = readLabelModel(labels, width, numbers);
    const embed = embedder(context, config);
    return {
      parameters: model.coefficients.length,
      async answer(items) {
        const states = await embed(items);
        return items.map((item, i) =>
          labelAnswer(item, states[i] ? scoresOf(model, rowOf(states[i])) : new Map()),
        );
      },
    };
  },
});

/** By dimension, mean and standard deviation, 1 where it is 0; scikit-learn's StandardScaler. */
function standard(
  states: readonly (Float32Array | null)[],
  width: number,
): [mean: Float32Array, scale: Float32Array] {
  const all = states.filter((state) => state !== null);
  const [mean, scale] = [new Float32Array(width), new Float32Array(width)];
  for (let d = 0; d < width; d++) {
    const m = all.reduce((sum, state) => sum + state[d]!, 0) / all.length;
    mean[d] = m;
    scale[d] = Math.sqrt(all.reduce((sum, state) => sum + (state[d]! - m) ** 2, 0) / all.length) || 1;
  }
  return [mean, scale];
}

const standardised = (mean: Float32Array, scale: Float32Array) => (state: Float32Array) =>
  denseRow(Float64Array.from(state, (x, d) => (x - mean[d]!) / scale[d]!));
